"""Equipment that ends: who hears when, and who of a brigade."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.brigades.exchange import import_brigades
from models.brigades.feature import BRIGADES
from models.brigades.sheet import check_rows
from models.due import WallClock
from models.members.tables import Person
from models.outbox.tables import OutboxMessage
from models.places.changes.actions import set_item
from models.places.kit.reminders import KIT_ENDS, next_reminder
from models.places.tables import Place, PlaceItem
from models.schedule.deadlines import morning_before
from tests.due import SHANGHAI
from tests.models.places.registry import PHONE, shop
from tests.street import Street, resign

MEMBERS, LEADER, COMMUNITY, STRANGER = [12], 14, 15, 16
DAY = timedelta(days=1)
[KIT] = BRIGADES.due
TODAY = date(2026, 11, 16)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (date(2026, 1, 1), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2026, 12, 24)),
        (date(2026, 12, 24), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2027, 1, 30)),
        (date(2027, 1, 30), date(2027, 3, 1)),
        (date(2027, 2, 5), date(2027, 3, 1)),
    ],
)
def test_before_its_last_day_on_it_and_then_every_month(now: date, expected: date) -> None:
    assert next_reminder(date(2026, 12, 31), morning(now), SHANGHAI) == morning(expected)


def test_no_morning_is_left_after_the_last() -> None:
    assert morning_before(TODAY, (DAY,), morning(TODAY), SHANGHAI) is None


async def passes(session: AsyncSession, now: datetime) -> None:
    await session.flush()
    await KIT.take(session, WallClock(now, SHANGHAI))
    await session.flush()


async def told(session: AsyncSession) -> list[tuple[int, int]]:
    """Chats, with how many pieces they read of."""
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == KIT_ENDS).order_by(col(OutboxMessage.id))
    return [(each.chat_id, len(each.args["items"])) for each in (await session.scalars(rows)).all()]


async def holds(session: AsyncSession, street: Street, place: Place, now: datetime, **days: int) -> Sequence[PlaceItem]:
    """Each of these pieces is good for so many days."""
    for item, left in days.items():
        last = now.astimezone(SHANGHAI).date() + left * DAY
        await set_item(session, place, item, 2, last, street.member, now)
    await session.flush()
    rows = select(PlaceItem).where(col(PlaceItem.place_id) == place.id, col(PlaceItem.item).in_(days))
    return (await session.scalars(rows.order_by(col(PlaceItem.replace_on)))).all()


async def test_who_looks_after_the_place_hears_once_of_all_that_ends_and_again_in_time(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    await holds(session, street, place, now, mask=-3, hose=7, nozzle=32)
    await passes(session, now)
    assert await told(session) == [(chat, 2) for chat in MEMBERS]
    await passes(session, now + DAY)
    assert len(await told(session)) == len(MEMBERS)
    await passes(session, now + 2 * DAY)
    assert await told(session) == [(chat, 2) for chat in MEMBERS] + [(chat, 1) for chat in MEMBERS]


async def test_what_is_replaced_waits_for_its_new_date(session: AsyncSession, street: Street, now: datetime) -> None:
    place = await shop(session, street, now)
    await holds(session, street, place, now, mask=-3)
    [mask] = await holds(session, street, place, now, mask=365)
    await passes(session, now)
    assert await told(session) == []
    assert mask.remind_at == now.astimezone(SHANGHAI).replace(hour=9, minute=0, second=0, microsecond=0) + 335 * DAY
    await set_item(session, place, "mask", 2, None, street.member, now)
    assert mask.remind_at is None


async def test_nobody_hears_at_night_nor_of_a_closed_place(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    [mask] = await holds(session, street, place, now, mask=1)
    night = datetime.combine(now.astimezone(SHANGHAI).date(), datetime.min.time(), SHANGHAI) + timedelta(hours=23)
    await passes(session, night)
    assert await told(session) == []
    assert mask.remind_at == night + timedelta(hours=10)
    place.closed_at = now
    await passes(session, night + timedelta(hours=10))
    assert await told(session) == []


async def test_where_no_member_can_be_reached_the_leaders_hear_and_who_is_responsible_always(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now)
    for person in (street.member, street.other_member):
        person.started = False
    [mask] = await holds(session, street, place, now, mask=1)
    for person in (street.member, street.other_member):
        await resign(session, person, now)
    await passes(session, now)
    assert await told(session) == [(LEADER, 1)]
    place.responsible_id, mask.remind_at = street.stranger.id, now
    await passes(session, now)
    assert await told(session) == [(LEADER, 1), (STRANGER, 1)]


async def test_the_leader_of_a_brigade_hears_of_its_kit_else_all_of_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await shop(session, street, now, kind="mini_station", phone=None)
    header = ["网格编码", "姓名", "电话", "队长", "器材点编码"]
    person: Person = street.stranger
    person.phone = "+8619900000077"
    rows = [["S-1", "某某", "19900000077", "是", place.code], ["S-1", "马东宏", PHONE.removeprefix("+86"), "", ""]]
    street.community_leader.phone = PHONE
    await import_brigades(session, check_rows([header, *rows]), now)
    [item] = await holds(session, street, place, now, mask=1)
    await passes(session, now)
    assert [chat for chat, _ in await told(session)] == [*MEMBERS, STRANGER]
    person.started, item.remind_at = False, now
    await passes(session, now)
    assert [chat for chat, _ in await told(session)][2:] == [*MEMBERS, COMMUNITY]
