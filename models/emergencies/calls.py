"""Calling for help, joining a call that is running, and saying where it is."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models import heard
from models.emergencies import additions
from models.emergencies.alerting import escalation, notify
from models.emergencies.events import record_call_event
from models.emergencies.keywords import elsewhere, is_drill
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE, CallAct
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.locate_grid import grid_at, own_grids
from models.members.tables import Person
from models.numbers import next_number

TEXT_LIMIT = 2000
SAME_PERSON = timedelta(minutes=10)
WITNESSES = timedelta(minutes=30)
LATELY = timedelta(hours=1)
CANDIDATES = 10
MOVED_METRES = 25.0

Place = dict[str, float]


@dataclass(frozen=True)
class Cry:
    """A call for help as it was sent; `place` is {latitude, longitude}; `said_at`: when, if it was read late."""

    chat_id: int
    message_id: int | None
    text: str
    person: Person | None = None
    photo: str | None = None
    place: Place | None = None
    said_at: datetime | None = None


async def call_for_help(
    session: AsyncSession,
    cry: Cry,
    grid: Grid | None,
    now: datetime,
    *,
    admins: Iterable[int] = (),
    hazard_id: int | None = None,
) -> Call:
    """One record from here to the end: a new call, or the one that is running already.

    `grid` is the one whose chat it came from; without it the place is asked for, and `admins` (chats) are told.
    `hazard_id`: a report that has raised it.
    """
    placed = await grid_at(session, dict(cry.place)) if cry.place else None
    known = _deeper(placed, grid)
    running = await _running(session, cry, known, now)
    if running is not None:
        await _join(session, running, cry, hazard_id, now)
        return running
    own = await own_grids(session, cry.person.id) if known is None and cry.person else []
    call = await _open(session, cry, known or next(iter(own), None), now)
    call.guessed, call.hazard_id = known is None and bool(own), hazard_id
    session.add(call)
    heard.note(session, cry.chat_id, cry.message_id, call.subject, cry.text, now)
    await _keep_photo(session, call, cry, now)
    record_call_event(session, call, CallAct.CALL, cry.person, now, text=call.text)
    escalation.start(session, call, now)
    await notify.opened(session, call, known or next(iter(own), None), admins, now)
    if len(own) > 1:
        notify.ask_where(session, call, now)
    return call


async def _open(session: AsyncSession, cry: Cry, grid: Grid | None, now: datetime) -> Call:
    return Call(
        number=await next_number(session, "call"),
        grid_id=grid.id if grid else None,
        caller_id=cry.person.id if cry.person else None,
        chat_id=cry.chat_id,
        message_id=cry.message_id,
        text=cry.text[:TEXT_LIMIT],
        photo=cry.photo,
        drill=is_drill(cry.text),
        place=cry.place,
        place_chat_id=cry.chat_id if cry.place else None,
        place_message_id=cry.message_id if cry.place else None,
        created_at=now,
        said_at=cry.said_at,
    )


async def _keep_photo(session: AsyncSession, call: Call, cry: Cry, now: datetime) -> None:
    """A call that a report has raised leaves its photo with the report."""
    if cry.photo is not None and cry.message_id is not None:
        found = Found("photo", cry.photo, None, cry.message_id)
        by = cry.person.id if cry.person else None
        await attach(session, call.subject, found, by, cry.chat_id, Moment.BEFORE, now)


async def _running(session: AsyncSession, cry: Cry, grid: Grid | None, now: datetime) -> Call | None:
    """
    The same person's within ten minutes, in private within an hour unless it names another building; others join what
    was called in their grid, or their chat, lately, with the same exception.
    """
    await session.flush()
    here = col(Call.chat_id) == cry.chat_id
    if grid is not None:
        here = or_(here, col(Call.grid_id) == grid.id)
    matches = and_(here, col(Call.created_at) > now - WITNESSES)
    if cry.person is not None:
        lately = col(Call.created_at) > now - (SAME_PERSON if cry.chat_id < 0 else LATELY)
        same = and_(col(Call.caller_id) == cry.person.id, lately)
        others = col(Call.caller_id).is_distinct_from(cry.person.id)
        matches = or_(same, and_(matches, others))
    live = col(Call.state).in_(LIVE), col(Call.drill) == is_drill(cry.text)
    rows = select(Call).where(*live, matches).order_by(col(Call.id).desc()).limit(CANDIDATES)
    return next((call for call in await session.scalars(rows) if _one_event(call, cry, now)), None)


def _one_event(call: Call, cry: Cry, now: datetime) -> bool:
    own = cry.person is not None and cry.person.id == call.caller_id and call.created_at > now - SAME_PERSON
    return own or not elsewhere(call.text, cry.text)


async def _join(session: AsyncSession, call: Call, cry: Cry, hazard_id: int | None, now: datetime) -> None:
    call.hazard_id = call.hazard_id or hazard_id
    if hazard_id is not None and (call.created_at, call.chat_id, call.text) == (
        now,
        cry.chat_id,
        cry.text[:TEXT_LIMIT],
    ):
        return  # one message that was a call and is a report, too
    heard.note(session, cry.chat_id, cry.message_id, call.subject, cry.text, now)
    text, message = cry.text[:TEXT_LIMIT], [cry.chat_id, cry.message_id]
    record_call_event(session, call, CallAct.JOIN, cry.person, now, text=text, message=message, hazard=hazard_id)
    call.photo = call.photo or cry.photo
    await _keep_photo(session, call, cry, now)
    await additions.pass_files_on(session, call, now)
    await notify.joined(session, call, cry.chat_id, cry.message_id, now)
    await notify.more(session, call, cry.person, now)
    if cry.place:
        await set_place(session, call, cry.person, cry.place, cry.chat_id, cry.message_id, now)
    await notify.changed(session, call, now)


async def running_of(session: AsyncSession, person: Person, chat_id: int) -> Call | None:
    """The person's newest call in this chat that is not over."""
    rows = select(Call).where(col(Call.caller_id) == person.id, col(Call.chat_id) == chat_id, col(Call.state).in_(LIVE))
    return (await session.scalars(rows.order_by(col(Call.id).desc()).limit(1))).first()


async def lately_of(session: AsyncSession, person: Person, chat_id: int, now: datetime) -> Call | None:
    """Like running_of(), while what the person says in this chat is still about it."""
    call = await running_of(session, person, chat_id)
    return call if call is not None and call.created_at > now - LATELY else None


async def placed_by(session: AsyncSession, chat_id: int, message_id: int) -> Call | None:
    """The call whose place this message is."""
    rows = select(Call).where(
        col(Call.place_chat_id) == chat_id, col(Call.place_message_id) == message_id, col(Call.state).in_(LIVE)
    )
    return (await session.scalars(rows.limit(1))).first()


async def set_place(
    session: AsyncSession,
    call: Call,
    person: Person | None,
    place: Place,
    chat_id: int,
    message_id: int | None,
    now: datetime,
) -> bool:
    """The caller's word counts, another's only while there is none; says whether it was taken."""
    callers = person is not None and person.id == call.caller_id
    if call.state not in LIVE or (call.place is not None and not callers):
        return False
    first = call.place is None
    if call.place is not None and metres(call.place, place) < MOVED_METRES:
        return True
    call.place, call.place_chat_id, call.place_message_id = place, chat_id, message_id
    record_call_event(session, call, CallAct.PLACE, person, now, place=place)
    moved = await _move_to(session, call, await grid_at(session, dict(place)), person, now)
    if first:
        told = set(await notify.told(session, call, notify.ALARM)) - moved
        notify.alarm(session, call, sorted(told), "place", now)
    await notify.changed(session, call, now)
    return True


async def move(session: AsyncSession, call: Call, grid: Grid, person: Person | None, now: datetime) -> None:
    """It is in that grid, its caller says."""
    call.guessed = False
    await _move_to(session, call, grid, person, now)
    await notify.changed(session, call, now)


async def _move_to(
    session: AsyncSession, call: Call, grid: Grid | None, person: Person | None, now: datetime
) -> set[int]:
    """Those around the new grid are told; those who were told before stay told. Returns the chats told."""
    now_in = await session.get(Grid, call.grid_id) if call.grid_id else None
    target = _deeper(grid, now_in)
    if target is None or target.id == call.grid_id:
        return set()
    call.grid_id, call.guessed = target.id, False
    record_call_event(session, call, CallAct.MOVE, person, now, grid=target.code)
    return set(await notify.alert_around(session, call, target, "place" if call.place else "new", now))


def _deeper(found: Grid | None, known: Grid | None) -> Grid | None:
    """What a place says, unless it only says less than what is known."""
    if found is None or (known is not None and found.id in ids_in(known.path)):
        return known
    return found


def metres(one: Place, other: Place) -> float:
    """Between two places near each other."""
    north = (one["latitude"] - other["latitude"]) * 111_320
    east = (one["longitude"] - other["longitude"]) * 111_320 * math.cos(math.radians(one["latitude"]))
    return math.hypot(north, east)
