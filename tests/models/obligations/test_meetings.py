from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.activities.tables import Activity, ActivityKind
from models.brigades.tables import Brigade, BrigadeMember
from models.departments.tables import Department
from models.errors import Conflict, Refused
from models.evidence.attach import Found, pieces_of
from models.members.tables import Post, Role
from models.obligations import audit
from models.obligations.acting import end, perform, withdraw
from models.obligations.counting import tally_of
from models.obligations.kinds import KINDS, Owners, Series, TaskKind
from models.obligations.meetings.minutes import decide, decisions_of, keep_minutes
from models.obligations.meetings.planning import confirm, months_later, move, rename, years_later
from models.obligations.meetings.publishing import PUBLISHED, publish
from models.obligations.owners import Asked
from models.obligations.setting import PROGRESS, NewRequirement, require
from models.obligations.tables import Requirement, RequirementState
from models.obligations.telling import CARD, REMINDER
from models.obligations.workflow import Act, Excuse, State
from tests.models.obligations.asking import ask, clock, photo_of, shares, tick, told
from tests.street import GROUP, Street

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def call(
    session: AsyncSession,
    street: Street,
    now: datetime,
    kind: TaskKind = TaskKind.JOINT_MEETING,
    owners: Owners = Owners.JOINT,
    *,
    repeats: Series | None = Series.BIMONTHLY,
    ahead: timedelta = 3 * DAY + 5 * HOUR,
) -> Requirement:
    """By the community's leader, in three days at two in the afternoon, unless told otherwise."""
    when = now + ahead
    new = NewRequirement(kind, "联席会议", Asked(owners), when, happens_at=when, place="三楼会议室", repeats=repeats)
    person = street.community_leader
    return await require(session, street.community, new, person, person.tg_user_id, clock(now))


async def drafts(session: AsyncSession) -> list[Requirement]:
    await session.flush()
    rows = select(Requirement).where(col(Requirement.state) == RequirementState.DRAFT)
    return list((await session.scalars(rows.execution_options(populate_existing=True))).all())


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 16), 2, date(2027, 1, 16)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@pytest.mark.parametrize(
    ("title", "years", "expected"),
    [
        ("2026年消防安全责任书", 1, "2027年消防安全责任书"),
        ("2026-2027年度冬春责任书", 1, "2027-2028年度冬春责任书"),
        ("2026 fire safety convention", 2, "2028 fire safety convention"),
        ("2026年第四季度例会", 0, "2026年第四季度例会"),
        ("责任书", 1, "责任书"),
        ("电话12026号", 1, "电话12026号"),
    ],
)
def test_years_later_moves_each_year_that_a_title_names(title: str, years: int, expected: str) -> None:
    assert years_later(title, years) == expected


async def test_members_are_the_leaders_below_and_the_departments_who_say_whether_they_come(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    office = Department(grid_id=street.community.id, name="安监办")
    session.add(office)
    liaison = Post(grid_id=street.community.id, role=Role.LIAISON, department_id=office.id, name="吴", phone="+861")
    liaison.person_id = street.stranger.id
    session.add(liaison)
    await session.flush()
    meeting = await call(session, street, now)
    await tick(session, now)
    assert sorted(await told(session, CARD)) == [street.leader.tg_user_id, street.stranger.tg_user_id]
    leader, department = await shares(session, meeting)
    await perform(session, leader, Act.COMING, street.leader, now)
    await perform(session, department, Act.LEAVE, street.stranger, now, words="出差")
    assert (leader.state, department.excuse, department.reason) == (State.COMING, Excuse.GRANTED, "出差")
    for act in (Act.DONE, Act.ARRIVED):
        with pytest.raises(Refused, match="no_such_act"):
            await perform(session, leader, act, street.leader, now)
    with pytest.raises(Refused, match="not_setter"):
        await perform(session, leader, Act.ATTEND, street.leader, now)


async def test_one_is_reminded_the_day_before_and_an_hour_before(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    meeting = await call(session, street, now)
    await tick(session, now)
    at = []
    for hour in range(24 * 4):
        before = len(await told(session, REMINDER))
        await tick(session, now + hour * HOUR)
        at += [hour] * (len(await told(session, REMINDER)) - before)
    assert at == [48, 76]  # nine in the morning of the day before; 13:00 for 14:00
    assert meeting.state is RequirementState.OPEN


async def test_attendance_is_taken_put_right_and_who_is_not_there_is_missing(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    meeting = await call(session, street, now, TaskKind.WORK_MEETING, Owners.STAFF)
    first, second, third = await shares(session, meeting)
    chair = street.community_leader
    with pytest.raises(Conflict, match="to_come"):
        await end(session, meeting, chair, now)
    after = now + 4 * DAY
    for row in (first, second):
        await perform(session, row, Act.ATTEND, chair, after)
    await perform(session, second, Act.RETURN, chair, after)
    assert (second.state, second.next_at) == (State.OPEN, None)
    await end(session, meeting, chair, after)
    tally = await tally_of(session, meeting.id)
    assert (tally.done, tally.asked) == (1, 3)
    await session.refresh(third)
    assert third.excuse is Excuse.LAPSED
    with pytest.raises(Conflict, match="over"):
        await perform(session, third, Act.RETURN, chair, after)
    assert await audit.lost(session) == []


@pytest.mark.parametrize("closed", [True, False])
async def test_the_next_is_planned_when_one_is_closed_or_its_time_has_passed_and_confirmed_by_its_setter(
    session: AsyncSession, street: Street, now: datetime, *, closed: bool
) -> None:
    meeting = await call(session, street, now)
    await tick(session, now)
    after = meeting.due_at + (HOUR if closed else 2 * HOUR)
    if closed:
        await end(session, meeting, street.community_leader, after)
    await tick(session, after)
    [draft] = await drafts(session)
    assert draft.happens_at == datetime(2027, 1, 19, 6, tzinfo=now.tzinfo)  # the same hour, two months later
    assert (draft.repeats, draft.first_id, await shares(session, draft)) == (Series.BIMONTHLY, meeting.id, [])
    await session.refresh(meeting)
    assert meeting.repeats is None
    await tick(session, after + 30 * DAY)
    assert len(await drafts(session)) == 1
    asked = len(await told(session, PROGRESS))
    await tick(session, draft.due_at - 7 * DAY)
    assert len(await told(session, PROGRESS)) > asked
    at = draft.due_at - 6 * DAY
    with pytest.raises(Refused, match="not_setter"):
        await confirm(session, draft, street.member, clock(at))
    await confirm(session, draft, street.community_leader, clock(at))
    assert (draft.state, len(await shares(session, draft))) == (RequirementState.OPEN, 1)
    with pytest.raises(Conflict, match="moved"):
        await confirm(session, draft, street.community_leader, clock(at))


async def test_what_nobody_confirms_is_given_up_and_the_next_is_planned(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    meeting = await call(session, street, now)
    await end(session, meeting, street.community_leader, meeting.due_at)
    await tick(session, meeting.due_at)
    [draft] = await drafts(session)
    await tick(session, draft.due_at)
    [following] = await drafts(session)
    await session.refresh(draft)
    assert (draft.state, following.first_id) == (RequirementState.WITHDRAWN, meeting.id)
    await withdraw(session, following, street.community_leader, draft.due_at)
    await tick(session, following.due_at + DAY)
    assert await drafts(session) == []


@pytest.mark.parametrize("called", [True, False])
async def test_one_of_a_series_is_skipped_and_the_next_is_planned(
    session: AsyncSession, street: Street, now: datetime, *, called: bool
) -> None:
    meeting = await call(session, street, now)
    at = now
    if not called:
        await end(session, meeting, street.community_leader, meeting.due_at)
        await tick(session, at := meeting.due_at)
        [meeting] = await drafts(session)
    await withdraw(session, meeting, street.community_leader, at, goes_on=True)
    await tick(session, at)
    [following] = await drafts(session)
    await session.refresh(meeting)
    assert (meeting.state, meeting.repeats) == (RequirementState.WITHDRAWN, None)
    assert following.due_at.date() == (date(2027, 1, 19) if called else date(2027, 3, 19))
    assert following.repeats == Series.BIMONTHLY


async def test_a_meeting_that_is_moved_is_called_anew(session: AsyncSession, street: Street, now: datetime) -> None:
    meeting = await call(session, street, now)
    await tick(session, now)
    chair, when = street.community_leader, now + 5 * DAY
    with pytest.raises(Conflict, match="past"):
        await move(session, meeting, now - HOUR, chair, clock(now))
    await move(session, meeting, when, chair, clock(now))
    await tick(session, now)
    assert (await told(session, CARD), meeting.happens_at) == ([street.leader.tg_user_id] * 2, when)
    assert [each.due_at for each in await shares(session, meeting)] == [when]


async def test_minutes_are_kept_in_words_and_files_by_whoever_called_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    meeting = await call(session, street, now)
    chair, file = street.community_leader, Found("document", "f", 9, 5, unique_id="u")
    await keep_minutes(session, meeting, chair, "一、通报情况。", [], chair.tg_user_id, now)
    await keep_minutes(session, meeting, chair, "二、部署工作。", [file], chair.tg_user_id, now)
    await session.flush()
    assert (meeting.outcome, len(await pieces_of(session, meeting.id))) == ("一、通报情况。\n二、部署工作。", 1)
    with pytest.raises(Refused, match="long_minutes"):
        await keep_minutes(session, meeting, chair, "长" * 3000, [], chair.tg_user_id, now)
    with pytest.raises(Refused, match="not_setter"):
        await keep_minutes(session, meeting, street.member, "三", [], 1, now)
    letter = await ask(session, street.community, chair, now)
    with pytest.raises(Conflict, match="no_minutes"):
        await keep_minutes(session, letter, chair, "三", [], 1, now)


async def test_a_decision_is_a_task_of_one_with_a_day_and_words_as_its_proof(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    meeting = await call(session, street, now, TaskKind.WORK_MEETING, Owners.BELOW)
    [called] = await shares(session, meeting)
    chair = street.community_leader
    made = await decide(session, meeting, called, "一周内清理三号楼楼道", now + 7 * DAY, chair, clock(now))
    assert [each.id for each in await decisions_of(session, meeting)] == [made.id]
    [row] = await shares(session, made)
    with pytest.raises(Refused, match="no_words"):
        await perform(session, row, Act.DONE, street.leader, now)
    await perform(session, row, Act.DONE, street.leader, now, words="已清理")
    assert (made.state, row.words) == (RequirementState.CLOSED, "已清理")


async def ledger(session: AsyncSession) -> list[tuple[ActivityKind, str, int | None]]:
    await session.flush()
    rows = select(Activity).order_by(col(Activity.id))
    return [(each.kind, each.place, each.reached) for each in (await session.scalars(rows)).all()]


@pytest.mark.parametrize("kind", [kind for kind, about in KINDS.items() if about.meets])
async def test_a_meeting_that_is_closed_stands_in_the_ledger_with_how_many_came(
    session: AsyncSession, street: Street, now: datetime, kind: TaskKind
) -> None:
    meeting = await call(session, street, now, kind, Owners.LEADERS, repeats=None)
    [row] = await shares(session, meeting)
    await perform(session, row, Act.ATTEND, street.community_leader, meeting.due_at)
    await end(session, meeting, street.community_leader, meeting.due_at)
    for _ in range(2):
        await tick(session, meeting.due_at)
    held = ActivityKind.TRAINING if kind is TaskKind.TRAINING else ActivityKind.MEETING
    assert await ledger(session) == [(held, "三楼会议室", 1)]


async def test_a_drill_stands_in_the_ledger_once_with_its_photo(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.grid, street.leader, now, Owners.LOWEST, TaskKind.DRILL)
    [row] = await shares(session, asked)
    for number in (1, 2):
        at = now + number * HOUR
        await photo_of(session, row, street.leader, number, at)
        await perform(session, row, Act.DONE, street.leader, at)
        await tick(session, at)
        if number == 1:
            await perform(session, row, Act.RETURN, street.leader, at, words="看不清")
    assert await ledger(session) == [(ActivityKind.DRILL, "", None)]
    [activity] = (await session.scalars(select(Activity))).all()
    assert (len(await pieces_of(session, activity.id)), row.next_at) == (1, None)


async def test_a_convention_is_published_in_the_group_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.community, street.community_leader, now, Owners.GRIDS, TaskKind.CONVENTION)
    [row] = await shares(session, asked)
    with pytest.raises(Refused, match="not_yours"):
        await publish(session, row, street.member, now)
    await publish(session, row, street.leader, now)
    with pytest.raises(Conflict, match="published"):
        await publish(session, row, street.leader, now)
    assert await told(session, PUBLISHED) == [GROUP]


async def test_letters_of_a_year_come_back_the_next(session: AsyncSession, street: Street, now: datetime) -> None:
    title = "2026年消防安全责任书"
    asked = await ask(session, street.grid, street.leader, now, Owners.MEMBERS, title=title, repeats=Series.YEARLY)
    await end(session, asked, street.leader, now)
    await tick(session, now)
    [draft] = await drafts(session)
    assert (draft.due_at.date(), draft.title) == (date(2027, 11, 26), "2027年消防安全责任书")
    cards = len(await told(session, PROGRESS))
    await tick(session, draft.due_at - 31 * DAY)
    assert len(await told(session, PROGRESS)) == cards
    await tick(session, draft.due_at - 30 * DAY)
    assert len(await told(session, PROGRESS)) == cards + 1


async def test_a_draft_may_be_given_another_title_until_it_is_asked(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.grid, street.leader, now, Owners.MEMBERS, repeats=Series.YEARLY)
    with pytest.raises(Conflict, match="moved"):
        await rename(session, asked, "另一份", street.leader, clock(now))
    await end(session, asked, street.leader, now)
    await tick(session, now)
    [draft] = await drafts(session)
    with pytest.raises(Refused, match="not_setter"):
        await rename(session, draft, "另一份", street.member, clock(now))
    await rename(session, draft, "冬春防火责任书", street.leader, clock(now))
    assert draft.title == "冬春防火责任书"


async def test_volunteers_are_trained_as_brigades_whose_leaders_answer(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    brigade = Brigade(grid_id=street.grid.id, founded_at=now)
    session.add(brigade)
    street.stranger.phone = "+8619900000077"
    for name, phone, leads in (("某某", "+8619900000077", True), ("张三", "+8619900000078", False)):
        session.add(BrigadeMember(brigade_id=brigade.id, name=name, phone=phone, leads=leads, joined_at=now))
    await session.flush()
    meeting = await call(session, street, now, kind=TaskKind.TRAINING, owners=Owners.BRIGADES, repeats=None)
    [row] = await shares(session, meeting)
    await tick(session, now)
    assert await told(session, CARD) == [street.stranger.tg_user_id, street.leader.tg_user_id]
    with pytest.raises(Refused, match="not_yours"):
        await perform(session, row, Act.COMING, street.member, now)
    await perform(session, row, Act.COMING, street.stranger, now)
    await perform(session, row, Act.ATTEND, street.community_leader, meeting.due_at)
    await end(session, meeting, street.community_leader, meeting.due_at)
    await tick(session, meeting.due_at)
    assert await ledger(session) == [(ActivityKind.TRAINING, "三楼会议室", 2)]
