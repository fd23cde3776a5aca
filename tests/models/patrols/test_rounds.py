from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.leave import file_leave
from models.members.tables import Post, Role
from models.outbox.tables import OutboxMessage
from models.patrols.closing import LEFT_OPEN
from models.patrols.hours_owed import TERMS, DutyTerms, duty_on, time_in_round
from models.patrols.rounds import CARD, check_in, check_out, join, running_of
from models.patrols.stops import add_stop, undo
from models.patrols.tables import PatrolRound, PatrolStop, RoundEnd, RoundKind
from tests.models.conftest import SHANGHAI
from tests.models.patrols.patrolling import HOUR, MINUTE, begin, sign, tick
from tests.street import GROUP, Street

MONDAY = date(2026, 11, 16)


async def stops(session: AsyncSession) -> list[PatrolStop]:
    return list((await session.scalars(select(PatrolStop).order_by(col(PatrolStop.id)))).all())


async def told(session: AsyncSession, kind: str) -> list[int]:
    await session.flush()
    return list(
        (await session.scalars(select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == kind))).all()
    )


async def test_a_round_is_checked_into_once_and_grows_by_stops(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    begun = await begin(session, street.grid, street.member, now)
    again, _, new = await check_in(session, street.grid, RoundKind.KEY, sign(street.member, now + 10 * MINUTE))
    assert (again.id, new, again.kind) == (begun.id, False, RoundKind.DAILY)
    part = await check_out(session, street.member, now + 30 * MINUTE, now + 30 * MINUTE)
    assert part.round.ended_at == now + 30 * MINUTE
    assert part.round.ended_how is RoundEnd.CHECKED_OUT
    assert (len(await stops(session)), await told(session, CARD)) == (2, [GROUP])
    assert await time_in_round(session, part.person, now + HOUR, SHANGHAI) == 30 * MINUTE
    duty = await duty_on(session, street.member.id, MONDAY, now + HOUR, SHANGHAI)
    assert (duty.done, duty.left) == (30 * MINUTE, 90 * MINUTE)
    with pytest.raises(Refused, match="none_running"):
        await check_out(session, street.member, now + HOUR, now + HOUR)


async def test_only_staff_of_the_grid_check_in(session: AsyncSession, street: Street, now: datetime) -> None:
    other = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    other.path = path_of(other.id, street.community.path)
    session.add(other)
    await session.flush()
    for who, grid, code in ((street.resident, street.grid, "not_staff"), (street.member, other, "other_grid")):
        with pytest.raises(Refused, match=code):
            await begin(session, grid, who, now)
    await begin(session, other, street.community_leader, now)


async def test_who_checks_in_elsewhere_has_left_where_they_were(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    other = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    other.path = path_of(other.id, street.community.path)
    post = Post(grid_id=other.id, role=Role.MEMBER, name="傅勇", phone="+8619900000012", person_id=street.member.id)
    session.add_all([other, post])
    first = await begin(session, street.grid, street.member, now)
    second = await begin(session, other, street.member, now + 20 * MINUTE)
    assert (first.ended_at, second.ended_at) == (now + 20 * MINUTE, None)
    await check_out(session, street.member, now + 40 * MINUTE, now + 40 * MINUTE)
    assert (await duty_on(session, street.member.id, MONDAY, now + HOUR, SHANGHAI)).done == 40 * MINUTE


async def test_two_share_a_round_and_it_ends_with_the_last(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    begun = await begin(session, street.grid, street.member, now)
    await join(session, begun, street.other_member, now + 10 * MINUTE)
    with pytest.raises(Conflict, match="already"):
        await join(session, begun, street.other_member, now + 11 * MINUTE)
    with pytest.raises(Refused, match="not_staff"):
        await join(session, begun, street.resident, now + 11 * MINUTE)
    await check_out(session, street.member, now + 20 * MINUTE, now + 20 * MINUTE)
    assert begun.ended_at is None
    await check_out(session, street.other_member, now + 30 * MINUTE, now + 30 * MINUTE)
    assert begun.ended_at == now + 30 * MINUTE
    for who in (street.member, street.other_member):
        assert (await duty_on(session, who.id, MONDAY, now + HOUR, SHANGHAI)).done == 20 * MINUTE
    with pytest.raises(Conflict, match="over"):
        await join(session, begun, street.leader, now + 40 * MINUTE)


async def test_a_round_left_open_ends_at_its_last_sign(session: AsyncSession, street: Street, now: datetime) -> None:
    begun = await begin(session, street.grid, street.member, now)
    await join(session, begun, street.other_member, now + 5 * MINUTE)
    await add_stop(session, begun, sign(street.member, now + 50 * MINUTE))
    await tick(session, now + 50 * MINUTE + 4 * HOUR - MINUTE)
    assert await running_of(session, street.member.id) is not None
    await tick(session, now + 50 * MINUTE + 4 * HOUR)
    assert begun.ended_at == now + 50 * MINUTE
    assert begun.ended_how is RoundEnd.LEFT_OPEN
    assert await told(session, LEFT_OPEN) == [street.member.tg_user_id]  # the other has not started the bot
    duty = [await duty_on(session, who.id, MONDAY, now, SHANGHAI) for who in (street.member, street.other_member)]
    assert [each.done for each in duty] == [30 * MINUTE, timedelta(0)]


async def test_what_is_read_late_counts_when_it_was_said(session: AsyncSession, street: Street, now: datetime) -> None:
    """The bot was away, and the round was closed before it had read all."""
    read = now + 6 * HOUR
    begun = await begin(session, street.grid, street.member, now, read=read)
    await tick(session, read + MINUTE)
    assert begun.ended_at is None
    await tick(session, read + 31 * MINUTE)
    assert begun.ended_at == now
    again = await begin(session, street.grid, street.member, now + 20 * MINUTE, read=read + HOUR)
    assert (again.id, again.ended_at) == (begun.id, None)
    assert [stop.late for stop in await stops(session)] == [True, True]
    part = await check_out(session, street.member, now + 40 * MINUTE, read + HOUR)
    assert (part.round.id, part.round.ended_at) == (begun.id, now + 40 * MINUTE)
    assert (await duty_on(session, street.member.id, MONDAY, read, SHANGHAI)).done == 40 * MINUTE


async def test_a_stop_is_undone_within_minutes_by_whoever_made_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    begun = await begin(session, street.grid, street.member, now)
    stop = await add_stop(session, begun, sign(street.member, now + 20 * MINUTE))
    with pytest.raises(Refused, match="not_yours"):
        await undo(session, stop, street.leader, now + 21 * MINUTE)
    with pytest.raises(Conflict, match="too_late"):
        await undo(session, stop, street.member, now + 31 * MINUTE)
    await undo(session, stop, street.member, now + 29 * MINUTE)
    await tick(session, now + 5 * HOUR)
    assert begun.ended_at == now


@pytest.mark.parametrize(
    ("day", "minutes"), [(date(2026, 11, 16), 120), (date(2026, 11, 20), 120), (date(2026, 11, 21), 0)]
)
async def test_time_is_owed_on_working_days(
    session: AsyncSession, street: Street, now: datetime, day: date, minutes: int
) -> None:
    assert (await duty_on(session, street.member.id, day, now, SHANGHAI)).owed == minutes * MINUTE


async def test_who_owes_how_much(session: AsyncSession, street: Street, now: datetime) -> None:
    TERMS.keep(session, DutyTerms(grid=90 * MINUTE, community=45 * MINUTE))
    await file_leave(session, street.other_member, MONDAY, MONDAY, now, SHANGHAI)
    for who, minutes in (
        (street.leader, 90),
        (street.community_leader, 45),
        (street.other_member, 0),  # on leave
        (street.resident, 0),
    ):
        assert (await duty_on(session, who.id, MONDAY, now, SHANGHAI)).owed == minutes * MINUTE
    assert await running_of(session, street.leader.id) is None
    assert (await session.scalars(select(PatrolRound))).all() == []
