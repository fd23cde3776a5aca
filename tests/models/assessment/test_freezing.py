from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Count, Criterion, Grade, Unit
from models.assessment.kept import behind_read, counts_read, lines_read, pools_read
from models.assessment.results.telling import RESULTS
from models.assessment.rules import built_in
from models.assessment.scoring import pools_of, scored
from models.assessment.tables import Assessment, AssessmentScore, AssessmentState, AssessmentTurn
from models.grids.tables import Level
from models.members.tables import Role
from models.notices.tables import NoticeReceipt
from models.outbox.tables import OutboxMessage
from models.schedule.report_periods.periods import PeriodKind
from tests.models.assessment.counted import (
    BEGUN,
    COUNTED,
    DAY,
    MORNING,
    add_grid,
    add_person,
    add_post,
    assessment_of,
    confirmed,
    posts_in,
    scores_of,
    tick,
)
from tests.models.checks.owing import go_by, local, owe
from tests.street import Street

HOUR = timedelta(hours=1)


async def told(session: AsyncSession) -> dict[int, int]:
    """How many messages of results each chat has got."""
    rows = (await session.scalars(select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == RESULTS))).all()
    return {chat: rows.count(chat) for chat in rows}


async def test_periods_are_planned_as_they_begin_also_over_the_end_of_the_year(
    session: AsyncSession, street: Street
) -> None:
    await tick(session, local("2026-11-16"))
    names = {each.period.name for each in (await session.scalars(select(Assessment))).all()}
    assert names == {"2026-11", "2026-Q4", "2026-H2", "2026"}
    [turn] = (await session.scalars(select(AssessmentTurn))).all()
    assert turn.next_at == local("2026-12-01", 0) + timedelta(minutes=10)
    quarter = await assessment_of(session, PeriodKind.QUARTER)
    assert (quarter.state, quarter.next_at) == (AssessmentState.PLANNED, COUNTED)
    await tick(session, local("2027-01-01", 1))
    names = {each.period.name for each in (await session.scalars(select(Assessment))).all()}
    assert names == {"2026-11", "2026-Q4", "2026-H2", "2026", "2027-01", "2027-Q1", "2027-H1", "2027"}


async def test_a_quarter_is_counted_a_day_after_its_end_told_in_the_morning_and_final_a_week_later(
    session: AsyncSession, street: Street
) -> None:
    await tick(session, BEGUN)
    member, other, leader = await posts_in(session, street.grid)
    await confirmed(session, street, [(member, 19), (other, 10), (leader, 20)], 20)
    await tick(session, COUNTED - HOUR)
    quarter = await assessment_of(session, PeriodKind.QUARTER)
    assert quarter.state is AssessmentState.PLANNED
    await tick(session, COUNTED)
    assert (quarter.state, quarter.as_of, quarter.told_at) == (AssessmentState.PROVISIONAL, COUNTED, MORNING)
    assert quarter.object_until == local("2027-01-09", 0) + DAY - timedelta(seconds=1)
    counts = {key: counts_read(score.counts) for key, score in (await scores_of(session, quarter)).items()}
    assert counts == {
        ("S-1", None): {Criterion.NOTICES: Count(49, 60)},
        ("S-1-1", None): {Criterion.NOTICES: Count(49, 60)},
        ("S-1-1", 12): {Criterion.NOTICES: Count(19, 20)},
        ("S-1-1", 13): {Criterion.NOTICES: Count(10, 20)},
        ("S-1-1", 14): {Criterion.NOTICES: Count(20, 20)},
        ("S-1", 15): {},
    }
    assert await told(session) == {12: 1, 14: 1, 15: 1}  # 13 has not started the bot
    sent = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == RESULTS))).all()
    assert {message.not_before for message in sent} == {MORNING}
    await tick(session, quarter.object_until + HOUR)
    assert (quarter.state, quarter.next_at) == (AssessmentState.FINAL, None)
    assert await told(session) == {12: 1, 14: 1, 15: 1}


async def test_a_score_is_what_the_pure_rules_make_of_the_counts_and_shows_what_is_behind(
    session: AsyncSession, street: Street
) -> None:
    await tick(session, BEGUN)
    community = await add_grid(session, street.street, "S-2", Level.COMMUNITY)
    grid = await add_grid(session, community, "S-2-1", Level.GRID)
    far = await add_post(session, grid, Role.MEMBER, await add_person(session, 31, "钟婷"))
    member, other, _ = await posts_in(session, street.grid)
    await confirmed(session, street, [(member, 19), (other, 3), (far, 20)], 20)
    await tick(session, COUNTED)
    quarter = await assessment_of(session, PeriodKind.QUARTER)
    scores = await scores_of(session, quarter)
    members = [scores[key] for key in (("S-1-1", 12), ("S-1-1", 13), ("S-2-1", 31))]
    units = [counts_read(each.counts) for each in members]
    pools = pools_of(units, {}, built_in())
    assert pools_read(quarter.pools["member grid"]) == pools
    for score, counts in zip(members, units, strict=True):
        found = scored(counts, pools, built_in())
        assert (score.score, score.low, score.high) == (found.score, found.low, found.high)
        assert (score.grade, lines_read(score.lines)) == (found.grade, found.lines)
    assert members[1].grade is Grade.UNQUALIFIED
    rows, more = behind_read(members[1].behind, Criterion.NOTICES)
    assert [row.what for row in rows][:2] == ["N4 第4号通知", "N5 第5号通知"]
    assert (len(rows), more) == (10, 7)
    assert quarter.lent_next["member grid"].keys() == {"notices"}


async def test_what_comes_after_counting_changes_nothing(session: AsyncSession, street: Street) -> None:
    await tick(session, BEGUN)
    [member, *_] = await posts_in(session, street.grid)
    await confirmed(session, street, [(member, 5)], 10)
    await tick(session, COUNTED)
    quarter = await assessment_of(session, PeriodKind.QUARTER)
    before = {key: dict(score.counts) for key, score in (await scores_of(session, quarter)).items()}
    await session.execute(update(NoticeReceipt).values(received_at=COUNTED + HOUR))
    await tick(session, COUNTED + 20 * DAY)
    assert {key: dict(score.counts) for key, score in (await scores_of(session, quarter)).items()} == before


async def test_a_year_s_end_is_counted_three_times_and_told_once(session: AsyncSession, street: Street) -> None:
    await tick(session, local("2026-11-01"))
    [member, *_] = await posts_in(session, street.grid)
    await confirmed(session, street, [(member, 9)], 10)
    await tick(session, COUNTED)
    for kind, first in (
        (PeriodKind.QUARTER, "2026-10-01"),
        (PeriodKind.HALF, "2026-07-01"),
        (PeriodKind.YEAR, "2026-01-01"),
    ):
        found = await assessment_of(session, kind, first)
        assert (found.state, found.last) == (AssessmentState.PROVISIONAL, date(2026, 12, 31))
        assert counts_read((await scores_of(session, found))["S-1-1", 12].counts) == {Criterion.NOTICES: Count(9, 10)}
    assert await told(session) == {12: 1, 14: 1, 15: 1}


async def test_after_a_standstill_it_is_counted_late_and_told_by_day(session: AsyncSession, street: Street) -> None:
    await tick(session, BEGUN)
    [member, *_] = await posts_in(session, street.grid)
    await confirmed(session, street, [(member, 9)], 10)
    await tick(session, local("2027-01-20", 22))
    quarter = await assessment_of(session, PeriodKind.QUARTER)
    assert (quarter.as_of, quarter.told_at) == (local("2027-01-20", 22), local("2027-01-21", 9))
    assert counts_read((await scores_of(session, quarter))["S-1-1", 12].counts) == {Criterion.NOTICES: Count(9, 10)}


async def test_what_is_due_of_checks_is_written_down_before_anything_is_counted(
    session: AsyncSession, street: Street
) -> None:
    await tick(session, BEGUN)
    await owe(session, street.street, "member  hours  daily", BEGUN)
    await go_by(session, "2026-12-28", "2026-12-28")
    await tick(session, COUNTED)
    quarter = await assessment_of(session, PeriodKind.QUARTER)
    assert (quarter.state, quarter.next_at) == (AssessmentState.PLANNED, COUNTED + timedelta(minutes=10))
    await go_by(session, "2027-01-02", "2027-01-02")
    await tick(session, COUNTED + HOUR)
    assert quarter.state is AssessmentState.PROVISIONAL
    of_member = counts_read((await scores_of(session, quarter))["S-1-1", None].counts)
    assert of_member[Criterion.PATROL].of > 0


async def test_how_many_duties_are_lent_was_measured_in_the_period_before(
    session: AsyncSession, street: Street
) -> None:
    await tick(session, BEGUN)
    posts = await posts_in(session, street.grid)
    await confirmed(session, street, [(posts[0], 40), (posts[1], 4)], 40)
    await tick(session, COUNTED)
    await confirmed(session, street, [(posts[0], 30), (posts[1], 30)], 40, at=local("2027-02-10"))
    await tick(session, local("2027-04-02", 3))
    first = await assessment_of(session, PeriodKind.QUARTER)
    second = await assessment_of(session, PeriodKind.QUARTER, "2027-01-01")
    lent = first.lent_next["member grid"]["notices"]
    assert lent == 2  # as far apart as units may be
    assert pools_read(second.pools["member grid"])[Criterion.NOTICES].weight == lent
    assert pools_read(first.pools["member grid"])[Criterion.NOTICES].weight == built_in().lent


async def test_a_street_that_has_left_the_roster_is_counted_no_more(session: AsyncSession, street: Street) -> None:
    await tick(session, BEGUN)
    street.street.retired_at = local("2026-12-31")
    await tick(session, local("2027-01-01", 1))
    await tick(session, COUNTED)
    every = (await session.scalars(select(Assessment))).all()
    assert {each.period.name for each in every} == {"2026-10", "2026-Q4", "2026-H2", "2026"}
    assert {each.next_at for each in every} == {None}
    assert (await session.scalars(select(AssessmentScore))).all() == []


async def test_a_tree_without_a_street_is_assessed_from_its_top(session: AsyncSession, street: Street) -> None:
    street.street.level = Level.DISTRICT
    await tick(session, BEGUN)
    [turn] = (await session.scalars(select(AssessmentTurn))).all()
    assert turn.grid_id == street.street.id
    await tick(session, COUNTED)
    scores = (await session.scalars(select(AssessmentScore))).all()
    assert {each.unit for each in scores} == {Unit.GRID, Unit.COMMUNITY, Unit.POST}
    assert {each.grade for each in scores} == {Grade.UNRATED}


async def test_who_has_heard_of_a_result_of_theirs_is_not_told_again_as_a_leader(
    session: AsyncSession, street: Street
) -> None:
    await tick(session, BEGUN)
    await add_post(session, street.street, Role.LEADER, await add_person(session, 41, "向街道"))
    await tick(session, COUNTED)
    assert await told(session) == {12: 1, 14: 1, 15: 1, 41: 1}
