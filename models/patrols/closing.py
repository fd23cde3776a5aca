"""Rounds that nobody has ended: without a sign for some hours they end, at the last one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.patrols.rounds import people_of
from models.patrols.stops import LEFT_OPEN_AFTER
from models.patrols.tables import LiveTrack, PatrolPerson, PatrolRound, PatrolStop, RoundEnd
from models.patrols.tracks import end_tracks

LEFT_OPEN = "patrols.left_open"


async def close(session: AsyncSession, rounds: Sequence[PatrolRound], clock: WallClock) -> None:
    for each in rounds:
        await _close(session, each, clock.now)


async def _close(session: AsyncSession, left: PatrolRound, now: datetime) -> None:
    people = await people_of(session, left.id)
    last = {part.id: await last_sign(session, part) for part, _ in people if part.left_at is None}
    newest = max(last.values(), default=None)
    if newest is not None and newest + LEFT_OPEN_AFTER > now:
        left.due_at = newest + LEFT_OPEN_AFTER
        return
    for part, person in people:
        if part.id in last:
            part.left_at = last[part.id]
            await end_tracks(session, left.id, person.id, last[part.id])
            _tell(session, left, person, now)
    left.ended_at = max((part.left_at for part, _ in people if part.left_at), default=left.started_at)
    left.ended_how = RoundEnd.LEFT_OPEN
    await refresh_standing(session, left.id, now)


def _tell(session: AsyncSession, left: PatrolRound, person: Person, now: datetime) -> None:
    if person.started:
        enqueue(session, person.tg_user_id, LEFT_OPEN, Lane.ROUTINE, now, subject_id=left.id)


async def last_sign(session: AsyncSession, part: PatrolPerson) -> datetime:
    stops = select(func.max(col(PatrolStop.said_at))).where(
        col(PatrolStop.round_id) == part.round_id,
        col(PatrolStop.person_id) == part.person_id,
        col(PatrolStop.undone_at).is_(None),
    )
    tracks = select(func.max(col(LiveTrack.last_at))).where(
        col(LiveTrack.round_id) == part.round_id, col(LiveTrack.person_id) == part.person_id
    )
    signs = [part.joined_at, await session.scalar(stops), await session.scalar(tracks)]
    return max(at for at in signs if at is not None)


ROUNDS_LEFT_OPEN = DueRows(
    "patrol_rounds",
    col(PatrolRound.due_at),
    col(PatrolRound.ended_at).is_(None),
    row=PatrolRound,
    handle=close,
    seconds=60,
)
