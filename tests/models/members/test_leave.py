from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.grids.tables import Chat, Grid
from models.members.leave import call_off, file_leave, leave_of
from models.members.stand_ins import covers
from models.members.tables import Leave, LeaveState, Person, Post, Role
from models.onboarding.claim_position import known
from models.outbox.tables import OutboxMessage
from tests.due import follow_leaves
from tests.street import Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 5)
DAY = timedelta(days=1)


def at(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI).astimezone(UTC)


async def take_on(session: AsyncSession, grid: Grid, role: Role, person: Person) -> None:
    phone = f"+86188{person.tg_user_id:08}"
    session.add(Post(grid_id=grid.id, role=role, name=person.name, phone=phone, person_id=person.id))
    await session.flush()


async def newcomer(session: AsyncSession, tg: int, name: str, now: datetime) -> Person:
    person = Person(tg_user_id=tg, name=name, first_seen=now, started=True)
    session.add_all([person, Chat(id=tg, type="private", title=name, seen_at=now)])
    await session.flush()
    return person


async def told(session: AsyncSession) -> list[tuple[int, str]]:
    await session.flush()
    rows = (await session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id)))).all()
    return [(row.chat_id, row.kind.removeprefix("members.leave_")) for row in rows]


@pytest.fixture
async def backup(session: AsyncSession, street: Street, now: datetime) -> Person:
    person = await newcomer(session, 21, "陈国强", now)
    await take_on(session, street.grid, Role.BACKUP, person)
    return person


async def test_the_b_post_stands_in_and_nobody_else_is_bothered(
    session: AsyncSession, street: Street, backup: Person, now: datetime
) -> None:
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    assert (leave.begins_at, leave.ends_at) == (at(FIRST), at(LAST + DAY))
    assert [[person.name for person in cover.people] for cover in await covers(session, leave)] == [["陈国强"]]
    assert await told(session) == []


async def test_where_nobody_stands_in_the_leader_hears_at_once_and_the_day_before(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    assert await told(session) == [(street.leader.tg_user_id, "uncovered")]
    await follow_leaves(session, at(FIRST) - DAY)
    assert len(await told(session)) == 1
    assert await follow_leaves(session, at(FIRST - DAY, 8)) == 1
    assert await told(session) == [(street.leader.tg_user_id, "uncovered")] * 2
    assert leave.state is LeaveState.PLANNED


async def test_for_a_leader_it_is_the_level_above(session: AsyncSession, street: Street, now: datetime) -> None:
    await file_leave(session, street.leader, FIRST, LAST, now, SHANGHAI)
    assert await told(session) == [(street.community_leader.tg_user_id, "uncovered")]


async def test_a_colleague_of_the_same_role_stands_in_where_there_is_no_b_post(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.other_member.started = True
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    [cover] = await covers(session, leave)
    assert [person.name for person in cover.people] == ["陈明梅"]


async def test_who_is_away_in_the_same_days_stands_in_for_nobody(
    session: AsyncSession, street: Street, backup: Person, now: datetime
) -> None:
    await file_leave(session, backup, LAST, LAST + 3 * DAY, now, SHANGHAI)
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    [cover] = await covers(session, leave)
    assert list(cover.people) == []
    assert await told(session) == [(street.leader.tg_user_id, "uncovered")]


async def test_it_begins_and_ends_by_itself_with_a_word_in_the_morning_to_both(
    session: AsyncSession, street: Street, backup: Person, now: datetime
) -> None:
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    for moment, state in (
        (at(FIRST) - timedelta(seconds=1), LeaveState.PLANNED),
        (at(FIRST), LeaveState.AWAY),
        (at(LAST, 23), LeaveState.AWAY),
        (at(LAST + DAY), LeaveState.OVER),
    ):
        await follow_leaves(session, moment)
        assert leave.state is state
    member = street.member.tg_user_id
    assert await told(session) == [(member, "begins"), (21, "stands_in"), (member, "ends"), (21, "stood_in")]
    hours = (await session.scalars(select(col(OutboxMessage.not_before)).order_by(col(OutboxMessage.id)))).all()
    assert hours == [at(FIRST, 8), at(FIRST, 8), at(LAST + DAY, 8), at(LAST + DAY, 8)]
    assert leave.next_at is None


async def test_a_leave_from_today_begins_at_once(session: AsyncSession, street: Street, now: datetime) -> None:
    today = now.astimezone(SHANGHAI).date()
    leave = await file_leave(session, street.member, today, today, now, SHANGHAI)
    assert leave.state is LeaveState.AWAY
    assert (street.member.tg_user_id, "begins") in await told(session)


async def test_after_a_long_downtime_a_leave_gone_by_ends_without_a_word(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    await follow_leaves(session, at(LAST) + 30 * DAY)
    assert leave.state is LeaveState.OVER
    assert await follow_leaves(session, at(LAST) + 31 * DAY) == 0
    assert await told(session) == [(street.leader.tg_user_id, "uncovered")]


async def test_leaves_of_one_person_do_not_overlap(session: AsyncSession, street: Street, now: datetime) -> None:
    await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    with pytest.raises(Conflict):
        await file_leave(session, street.member, LAST, LAST + DAY, now, SHANGHAI)
    next_one = await file_leave(session, street.member, LAST + DAY, LAST + DAY, now, SHANGHAI)
    assert next_one.state is LeaveState.PLANNED
    found = await leave_of(session, street.member)
    assert found is not None
    assert found.begins_at == at(FIRST)


@pytest.mark.parametrize("name", ["resident", "stranger"])
async def test_only_staff_have_leaves(session: AsyncSession, street: Street, now: datetime, name: str) -> None:
    with pytest.raises(Refused) as refused:
        await file_leave(session, getattr(street, name), FIRST, LAST, now, SHANGHAI)
    assert refused.value.code == "leave.no_post"


async def test_before_it_begins_it_can_be_called_off(session: AsyncSession, street: Street, now: datetime) -> None:
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    await call_off(session, leave, street.member, now)
    assert leave.state is LeaveState.CANCELLED
    assert await follow_leaves(session, at(LAST) + DAY) == 0
    assert await leave_of(session, street.member) is None
    with pytest.raises(Conflict):
        await call_off(session, leave, street.member, now)


async def test_coming_back_early_is_told_to_the_b_post_at_once(
    session: AsyncSession, street: Street, backup: Person, now: datetime
) -> None:
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    await follow_leaves(session, at(FIRST))
    await call_off(session, leave, street.member, at(FIRST + DAY, 10))
    assert leave.state is LeaveState.OVER
    assert (await told(session))[-1] == (21, "stood_in")


async def test_nobody_ends_somebody_else_s_leave(session: AsyncSession, street: Street, now: datetime) -> None:
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    with pytest.raises(Refused):
        await call_off(session, leave, street.leader, now)
    assert (await session.get_one(Leave, leave.id)).state is LeaveState.PLANNED


async def test_when_the_stand_in_goes_on_leave_too_the_leader_hears_before_it_begins(
    session: AsyncSession, street: Street, backup: Person, now: datetime
) -> None:
    first = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    assert await told(session) == []
    second = await file_leave(session, backup, LAST, LAST + DAY, now, SHANGHAI)
    assert await told(session) == [(14, "uncovered")]
    rows = (await session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id)))).all()
    assert [row.subject_id for row in rows] == [first.id]
    await call_off(session, second, backup, now)
    assert [[person.name for person in cover.people] for cover in await covers(session, first)] == [["陈国强"]]


async def test_a_leave_that_does_not_overlap_takes_nobody_s_stand_in_away(
    session: AsyncSession, street: Street, backup: Person, now: datetime
) -> None:
    await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    await file_leave(session, backup, LAST + DAY, LAST + 2 * DAY, now, SHANGHAI)
    assert await told(session) == []


async def shown_anew(session: AsyncSession, leave: Leave) -> bool:
    """Whether the newest warning about this leave has been worded again since it was posted."""
    await session.flush()
    rows = select(OutboxMessage).where(
        col(OutboxMessage.subject_id) == leave.id, col(OutboxMessage.kind) == "members.leave_uncovered"
    )
    newest = rows.order_by(col(OutboxMessage.id).desc()).limit(1).execution_options(populate_existing=True)
    return (await session.scalars(newest)).one().revision > 1


async def test_once_the_stand_in_is_back_the_leader_s_warning_says_so(
    session: AsyncSession, street: Street, backup: Person, now: datetime
) -> None:
    long = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    await file_leave(session, backup, FIRST, FIRST, now, SHANGHAI)
    await follow_leaves(session, at(FIRST - DAY, 8))
    assert await told(session) == [(street.leader.tg_user_id, "uncovered")] * 2
    assert [list(cover.people) for cover in await covers(session, long)] == [[]]
    await follow_leaves(session, at(FIRST))
    await session.execute(update(OutboxMessage).values(revision=1))
    await follow_leaves(session, at(FIRST + DAY))
    assert [[person.name for person in cover.people] for cover in await covers(session, long)] == [["陈国强"]]
    assert await shown_anew(session, long)


async def test_a_warning_is_not_repeated_for_posts_that_did_not_rely_on_who_leaves(
    session: AsyncSession, street: Street, backup: Person, now: datetime
) -> None:
    await file_leave(session, street.community_leader, FIRST, LAST, now, SHANGHAI)
    before = await told(session)
    await file_leave(session, backup, FIRST, LAST, now, SHANGHAI)
    assert await told(session) == before


async def test_who_claims_the_b_post_meanwhile_is_told_and_the_leader_s_warning_says_so(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    leave = await file_leave(session, street.member, FIRST, LAST, now, SHANGHAI)
    person = await newcomer(session, 21, "陈国强", now)
    await known(session, person, at(FIRST))
    assert not await shown_anew(session, leave)
    await follow_leaves(session, at(FIRST))
    await session.execute(update(OutboxMessage).values(revision=1))
    person.phone = "+8618800000021"
    session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name=person.name, phone=person.phone))
    for _ in range(2):
        await known(session, person, at(FIRST, 10))
    assert await shown_anew(session, leave)
    assert (await told(session)).count((21, "stands_in")) == 1
