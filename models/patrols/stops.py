"""Stops of a round: what somebody on it says and shows, where they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Evidence, Moment
from models.inbox.raw_update import READ_LATE
from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.patrols.doubts.same_photo import flag_photo
from models.patrols.doubts.stops import LOCATED_WITHIN, flag_stop, located
from models.patrols.tables import STOP, PatrolRound, PatrolStop, Proof
from models.patrols.tracks import Position, follow
from models.transition import transition

STOP_ADDED = "patrols.stop"
LEFT_OPEN_AFTER = timedelta(hours=4)
CATCH_UP = timedelta(minutes=30)  # what was said after it may be read after it
PRESSED_TWICE = timedelta(minutes=1)
UNDO_WITHIN = timedelta(minutes=10)
REPORT_GOES_ON = timedelta(minutes=10)  # what follows a report soon is of it, not of the round
TEXT_LIMIT = 1000


@dataclass(frozen=True)
class Sign:
    """A message, or a press, of somebody on a round; `at` is its own time, not later than `received_at`.

    `forwarded`: what it shows was passed on, not taken there.
    """

    person: Person
    chat_id: int
    at: datetime
    received_at: datetime
    message_id: int | None = None
    words: str = ""
    found: Sequence[Found] = field(default=())
    position: Position | None = None
    place_id: int | None = None
    forwarded: bool = False


def next_look(at: datetime, received_at: datetime) -> datetime:
    return max(at + LEFT_OPEN_AFTER, received_at + CATCH_UP)


async def add_stop(session: AsyncSession, of: PatrolRound, sign: Sign) -> PatrolStop:
    """The one place where a stop is written; whoever it is of must be on the round (running_of)."""
    stop = PatrolStop(
        round_id=of.id,
        person_id=sign.person.id,
        said_at=sign.at,
        received_at=sign.received_at,
        late=sign.received_at - sign.at > READ_LATE,
        words=sign.words[:TEXT_LIMIT],
        place_id=sign.place_id,
        **_where(sign.position),
    )
    session.add(stop)
    await session.flush()
    await show(session, stop, sign)
    await _look_at(session, of, stop, sign)
    return stop


async def locate(session: AsyncSession, of: PatrolRound, stop: PatrolStop, sign: Sign) -> bool:
    """Where a stop was that did not say, from an answer that came soon; False where it is too late, or known."""
    if sign.position is None or stop.person_id != sign.person.id or sign.at - stop.said_at > LOCATED_WITHIN:
        return False
    unknown = col(PatrolStop.proof) == Proof.NONE, col(PatrolStop.undone_at).is_(None)
    if not await transition(session, stop, *unknown, **_where(sign.position)):
        return False
    await _look_at(session, of, stop, sign)
    return True


def _where(position: Position | None) -> dict[str, Any]:
    if position is None:
        return {"proof": Proof.NONE}
    given = {"latitude": position.latitude, "longitude": position.longitude, "accuracy": position.accuracy}
    return {"proof": position.proof, **given}


async def _look_at(session: AsyncSession, of: PatrolRound, stop: PatrolStop, sign: Sign) -> None:
    if sign.position is not None and sign.position.proof is Proof.LIVE:
        await follow(session, stop, sign.position, sign.chat_id, sign.at)
    await flag_stop(session, of, stop, forwarded=sign.forwarded)
    if sign.position is not None:
        await located(session, stop.person_id, stop.said_at, sign.received_at)
    of.due_at = max(of.due_at, next_look(sign.at, sign.received_at))
    await refresh_standing(session, of.id, sign.received_at)


async def show(session: AsyncSession, stop: PatrolStop, sign: Sign) -> None:
    """What the message carries of photos and files is evidence of the stop."""
    for found in sign.found:
        if found.file_id:
            about = sign.person.id, sign.chat_id, Moment.BEFORE, sign.received_at
            await attach(session, stop.subject, found, *about)
            await flag_photo(session, stop, found.unique_id)


async def just_now(session: AsyncSession, of: PatrolRound, person: Person, now: datetime) -> bool:
    """Whether the person has made a stop of this round within a moment: a button pressed twice is one stop."""
    theirs = col(PatrolStop.round_id) == of.id, col(PatrolStop.person_id) == person.id
    stops = select(col(PatrolStop.id)).where(*theirs, col(PatrolStop.received_at) > now - PRESSED_TWICE)
    return (await session.scalars(stops.where(col(PatrolStop.undone_at).is_(None)).limit(1))).first() is not None


async def stop_of_album(session: AsyncSession, chat_id: int, media_group_id: str) -> PatrolStop | None:
    """The stop that another part of this album has made."""
    part = select(col(Evidence.subject_id)).where(
        col(Evidence.chat_id) == chat_id,
        col(Evidence.media_group_id) == media_group_id,
        col(Evidence.subject_kind) == STOP,
    )
    stop_id = (await session.scalars(part.limit(1))).first()
    return await session.get(PatrolStop, stop_id) if stop_id else None


async def undo(session: AsyncSession, stop: PatrolStop, person: Person, now: datetime) -> None:
    """Raises Refused for others, Conflict when it is too late."""
    if stop.person_id != person.id:
        raise Refused("round.not_yours")
    if now - stop.received_at > UNDO_WITHIN:
        raise Conflict("round.too_late")
    await transition(session, stop, col(PatrolStop.undone_at).is_(None), undone_at=now)
    for subject_id in (stop.id, stop.round_id):
        await refresh_standing(session, subject_id, now)
