"""Live locations of people on a round.

    running ──the sender stops it──▶ stopped
       │──its time is over──▶ expired ──its sender had made it longer──▶ running, or another row
       │──nothing for SILENCE──▶ lost ──it is heard again──▶ another row of its message, running
       └──check-out──▶ checked out

Telegram tells neither of the end by time nor, reliably, that somebody has stopped it. What must always hold: points are
at least half a minute and 25 m apart; they are deleted some time after a leader has reviewed them, or UNREVIEWED after
their end, and the way walked stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.feature import Chore
from models.grids.distance import metres_between
from models.outbox.enqueue import enqueue_once
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.patrols.doubts.stops import LOCATED_WITHIN, located
from models.patrols.tables import LivePoint, LiveTrack, PatrolPerson, PatrolStop, Proof, TrackEnd
from models.retention import BATCH, RETENTION

LIVE_KEPT = "patrols.live_kept"
SILENCE = timedelta(minutes=15)
APART, APART_METRES = timedelta(seconds=30), 25.0
FOR_EVER = 0x7FFFFFFF
UNREVIEWED = timedelta(days=90)


@dataclass(frozen=True)
class Position:
    """In degrees, WGS-84, `accuracy` in metres; of a live location also its message and how many seconds after this was
    sent it ends, also where they are made more later.
    """

    latitude: float
    longitude: float
    proof: Proof
    accuracy: float | None = None
    message_id: int | None = None
    live_period: int | None = None


async def follow(session: AsyncSession, stop: PatrolStop, position: Position, chat_id: int, at: datetime) -> None:
    until = _ends(at, position)
    track = LiveTrack(
        round_id=stop.round_id,
        stop_id=stop.id,
        person_id=stop.person_id,
        chat_id=chat_id,
        message_id=position.message_id,
        began_at=at,
        last_at=at,
        lasts_until=until,
        due_at=_look_again(at, until),
    )
    await _begin(session, track, position)


async def _begin(session: AsyncSession, track: LiveTrack, position: Position) -> None:
    session.add(track)
    await session.flush()
    at = track.began_at
    session.add(LivePoint(track_id=track.id, at=at, latitude=position.latitude, longitude=position.longitude))


async def track_of(session: AsyncSession, chat_id: int, message_id: int) -> LiveTrack | None:
    """That is still followed, or lost or over and may be heard again while the person is on the round."""
    rows = (
        select(LiveTrack)
        .join(PatrolPerson, col(PatrolPerson.round_id) == col(LiveTrack.round_id))
        .where(col(LiveTrack.chat_id) == chat_id, col(LiveTrack.message_id) == message_id)
        .where(col(PatrolPerson.person_id) == col(LiveTrack.person_id), col(PatrolPerson.left_at).is_(None))
    )
    newest = rows.order_by(col(LiveTrack.began_at).desc(), col(LiveTrack.id).desc())
    found = (await session.scalars(newest.limit(1))).first()
    return found if found is not None and found.ended_how in (None, TrackEnd.LOST, TrackEnd.EXPIRED) else None


async def moved(
    session: AsyncSession, track: LiveTrack, position: Position, sent_at: datetime, at: datetime, now: datetime
) -> None:
    """The sender is there now, of a live location that was first sent at `sent_at`; one that is no longer live has been
    stopped.
    """
    stopped, silent = position.live_period is None, at - track.last_at > SILENCE
    until = track.lasts_until if stopped else _ends(sent_at, position)
    if silent:
        _fall_silent(track)  # if the clock has not found it yet
        await refresh_standing(session, track.round_id, now)
    if until is not None and until <= at:
        return
    if silent:
        track = await _heard_again(session, track, position, until, at)
    track.lasts_until, track.due_at = until, _look_again(track.last_at, until)
    if not stopped and track.ended_at is None and at - track.last_at < APART:
        return
    latest = select(LivePoint).where(col(LivePoint.track_id) == track.id).order_by(col(LivePoint.at).desc())
    before = (await session.scalars(latest.limit(1))).first() or position
    walked = metres_between(before.latitude, before.longitude, position.latitude, position.longitude)
    if walked >= APART_METRES:
        track.metres += walked
        session.add(LivePoint(track_id=track.id, at=at, latitude=position.latitude, longitude=position.longitude))
    if at - track.last_at > LOCATED_WITHIN:
        await located(session, track.person_id, at, now)
    track.last_at = max(track.last_at, at)
    track.due_at = _look_again(at, until)
    if stopped or track.ended_at is not None:
        track.ended_at, track.ended_how = (at, TrackEnd.STOPPED) if stopped else (None, None)
        await refresh_standing(session, track.round_id, now)


async def _heard_again(
    session: AsyncSession, lost: LiveTrack, position: Position, until: datetime | None, at: datetime
) -> LiveTrack:
    """The silence is no time with a live location, so what follows it is a track of its own."""
    same = {name: getattr(lost, name) for name in ("round_id", "stop_id", "person_id", "chat_id", "message_id")}
    track = LiveTrack(**same, began_at=at, last_at=at, lasts_until=until, due_at=_look_again(at, until))
    await _begin(session, track, position)
    return track


async def end_tracks(session: AsyncSession, round_id: int, person_id: int, at: datetime) -> None:
    """With the round of whoever checks out."""
    theirs = update(LiveTrack).where(col(LiveTrack.round_id) == round_id, col(LiveTrack.person_id) == person_id)
    ended = theirs.where(col(LiveTrack.ended_at).is_(None)).values(ended_at=at, ended_how=TrackEnd.CHECKED_OUT)
    await session.flush()
    await session.execute(ended)


async def tell_first(session: AsyncSession, person_id: int, chat_id: int, now: datetime) -> None:
    """What is kept of a live location, and for how long: once to each person, in private."""
    days: dict[str, Any] = {"days": RETENTION.of(session).tracks.days, "most": UNREVIEWED.days}
    await enqueue_once(session, f"{LIVE_KEPT}:{person_id}", chat_id, LIVE_KEPT, Lane.REPLY, now, **days)


async def end_silent(session: AsyncSession, tracks: Sequence[LiveTrack], clock: WallClock) -> None:
    """Those whose time is over, and those that nothing was heard of."""
    for track in tracks:
        _fall_silent(track)
        await refresh_standing(session, track.round_id, clock.now)


def _fall_silent(track: LiveTrack) -> None:
    over = track.lasts_until is not None and track.due_at >= track.lasts_until
    track.ended_how = TrackEnd.EXPIRED if over else TrackEnd.LOST
    track.ended_at = track.last_at = track.lasts_until if over and track.lasts_until else track.last_at


async def mark_reviewed(session: AsyncSession, person_id: int, begin: datetime, end: datetime, now: datetime) -> None:
    """The tracks that the person began then: their points have been of use."""
    theirs = update(LiveTrack).where(
        col(LiveTrack.person_id) == person_id,
        col(LiveTrack.began_at) >= begin,
        col(LiveTrack.began_at) < end,
        col(LiveTrack.reviewed_at).is_(None),
    )
    await session.execute(theirs.values(reviewed_at=now))


async def forget_points(session: AsyncSession, now: datetime) -> int:
    """Drops a batch of the points that are kept no longer, then notes a batch of tracks that have none left; returns
    how many.
    """
    reviewed, ended = col(LiveTrack.reviewed_at), col(LiveTrack.last_at)
    long_ago = or_(reviewed < now - RETENTION.of(session).tracks, and_(reviewed.is_(None), ended < now - UNREVIEWED))
    tracks = select(col(LiveTrack.id)).where(col(LiveTrack.forgotten_at).is_(None), long_ago)
    points = select(col(LivePoint.id)).where(col(LivePoint.track_id).in_(tracks)).limit(BATCH)
    gone = await _changed(session, delete(LivePoint).where(col(LivePoint.id).in_(points)))
    bare = update(LiveTrack).where(col(LiveTrack.id).in_(tracks.limit(BATCH)))
    return gone or await _changed(session, bare.values(forgotten_at=now))


async def _changed(session: AsyncSession, statement: Delete | Update) -> int:
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount


def _ends(sent_at: datetime, position: Position) -> datetime | None:
    seconds = position.live_period
    return sent_at + timedelta(seconds=seconds) if seconds and seconds != FOR_EVER else None


def _look_again(at: datetime, until: datetime | None) -> datetime:
    return min(at + SILENCE, until) if until else at + SILENCE


SILENT_TRACKS = DueRows(
    "live_tracks",
    col(LiveTrack.due_at),
    col(LiveTrack.ended_at).is_(None),
    row=LiveTrack,
    handle=end_silent,
    seconds=60,
)
FORGET_POINTS = Chore("forget_live_points", forget_points)
