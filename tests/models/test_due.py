from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.members.tables import Leave, LeaveState, Person

HOUR = timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
handled: list[datetime] = []


async def end(session: AsyncSession, leaves: Sequence[Leave], clock: WallClock) -> None:
    handled.extend(leave.next_at for leave in leaves if leave.next_at)
    for leave in leaves:
        leave.next_at = None


ROWS = DueRows(
    "leaves",
    col(Leave.next_at),
    col(Leave.next_at).is_not(None),
    slow=HOUR,
    row=Leave,
    handle=end,
    seconds=1,
    batch=2,
    then=(col(Leave.id),),
)


@pytest.fixture
async def leaves(session: AsyncSession, now: datetime) -> list[Leave]:
    """Due in three, one and two hours, now, and never."""
    handled.clear()
    person = Person(tg_user_id=1, name="", first_seen=now)
    session.add(person)
    made = [
        Leave(person_id=person.id, begins_at=now, ends_at=now, filed_at=now, state=LeaveState.AWAY, next_at=next_at)
        for next_at in (now + 3 * HOUR, now + HOUR, now + 2 * HOUR, now, None)
    ]
    session.add_all(made)
    await session.flush()
    return made


@pytest.mark.usefixtures("leaves")
async def test_what_is_due_is_handled_in_batches_the_longest_due_first(session: AsyncSession, now: datetime) -> None:
    clock = WallClock(now + 2 * HOUR, SHANGHAI)
    assert [await ROWS.take(session, clock) for _ in range(3)] == [2, 1, 0]
    assert handled == [now, now + HOUR, now + 2 * HOUR]


@pytest.mark.usefixtures("leaves")
async def test_the_next_due_time_is_that_of_the_first_that_waits(session: AsyncSession, now: datetime) -> None:
    assert await session.scalar(ROWS.next_due()) == now
    await ROWS.take(session, WallClock(now, SHANGHAI))
    assert await session.scalar(ROWS.next_due()) == now + HOUR


@pytest.mark.usefixtures("leaves")
@pytest.mark.parametrize(("minutes", "count"), [(60, 0), (61, 1), (241, 4)])
async def test_left_lying_is_what_has_been_due_for_longer_than_it_may(
    session: AsyncSession, now: datetime, minutes: int, count: int
) -> None:
    assert await session.scalar(ROWS.left_lying(now + timedelta(minutes=minutes))) == count


async def read(_session: AsyncSession, leaves: Sequence[Leave], clock: WallClock) -> object:
    return [leave.next_at for leave in leaves], clock.now


@pytest.mark.usefixtures("leaves")
async def test_what_is_read_ahead_is_the_batch_that_is_handled_next(session: AsyncSession, now: datetime) -> None:
    rows, clock = replace(ROWS, ahead=read), WallClock(now + 2 * HOUR, SHANGHAI)
    assert await rows.look_ahead(session, clock) == ([now, now + HOUR], clock.now)
    assert handled == []
    await rows.take(session, clock)
    await rows.take(session, clock)
    assert await rows.look_ahead(session, clock) is None
    assert await ROWS.look_ahead(session, WallClock(now + 4 * HOUR, SHANGHAI)) is None
