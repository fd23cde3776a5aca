"""What makes a leader look twice at a stop, of a closed list. Nothing is refused for it, and the member can answer.

What must always hold: a flag is written once, with what it is about, and never looked for again; only that a scan has
no location is taken back where one comes in time (stops.located).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id, word
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.outbox.enqueue import enqueue_once, word_anew
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.patrols.tables import PatrolStop
from models.transition import transition

FLAGGED = "patrols.flagged"
ANSWER_LIMIT = 500


class FlagKind(StrEnum):
    OUTSIDE = "outside"
    SPEED = "speed"
    FORWARDED = "forwarded"
    SAME_PHOTO = "same_photo"
    LATE = "late"
    NO_LOCATION = "no_location"
    TWO_PHONES = "two_phones"
    TOO_QUICK = "too_quick"


ONCE_A_ROUND = (FlagKind.OUTSIDE, FlagKind.LATE)


class PatrolFlag(Row, table=True):
    """`data` is what its words name, such as `metres` and `seconds`; `answer` is the member's."""

    __tablename__ = "patrol_flags"
    __table_args__ = (Index("ix_patrol_flags_person", "person_id", "flagged_at"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    round_id: int = Field(foreign_key="patrol_rounds.id", sa_type=BigInteger, index=True)
    stop_id: int = Field(foreign_key="patrol_stops.id", sa_type=BigInteger, index=True)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    kind: FlagKind = word(FlagKind)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    flagged_at: datetime = Field(sa_type=UtcDateTime)
    answer: str = Field(default="", sa_type=Text)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def flag(session: AsyncSession, stop: PatrolStop, kind: FlagKind, now: datetime, **data: Any) -> None:
    """Once a stop, or a person's part of a round; whoever made it hears so in private, one message a round."""
    about = (
        (col(PatrolFlag.round_id) == stop.round_id, col(PatrolFlag.person_id) == stop.person_id)
        if kind in ONCE_A_ROUND
        else (col(PatrolFlag.stop_id) == stop.id,)
    )
    known = select(col(PatrolFlag.id)).where(*about, col(PatrolFlag.kind) == kind).limit(1)
    if await session.scalar(known) is not None:
        return
    person = await session.get_one(Person, stop.person_id)
    of: dict[str, Any] = {"round_id": stop.round_id, "stop_id": stop.id, "person_id": person.id}
    session.add(PatrolFlag(**of, kind=kind, data=data, flagged_at=now))
    if person.started:
        key = f"{FLAGGED}:{stop.round_id}:{person.id}"
        to = person.tg_user_id
        if not await enqueue_once(session, key, to, FLAGGED, Lane.ROUTINE, now, subject_id=stop.round_id):
            await _say_anew(session, key, now)
    await refresh_standing(session, stop.round_id, now)


async def _say_anew(session: AsyncSession, key: str, now: datetime) -> None:
    """What was taken away, as nothing was marked any more."""
    gone = and_(col(OutboxMessage.dedupe_key) == key, col(OutboxMessage.state) == MessageState.DROPPED)
    await word_anew(session, gone, now, message_id=None, form=None, digest=None)


async def answer_flag(session: AsyncSession, row: PatrolFlag, person: Person, words: str, now: datetime) -> None:
    """One answer is for all scans of a round that had no location. Raises Refused for others, Conflict when it is
    answered.
    """
    if row.person_id != person.id:
        raise Refused("flag.not_yours")
    values = {"answer": words[:ANSWER_LIMIT], "answered_at": now}
    if not await transition(session, row, col(PatrolFlag.answered_at).is_(None), **values):
        raise Conflict("flag.answered")
    if row.kind is FlagKind.NO_LOCATION:
        of = col(PatrolFlag.round_id) == row.round_id, col(PatrolFlag.person_id) == person.id
        alike = update(PatrolFlag).where(*of, col(PatrolFlag.kind) == row.kind, col(PatrolFlag.answered_at).is_(None))
        await session.execute(alike.values(**values))
    await refresh_standing(session, row.round_id, now)


async def flags_of(session: AsyncSession, round_ids: list[int], person_id: int | None = None) -> list[PatrolFlag]:
    """Of stops that stand, in the order in which they were written."""
    rows = (
        select(PatrolFlag)
        .join(PatrolStop, col(PatrolStop.id) == col(PatrolFlag.stop_id))
        .where(col(PatrolFlag.round_id).in_(round_ids), col(PatrolStop.undone_at).is_(None))
        .order_by(col(PatrolFlag.id))
    )
    if person_id is not None:
        rows = rows.where(col(PatrolFlag.person_id) == person_id)
    return list((await session.scalars(rows)).all())
