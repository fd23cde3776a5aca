from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Count, Criterion, Grade
from models.assessment.kept import counts_read, lines_read, pools_read
from models.assessment.results.answering import ANSWERED, correct_count, correct_grade, uphold
from models.assessment.results.objecting import ASKED, CLIMBS, object_to
from models.assessment.results.worklist import waiting
from models.assessment.rules import built_in
from models.assessment.scoring import scored
from models.assessment.tables import (
    AssessmentAct,
    AssessmentEvent,
    AssessmentObjection,
    AssessmentScore,
    ObjectionState,
)
from models.due import WallClock
from models.errors import Conflict, Refused
from models.outbox.tables import OutboxMessage
from models.worklist import Wanted
from tests.models.assessment.counted import DAY, MORNING, Result, tick
from tests.models.conftest import SHANGHAI
from tests.street import Street, resign

CLOCK = WallClock(MORNING, SHANGHAI)


async def told(session: AsyncSession, kind: str) -> list[int]:
    await session.flush()
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def events(session: AsyncSession, score: AssessmentScore) -> list[tuple[AssessmentAct, dict[str, Any]]]:
    await session.flush()
    rows = select(AssessmentEvent).where(col(AssessmentEvent.score_id) == score.id).order_by(col(AssessmentEvent.id))
    return [(each.act, each.data) for each in (await session.scalars(rows)).all()]


@pytest.fixture
async def objection(session: AsyncSession, street: Street, score: AssessmentScore) -> AssessmentObjection:
    return await object_to(session, score, street.member, "11月在住院，有4条通知没看到", CLOCK)


async def test_an_objection_goes_to_the_leader_above_with_a_day_to_answer_by(
    session: AsyncSession, street: Street, objection: AssessmentObjection, score: AssessmentScore
) -> None:
    assert (objection.level_id, objection.state) == (street.grid.id, ObjectionState.OPEN)
    assert objection.answer_by.astimezone(SHANGHAI).date().isoformat() == "2027-01-07"
    assert await told(session, ASKED) == [14]
    assert await events(session, score) == [(AssessmentAct.OBJECT, {"words": "11月在住院，有4条通知没看到"})]
    for person, n in ((street.leader, 1), (street.community_leader, 0), (street.member, 0)):
        assert (await waiting(session, person.id, MORNING, Wanted())).total == n
    late = await waiting(session, street.leader.id, MORNING + 9 * DAY, Wanted(late=True))
    assert (late.total, late.overdue) == (1, 1)


async def test_only_who_is_assessed_may_object_once_and_in_time(
    session: AsyncSession, street: Street, found: Result, score: AssessmentScore
) -> None:
    for person in (street.other_member, street.leader, street.resident):
        with pytest.raises(Refused, match="not_own"):
            await object_to(session, score, person, "不服", CLOCK)
    late = WallClock(MORNING + 8 * DAY, SHANGHAI)
    with pytest.raises(Refused, match="too_late"):
        await object_to(session, score, street.member, "不服", late)
    await object_to(session, score, street.member, "不服", CLOCK)
    with pytest.raises(Conflict, match="objected"):
        await object_to(session, score, street.member, "还是不服", CLOCK)
    with pytest.raises(Refused, match="not_own"):  # a member does not object for the grid
        await object_to(session, found.scores["S-1-1", None], street.member, "不服", CLOCK)
    of_grid = await object_to(session, found.scores["S-1-1", None], street.leader, "少算一次", CLOCK)
    of_leader = await object_to(session, found.scores["S-1-1", 14], street.leader, "少算一次", CLOCK)
    assert of_grid.level_id == of_leader.level_id == street.community.id


async def test_what_nobody_answers_climbs_and_at_the_top_is_told_again(
    session: AsyncSession, street: Street, objection: AssessmentObjection, score: AssessmentScore
) -> None:
    now, levels = MORNING, []
    for _ in range(4):
        now = objection.answer_by + timedelta(minutes=1)
        await tick(session, now)
        levels.append(objection.level_id)
    assert levels == [street.community.id, street.street.id, street.street.id, street.street.id]
    assert await told(session, ASKED) == [14, 15, 41, 41, 41]
    assert [act for act, _ in await events(session, score)] == [AssessmentAct.OBJECT, *[AssessmentAct.CLIMB] * 4]
    await uphold(session, objection, street.community_leader, "已核实", now)
    await tick(session, now + 30 * DAY)
    assert len(await told(session, ASKED)) == 5
    assert list(await CLIMBS.lost(session)) == []


async def test_where_the_leader_cannot_be_reached_it_goes_to_the_level_above_at_once(
    session: AsyncSession, street: Street, score: AssessmentScore
) -> None:
    await resign(session, street.leader, MORNING)
    objection = await object_to(session, score, street.member, "不服", CLOCK)
    assert (objection.level_id, await told(session, ASKED)) == (street.community.id, [15])


async def test_who_objects_is_not_who_is_asked(session: AsyncSession, street: Street, found: Result) -> None:
    objection = await object_to(session, found.scores["S-1-1", None], street.leader, "少算一次", CLOCK)
    for person in (street.leader, street.member, street.resident):
        with pytest.raises(Refused, match="not_over"):
            await uphold(session, objection, person, "维持", MORNING)
    await uphold(session, objection, street.community_leader, "数字无误", MORNING)


async def test_upheld_is_told_with_the_reason_and_changes_nothing(
    session: AsyncSession, street: Street, objection: AssessmentObjection, score: AssessmentScore
) -> None:
    before = (score.score, score.grade, dict(score.counts))
    await uphold(session, objection, street.leader, "住院期间没有请假记录", MORNING + DAY)
    assert (objection.state, objection.answered_by) == (ObjectionState.UPHELD, street.leader.id)
    assert (score.score, score.grade, dict(score.counts)) == before
    assert await told(session, ANSWERED) == [12]
    with pytest.raises(Conflict, match="answered"):
        await uphold(session, objection, street.community_leader, "维持", MORNING + DAY)


async def test_a_corrected_number_makes_the_score_anew_and_keeps_what_was_before(
    session: AsyncSession, street: Street, objection: AssessmentObjection, score: AssessmentScore, found: Result
) -> None:
    before = {"score": score.score, "low": score.low, "high": score.high, "grade": score.grade}
    await correct_count(session, objection, street.leader, Criterion.NOTICES, Count(12, 13), "住院七天", MORNING + DAY)
    assert counts_read(score.counts) == {Criterion.NOTICES: Count(12, 13)}
    pools = pools_read(found.assessment.pools["member grid"])
    expected = scored(counts_read(score.counts), pools, built_in())
    assert (score.score, lines_read(score.lines), score.grade) == (expected.score, expected.lines, expected.grade)
    after = {"score": score.score, "low": score.low, "high": score.high, "grade": score.grade}
    [_, (act, data)] = await events(session, score)
    assert (act, data["counts"], data["before"], data["after"]) == (
        AssessmentAct.CORRECT,
        [[12, 20], [12, 13]],
        before,
        after,
    )
    assert objection.state is ObjectionState.CORRECTED


@pytest.mark.parametrize(
    ("criterion", "count", "code"),
    [
        (Criterion.NOTICES, Count(21, 20), "score.bad_count"),
        (Criterion.NOTICES, Count(-1, 20), "score.bad_count"),
        (Criterion.NOTICES, Count(1, 10**6), "score.bad_count"),
        (Criterion.PATROL, Count(1, 2), "score.no_duties"),
    ],
)
async def test_numbers_that_cannot_be_are_refused(
    session: AsyncSession,
    street: Street,
    objection: AssessmentObjection,
    criterion: Criterion,
    count: Count,
    code: str,
) -> None:
    with pytest.raises(Conflict, match=code):
        await correct_count(session, objection, street.leader, criterion, count, "更正", MORNING)
    assert objection.state is ObjectionState.OPEN


async def test_a_grade_is_corrected_with_a_reason(
    session: AsyncSession, street: Street, objection: AssessmentObjection, score: AssessmentScore
) -> None:
    before = score.grade
    await correct_grade(session, objection, street.community_leader, Grade.EXCELLENT, "抢险有功", MORNING + DAY)
    assert score.grade is Grade.EXCELLENT
    [_, (act, data)] = await events(session, score)
    assert (act, data["words"], data["before"]["grade"], data["after"]["grade"]) == (
        AssessmentAct.CORRECT,
        "抢险有功",
        before,
        Grade.EXCELLENT,
    )
