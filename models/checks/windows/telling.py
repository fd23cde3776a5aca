"""The next working morning each leader hears, in one message, what was missed in the grids they lead; what was missed
twice running, and what nobody holds the post for, the level above hears too, and of the latter who has adopted the
grid. Where no leader can be reached, it is the first level above where one can: whatever is missed is told to somebody,
if need be on a later morning.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import Owner
from models.checks.tables import MISSED, CheckMiss, CheckWindow, Why
from models.checks.windows.answering import answering
from models.due import DueRows, WallClock
from models.grids.tables import Binding, Grid, Purpose
from models.grids.tree import ids_in, subtree
from models.members.positions import HeldPosition, lead_by, posts_of
from models.members.reach import private_chats, reached_from
from models.members.tables import Person, Post, Role
from models.outbox.enqueue import enqueue_each_once, word_anew
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.places.slots import PlaceSlot
from models.places.tables import Place
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import next_working_day
from models.schedule.deadlines import at

MISSED_CHECKS = "checks.missed"
TELLS = time(8, 30)
TRIES = timedelta(days=31)
BATCH = 50
CLIMBS = or_(col(CheckMiss.again), col(CheckMiss.why) == Why.VACANT)


async def tell(session: AsyncSession, windows: Sequence[CheckWindow], clock: WallClock) -> None:
    hearers = await _hearers(session, windows)
    chats: dict[date | None, dict[str, int]] = defaultdict(dict)
    for window in windows:
        window.tell_at = None
        chats[window.told_on] |= {key_of(chat, window.told_on): chat for chat in hearers[window.id]}
    said_before: set[str] = set()
    for day, told in chats.items():
        known = await enqueue_each_once(session, told, MISSED_CHECKS, Lane.ROUTINE, clock.now, day=str(day))
        said_before.update(known)
    # What has been said already grows: after a standstill some windows close later than others.
    await _say_anew(session, said_before, clock.now)
    await _try_again(session, [each for each in windows if not hearers[each.id]], clock)


async def _hearers(session: AsyncSession, windows: Sequence[CheckWindow]) -> Mapping[int, Collection[int]]:
    """By window, the chats that hear of it: none where nobody can be reached up to the root."""
    here = col(CheckMiss.window_id).in_([each.id for each in windows])
    whys = (await session.execute(select(col(CheckMiss.window_id), col(CheckMiss.why)).where(here, CLIMBS))).all()
    climbs = {window_id for window_id, _ in whys}
    vacant = {window_id for window_id, why in whys if why is Why.VACANT}
    grids = {each.grid_id for each in windows}
    upwards = select(col(Grid.id), col(Grid.parent_id), col(Grid.path)).where(col(Grid.id).in_(grids))
    found = (await session.execute(upwards)).all()
    parents, paths = {row.id: row.parent_id for row in found}, {row.id: ids_in(row.path) for row in found}
    above = {parents[each.grid_id] for each in windows if each.id in climbs}
    reached = await reached_from(session, [grid for grid in {*grids, *above} if grid is not None])
    chats = {grid: heard for grid, (_, heard) in reached.items()}
    lines = {step for each in windows if each.id in vacant for step in paths[each.grid_id]}
    adopting = await private_chats(session, sorted(lines), Role.ADOPTING) if lines else {}
    hearers = {}
    for window in windows:
        grid_ids = (window.grid_id, parents[window.grid_id] if window.id in climbs else None)
        told = [chat for grid in grid_ids if grid for chat in chats.get(grid, ())]
        if window.id in vacant:
            told += [chat for step in paths[window.grid_id] for chat in adopting.get(step, ())]
        hearers[window.id] = dict.fromkeys(told)
    return hearers


async def _try_again(session: AsyncSession, windows: Sequence[CheckWindow], clock: WallClock) -> None:
    """On the next working morning, with what is told then, for a month: whoever can be reached first hears of all."""
    today = clock.now.astimezone(clock.zone).date()
    tried = [each for each in windows if each.closed_at and clock.now - each.closed_at < TRIES]
    if tried:
        next_day = next_working_day(await load_calendar(session, today, today), today)
        for each in tried:
            each.told_on, each.tell_at = next_day, at(next_day, TELLS, clock.zone)


async def tell_made_up(session: AsyncSession, windows: Sequence[CheckWindow], now: datetime) -> None:
    """What told of these windows is edited, which calls nobody: it says which checks came late."""
    days = {each.told_on for each in windows}
    if not days:
        return
    grids = select(col(Grid.id), col(Grid.parent_id)).where(col(Grid.id).in_({each.grid_id for each in windows}))
    told = {grid for row in (await session.execute(grids)).all() for grid in row if grid is not None}
    chats = {chat for _, found in (await reached_from(session, told)).values() for chat in found}
    await _say_anew(session, {key_of(chat, day) for chat in chats for day in days}, now)


async def _say_anew(session: AsyncSession, keys: Collection[str], now: datetime) -> None:
    if keys:
        stands = col(OutboxMessage.state).in_([MessageState.PENDING, MessageState.SENT])
        await word_anew(session, and_(col(OutboxMessage.dedupe_key).in_(keys), stands), now)


def key_of(chat_id: int, day: date | None) -> str:
    return f"{MISSED_CHECKS}:{chat_id}:{day}"


@dataclass
class MissedWindow:
    """`names` of places that were missed, or of people whose time fell short (with the minutes done); `locked` are
    those places, by number, that somebody came to and could not enter; `late` those that were checked late, by number,
    and when; `on_duty` was, of a slot, whoever is named with each place; `vacant`: nobody holds the post that
    owed it.
    """

    window: CheckWindow
    grid: str
    expected: int
    names: list[tuple[str, int | None]] = field(default_factory=list)
    locked: set[int] = field(default_factory=set)
    late: dict[int, datetime] = field(default_factory=dict)
    on_duty: list[PlaceSlot] = field(default_factory=list)
    owed_by: list[str] = field(default_factory=list)
    again: bool = False
    vacant: bool = False


async def missed_for(session: AsyncSession, chat_id: int, day: date) -> list[MissedWindow]:
    """What a leader's chat, or somebody in private, is told on this day: of grids led, what climbs from below, and what
    is vacant in grids adopted.
    """
    led, adopted = await _heard(session, await _led(session, chat_id), day), await _adopted(session, chat_id)
    theirs = or_(
        col(Grid.id).in_(led),
        and_(col(Grid.parent_id).in_(led), CLIMBS),
        and_(or_(false(), *map(subtree, adopted)), col(CheckMiss.why) == Why.VACANT),
    )
    rows = (
        select(CheckWindow, Grid, CheckMiss, col(Place.name), col(Post.name))
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .join(CheckMiss, col(CheckMiss.window_id) == col(CheckWindow.id))
        .outerjoin(Place, col(Place.id) == col(CheckMiss.place_id))
        .outerjoin(Post, col(Post.id) == col(CheckMiss.post_id))
        .where(col(CheckWindow.told_on) == day, theirs)
        .where(col(CheckMiss.why).in_(MISSED))
        .order_by(col(Grid.path), col(CheckWindow.duty), col(CheckMiss.place_id), col(CheckMiss.id))
    )
    found: dict[int, MissedWindow] = {}
    on_duty: dict[int, list[int]] = defaultdict(list)
    for window, grid, miss, place, person in (await session.execute(rows)).all():
        each = found.setdefault(window.id, MissedWindow(window, grid.name, len(window.places)))
        each.again, each.vacant = each.again or miss.again, each.vacant or miss.why is Why.VACANT
        if place or person:
            each.names.append((place or person, miss.minutes))
        if miss.why is Why.NO_ENTRY:
            each.locked.add(len(each.names) - 1)
        if place and miss.made_up_at:
            each.late[len(each.names) - 1] = miss.made_up_at
        if window.owner is Owner.SLOT and miss.place_id is not None:
            on_duty[window.id].append(window.owed_by[window.places.index(miss.place_id)])
    await _name_who_owed(session, found.values(), on_duty)
    return list(found.values())


async def _name_who_owed(
    session: AsyncSession, found: Collection[MissedWindow], on_duty: Mapping[int, Sequence[int]]
) -> None:
    """`on_duty`: by window the slots (by id) of the places that were missed."""
    asked = {slot for named in on_duty.values() for slot in named}
    slots = {slot.id: slot for slot in await session.scalars(select(PlaceSlot).where(col(PlaceSlot.id).in_(asked)))}
    answers = await answering(session, [each.window for each in found])
    for each in found:
        each.on_duty = [slots[slot] for slot in on_duty.get(each.window.id, ())]
        each.owed_by = list(dict.fromkeys(post.name for post in answers.named(each.window)))


async def done_well(session: AsyncSession, chat_id: int, day: date) -> int:
    """Of how many windows of the grids led that closed with those told of on this day something was done, and nothing
    was missed: not of those that were excused altogether.
    """
    rows = (
        select(CheckWindow, func.count(col(CheckMiss.id)))
        .outerjoin(CheckMiss, col(CheckMiss.window_id) == col(CheckWindow.id))
        .where(col(CheckWindow.grid_id).in_(await _led(session, chat_id)))
        .where(col(CheckWindow.told_on) == day, col(CheckWindow.missed) == 0)
        .group_by(col(CheckWindow.id))
    )
    closed = (await session.execute(rows)).all()
    some_done = [window for window, excused in closed if excused < max(len(window.places), 1)]
    answers = await answering(session, [window for window in some_done if window.hours])
    return sum(not window.hours or bool(answers.timed(window)) for window in some_done)


async def _heard(session: AsyncSession, led: Collection[int], day: date) -> Collection[int]:
    """These grids, and of those below with anything missed the ones whose own leaders cannot be reached."""
    above = (await session.scalars(select(Grid).where(col(Grid.id).in_(led)))).all()
    if not above:
        return led
    missed = select(col(CheckWindow.grid_id)).where(col(CheckWindow.told_on) == day, col(CheckWindow.missed) > 0)
    below = select(col(Grid.id), col(Grid.parent_id)).where(or_(*map(subtree, above)), col(Grid.id).in_(missed))
    grids = {grid for row in (await session.execute(below)).all() for grid in row if grid} - {*led}
    reached = await reached_from(session, grids)
    return {*led, *(grid for grid, (level, _) in reached.items() if level in led)}


async def _led(session: AsyncSession, chat_id: int) -> list[int]:
    if chat_id < 0:
        bound = (
            col(Binding.chat_id) == chat_id,
            col(Binding.purpose) == Purpose.LEADERS,
            col(Binding.unbound_at).is_(None),
        )
        return list((await session.scalars(select(col(Binding.grid_id)).where(*bound))).all())
    return [each.grid.id for each in await lead_by(session, await _held(session, chat_id))]


async def _adopted(session: AsyncSession, chat_id: int) -> list[Grid]:
    return [each.grid for each in await _held(session, chat_id) if each.post.role is Role.ADOPTING]


async def _held(session: AsyncSession, chat_id: int) -> list[HeldPosition]:
    person_id = await session.scalar(select(col(Person.id)).where(col(Person.tg_user_id) == chat_id))
    return await posts_of(session, person_id) if person_id else []


TO_TELL = DueRows(
    "missed_checks",
    col(CheckWindow.tell_at),
    col(CheckWindow.tell_at).is_not(None),
    row=CheckWindow,
    handle=tell,
    seconds=60,
    batch=BATCH,
    then=(col(CheckWindow.id),),
)
