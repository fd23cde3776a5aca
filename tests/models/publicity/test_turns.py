"""A text a week, and on the days of publicity, under a fixed clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.grids.tables import Binding, Chat, Purpose
from models.outbox.tables import Lane, OutboxMessage
from models.publicity.plans import set_plan
from models.publicity.quiet import set_quiet
from models.publicity.saying import said_in
from models.publicity.tables import PublicityTurn
from models.publicity.turns import MADE_UP_FOR, PUBLICITY_TURNS, TEXT, begin, slot
from models.schedule.spread import HOUR
from tests.street import GROUP, Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NEXT_MONDAY = date(2026, 11, 23)  # `now` is Monday the 16th, at nine


async def tick(session: AsyncSession, now: datetime) -> None:
    await PUBLICITY_TURNS.take(session, WallClock(now, SHANGHAI))
    await session.flush()


async def turn(session: AsyncSession) -> PublicityTurn:
    return (await session.scalars(select(PublicityTurn).execution_options(populate_existing=True))).one()


async def due(session: AsyncSession) -> datetime:
    at = (await turn(session)).next_at
    assert at is not None
    return at


async def told(session: AsyncSession) -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == TEXT).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def goes_on(session: AsyncSession, until: datetime) -> None:
    """As the clock does it, from one due time to the next."""
    while (at := await due(session)) <= until:
        await tick(session, at)


@pytest.fixture
async def on(session: AsyncSession, street: Street, now: datetime) -> datetime:
    """Switched on by the community's leader after today's turn; the time of next Monday's."""
    late = now + 2 * HOUR
    await set_plan(session, street.community, street.community_leader, late, enabled=True)
    await tick(session, late)
    return slot(street.grid.id, NEXT_MONDAY, SHANGHAI)


async def test_without_a_leader_s_word_nothing_is_said(session: AsyncSession, street: Street, now: datetime) -> None:
    assert await begin(session, now) == 1
    await tick(session, now)
    assert ((await turn(session)).next_at, await told(session)) == (None, [])


async def test_each_week_at_its_minute_after_nine_a_group_is_told_another_text(
    session: AsyncSession, street: Street, on: datetime
) -> None:
    assert "09:00" <= on.astimezone(SHANGHAI).strftime("%H:%M") < "10:00"
    await goes_on(session, on - timedelta(seconds=1))
    assert await told(session) == []
    for weeks in range(4):
        await goes_on(session, on + weeks * WEEK)
        assert len(await told(session)) == weeks + 1
    messages = await told(session)
    assert {(each.chat_id, each.lane, each.subject_id) for each in messages} == {(GROUP, Lane.ROUTINE, street.grid.id)}
    assert len({each.args["text"] for each in messages}) == 4
    assert [each.args["on_day"] for each in messages] == [False, False, True, False]  # the 7th of December


async def test_what_is_switched_on_before_nine_is_said_the_same_day(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    early = now - 2 * HOUR
    await set_plan(session, street.community, street.community_leader, early, enabled=True)
    await tick(session, early)
    await tick(session, slot(street.grid.id, date(2026, 11, 16), SHANGHAI))
    assert len(await told(session)) == 1


async def test_switched_off_it_stops_and_a_grid_below_may_have_its_own_way(
    session: AsyncSession, street: Street, on: datetime
) -> None:
    await goes_on(session, on - DAY)
    await set_plan(session, street.grid, street.leader, on - DAY, weekday=2)
    await goes_on(session, on + 2 * DAY)
    [message] = await told(session)
    assert message.created_at.astimezone(SHANGHAI).strftime("%a") == "Wed"
    await set_plan(session, street.grid, street.leader, on + 3 * DAY, enabled=False)
    await tick(session, await due(session))
    assert ((await turn(session)).next_at, len(await told(session))) == (None, 1)
    await set_plan(session, street.grid, street.leader, on + 4 * DAY, enabled=True)
    await goes_on(session, on + 9 * DAY)
    assert len(await told(session)) == 2


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(hours=5), "Mon"),
        (timedelta(hours=14), "Tue"),
        (DAY + timedelta(hours=23), "Wed"),
        (MADE_UP_FOR + timedelta(hours=8), "Wed"),
        (MADE_UP_FOR + DAY, ""),
    ],
)
async def test_what_was_missed_is_said_once_by_day_or_is_stale(
    session: AsyncSession, street: Street, on: datetime, back: timedelta, said: str
) -> None:
    while (at := await due(session)) < on:
        await tick(session, at)
    await tick(session, on + back)
    await goes_on(session, on + WEEK - DAY)
    times = [each.created_at.astimezone(SHANGHAI).strftime("%a %H") for each in await told(session)]
    assert [time[:3] for time in times] == ([said] if said else [])
    assert all("07" <= time[4:] < "21" for time in times)


async def test_after_a_standstill_groups_are_not_all_told_at_one_moment(
    session: AsyncSession, street: Street, on: datetime
) -> None:
    while (at := await due(session)) < on:
        await tick(session, at)
    back = on + 5 * HOUR
    await tick(session, back)
    assert await told(session) == []
    assert back <= await due(session) < back + HOUR
    await tick(session, await due(session))
    assert len(await told(session)) == 1


@pytest.mark.parametrize("lost", ["unreachable", "unbound", "retired", "quiet"])
async def test_where_nobody_hears_or_wants_to_nothing_is_said(
    session: AsyncSession, street: Street, on: datetime, lost: str
) -> None:
    if lost == "unreachable":
        (await session.get_one(Chat, GROUP)).reachable = False
    elif lost == "retired":
        street.grid.retired_at = on - DAY
    elif lost == "quiet":
        await set_quiet(session, GROUP, street.grid, street.member, on, quiet=True, admin=False)
    else:
        [binding] = (await session.scalars(select(Binding).where(col(Binding.purpose) == Purpose.GROUP))).all()
        binding.unbound_at = on - DAY
    await session.flush()
    while (at := (await turn(session)).next_at) is not None and at <= on:
        await tick(session, at)
    assert (await told(session), await said_in(session, GROUP)) == ([], {})
    assert ((await turn(session)).next_at is None) is (lost == "retired")
    if lost == "quiet":
        await set_quiet(session, GROUP, street.grid, None, on, quiet=False, admin=True)
        await goes_on(session, on + WEEK)
        assert len(await told(session)) == 1


@pytest.mark.long
async def test_a_year_of_turns_is_of_its_seasons_by_day_and_never_the_same_twice_running(
    session: AsyncSession, street: Street, on: datetime
) -> None:
    await goes_on(session, on + 52 * WEEK)
    messages = await told(session)
    names = [each.args["text"] for each in messages]
    assert all(one != other for one, other in pairwise(names))
    assert {each.created_at.astimezone(SHANGHAI).hour for each in messages} == {9}
    days = [each.created_at.astimezone(UTC).date() for each in messages]
    assert len(set(days)) == len(days)
    between = [f"{day:%m-%d}" for day in days if day.weekday() != 0]
    assert between == ["02-16", "10-13"]  # the Lantern Festival; September's day of publicity, nothing being announced
