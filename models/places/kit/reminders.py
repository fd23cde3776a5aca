"""Equipment that is to be replaced is recalled before its last day, on it, and from then on every month (B11, E6).

Whoever looks after the place hears, all of it in one message, by day. Who else does, a higher feature says.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.members.reach import private_chats, reachable_people, reached_from
from models.members.tables import Role
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.places.tables import Place, PlaceItem, open_places
from models.schedule.deadlines import DAY, at, morning_before

KIT_ENDS = "places.kit_ends"
AHEAD = (30 * DAY, 7 * DAY, 0 * DAY)
AGAIN = 30 * DAY
MORNING, EVENING = time(9), time(20)
Readers = Callable[[AsyncSession, Sequence[Place]], Awaitable[Mapping[int, Sequence[int]]]]  # chats by place


def ending(replace_on: date, today: date) -> bool:
    return replace_on - today <= AHEAD[0]


def next_reminder(replace_on: date, now: datetime, zone: tzinfo) -> datetime:
    coming = morning_before(replace_on, AHEAD, now, zone)
    if coming is not None:
        return coming
    months = (now.astimezone(zone).date() - replace_on) // AGAIN
    first, then = (at(replace_on + number * AGAIN, MORNING, zone) for number in (months, months + 1))
    return first if first > now else then


def kit_reminders(*others: Readers) -> DueRows[PlaceItem]:
    """Besides those who look after a place, whoever `others` name."""
    return DueRows(
        "place_items",
        col(PlaceItem.remind_at),
        col(PlaceItem.remind_at).is_not(None),
        row=PlaceItem,
        handle=partial(remind, readers=(_who_looks_after, *others)),
        seconds=300,
        batch=200,
        then=(col(PlaceItem.place_id), col(PlaceItem.id)),
    )


async def remind(
    session: AsyncSession, items: Sequence[PlaceItem], clock: WallClock, readers: Sequence[Readers]
) -> None:
    here = clock.now.astimezone(clock.zone)
    if not MORNING <= here.time() < EVENING:
        for each in items:
            each.remind_at = at(here.date() + (here.time() >= EVENING) * DAY, MORNING, clock.zone)
        return
    now_ending = [each for each in items if each.replace_on and ending(each.replace_on, here.date())]
    await _tell(session, now_ending, readers, clock.now)
    for each in items:
        each.remind_at = next_reminder(each.replace_on, clock.now, clock.zone) if each.replace_on else None


async def _tell(session: AsyncSession, items: Sequence[PlaceItem], readers: Sequence[Readers], now: datetime) -> None:
    rows = select(Place).where(col(Place.id).in_({each.place_id for each in items}), open_places())
    places = (await session.scalars(rows)).all()
    chats = [await each(session, places) for each in readers]
    told: dict[int, list[int]] = defaultdict(list)
    for item in items:
        for chat in dict.fromkeys(chat for each in chats for chat in each.get(item.place_id, ())):
            told[chat].append(item.id)
    for chat, ids in told.items():
        enqueue(session, chat, KIT_ENDS, Lane.ROUTINE, now, items=ids)


async def _who_looks_after(session: AsyncSession, places: Sequence[Place]) -> dict[int, list[int]]:
    """Who is responsible and the grid's members; where neither can be reached, the leaders."""
    own = await reachable_people(session, [each.responsible_id for each in places if each.responsible_id])
    chats = {each.id: each.tg_user_id for each in own}
    members = await private_chats(session, [each.grid_id for each in places], Role.MEMBER)
    found: dict[int, list[int]] = {}
    for each in places:
        mine = [chats[each.responsible_id]] if each.responsible_id in chats else []
        found[each.id] = [*mine, *members.get(each.grid_id, [])]
    alone = {each.grid_id for each in places if not found[each.id]}
    leaders = await reached_from(session, alone) if alone else {}
    for each in places:
        found[each.id] = found[each.id] or list(leaders.get(each.grid_id, (0, []))[1])
    return found
