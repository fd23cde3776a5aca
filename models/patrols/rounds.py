"""A round of patrol from check-in to check-out.

    running ──the last one checks out──▶ ended
       └──LEFT_OPEN_AFTER without a sign──▶ ended, at its last sign

What must always hold: nobody is on two rounds at a time; times are those of messages, and whoever checks in elsewhere
has left where they were before. What is read late and was said while a round still ran opens that round again.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.members.permissions import Who, is_staff, may_in
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.patrols.stops import LEFT_OPEN_AFTER, Sign, add_stop, next_look
from models.patrols.tables import PatrolPerson, PatrolRound, PatrolStop, RoundEnd, RoundKind
from models.patrols.tracks import end_tracks
from models.places.led import led_grids
from models.transition import transition

CARD = "patrols.card"


class CheckIn(NamedTuple):
    round: PatrolRound
    stop: PatrolStop
    new: bool


class Part(NamedTuple):
    round: PatrolRound
    person: PatrolPerson


async def running_of(session: AsyncSession, person_id: int) -> Part | None:
    """The round that this person is on."""
    return await _first(session, _parts(person_id).where(col(PatrolPerson.left_at).is_(None)))


async def part_at(session: AsyncSession, person_id: int, at: datetime) -> Part | None:
    """The round that the person was on then: one that runs, or was closed since for want of a sign (see reopen())."""
    left = col(PatrolPerson.left_at)
    closed = col(PatrolRound.ended_how) == RoundEnd.LEFT_OPEN, left <= at, left > at - LEFT_OPEN_AFTER
    rows = _parts(person_id).where(or_(left.is_(None), and_(*closed)))
    return await _first(session, rows.order_by(left.desc().nulls_first()))


def reopen(part: Part, at: datetime, received_at: datetime) -> None:
    """For what was said while the round still ran."""
    if part.person.left_at is not None:
        part.person.left_at = part.round.ended_at = part.round.ended_how = None
        part.round.due_at = next_look(at, received_at)


async def add_to(session: AsyncSession, part: Part, sign: Sign) -> PatrolStop:
    """A stop, of the round that the person was on when it was said."""
    reopen(part, sign.at, sign.received_at)
    return await add_stop(session, part.round, sign)


async def people_of(session: AsyncSession, round_id: int) -> list[tuple[PatrolPerson, Person]]:
    """All who took part, in the order in which they came."""
    rows = (
        select(PatrolPerson, Person)
        .join(Person, col(Person.id) == col(PatrolPerson.person_id))
        .where(col(PatrolPerson.round_id) == round_id)
        .order_by(col(PatrolPerson.joined_at), col(PatrolPerson.id))
    )
    return [(part, person) for part, person in (await session.execute(rows)).all()]


async def check_in(session: AsyncSession, grid: Grid, kind: RoundKind | None, sign: Sign) -> CheckIn:
    """Begins a round, or adds a stop to the one that runs there. Raises Refused.

    Where no `kind` is said, a round that leads on from another is of its kind.
    """
    await _must_be_staff(session, grid, sign.person)
    part = await part_at(session, sign.person.id, sign.at)
    if part is not None:
        if await is_there(session, part.round, grid, sign.person):
            return CheckIn(part.round, await add_to(session, part, sign), new=False)
        await _leave(session, part, sign.at, sign.received_at)
    begun = PatrolRound(
        grid_id=grid.id,
        kind=kind or _kind_after(part),
        chat_id=sign.chat_id,
        started_at=sign.at,
        due_at=next_look(sign.at, sign.received_at),
    )
    session.add_all([begun, PatrolPerson(round_id=begun.id, person_id=sign.person.id, joined_at=sign.at)])
    await session.flush()
    stop = await add_stop(session, begun, sign)
    reply_to = sign.message_id if sign.chat_id < 0 else None
    enqueue(session, sign.chat_id, CARD, Lane.REPLY, sign.received_at, subject_id=begun.id, reply_to=reply_to)
    return CheckIn(begun, stop, new=True)


async def is_there(session: AsyncSession, running: PatrolRound, grid: Grid, person: Person) -> bool:
    """A round is of its grid and all below, a spot check of all grids that whoever is on it draws places from."""
    grounds = [await session.get_one(Grid, running.grid_id)]
    if running.kind is RoundKind.SPOT_CHECK:
        grounds += await led_grids(session, person)
    return any(grid.path.startswith(each.path) for each in grounds)


def _kind_after(part: Part | None) -> RoundKind:
    """Only a draw makes a spot check."""
    return RoundKind.DAILY if part is None or part.round.kind is RoundKind.SPOT_CHECK else part.round.kind


async def join(session: AsyncSession, joined: PatrolRound, person: Person, now: datetime) -> None:
    """Raises Refused, or Conflict when the round is over or the person is on it."""
    await _must_be_staff(session, await session.get_one(Grid, joined.grid_id), person)
    if joined.ended_at is not None:
        raise Conflict("round.over")
    part = await running_of(session, person.id)
    if part is not None and part.round.id == joined.id:
        raise Conflict("round.already")
    if part is not None:
        await _leave(session, part, now, now)
    session.add(PatrolPerson(round_id=joined.id, person_id=person.id, joined_at=now))
    joined.due_at = max(joined.due_at, next_look(now, now))
    await refresh_standing(session, joined.id, now)


async def check_out(session: AsyncSession, person: Person, at: datetime, now: datetime) -> Part:
    """Raises Refused where the person is on no round."""
    part = await part_at(session, person.id, at)
    if part is None:
        raise Refused("round.none_running")
    await _leave(session, part, at, now)
    return part


async def _leave(session: AsyncSession, part: Part, at: datetime, now: datetime) -> None:
    """With the last who leaves, the round ends."""
    reopen(part, at, now)
    left_at = max(at, part.person.joined_at)
    await transition(session, part.person, col(PatrolPerson.left_at).is_(None), left_at=left_at)
    await end_tracks(session, part.round.id, part.person.person_id, left_at)
    others = select(col(PatrolPerson.id)).where(
        col(PatrolPerson.round_id) == part.round.id, col(PatrolPerson.left_at).is_(None)
    )
    if (await session.scalars(others.limit(1))).first() is None:
        ended = {"ended_at": left_at, "ended_how": RoundEnd.CHECKED_OUT}
        await transition(session, part.round, col(PatrolRound.ended_at).is_(None), **ended)
    await refresh_standing(session, part.round.id, now)


async def _must_be_staff(session: AsyncSession, grid: Grid, person: Person) -> None:
    if not await may_in(session, grid, Who.STAFF, person):
        raise Refused("round.other_grid" if await is_staff(session, person) else "round.not_staff", grid=grid.name)


def _parts(person_id: int) -> Select[PatrolRound, PatrolPerson]:
    rows = select(PatrolRound, PatrolPerson).join(PatrolPerson, col(PatrolPerson.round_id) == col(PatrolRound.id))
    return rows.where(col(PatrolPerson.person_id) == person_id)


async def _first(session: AsyncSession, rows: Select[PatrolRound, PatrolPerson]) -> Part | None:
    found = (await session.execute(rows.limit(1))).first()
    return Part(*found) if found else None
