"""What nobody handles is walked up: each due rung tells one level more; and what is handed up goes there at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.emergencies.reported import alarmed_about
from models.escalation.climb import WAITING, handed_up, put_off, take
from models.escalation.ladder import lacking
from models.escalation.tables import Aim, Lack, Rung, RungState
from models.escalation.whom import HEIGHT, Line, Told, lines_of, whom
from models.grids.tables import Grid
from models.hazards import telling
from models.hazards.acting import note
from models.hazards.deed import Deed
from models.hazards.flow import Act
from models.hazards.tables import Hazard, HazardEvent
from models.members.permissions import STAFF
from models.members.posts import held_over
from models.members.reach import people_at_work
from models.members.tables import Post, Role
from models.outbox.post import refresh_all

WHY = {
    Lack.ACCEPTED: "unaccepted",
    Lack.DONE: "unfinished",
    Lack.PROGRESS: "idle",
    Lack.REVIEWED: "unreviewed",
}


@dataclass(frozen=True)
class _Batch:
    """What climbing wants to know of the hazards whose rungs are due, read for all of them at once."""

    hazards: Mapping[int, Hazard]
    lines: Mapping[int, Line]
    taken: Mapping[int, Sequence[Rung]]
    alarmed: Mapping[int, Collection[int]]


async def climb(session: AsyncSession, due: Sequence[Rung], clock: WallClock) -> None:
    """Takes the first rung of each hazard."""
    first: dict[int, Rung] = {}
    for rung in due:
        first.setdefault(rung.hazard_id, rung)
    batch = await _load(session, list(first.values()))
    climbed = [hazard for hazard, rung in first.items() if await _climb_one(session, batch, rung, clock.now)]
    await session.flush()
    await refresh_all(session, climbed, (telling.CARD,), clock.now)


RUNGS = DueRows(
    "rungs",
    col(Rung.due_at),
    col(Rung.state) == WAITING,
    row=Rung,
    handle=climb,
    seconds=2,
    batch=200,
    then=(col(Rung.position),),
)


async def _load(session: AsyncSession, rungs: Sequence[Rung]) -> _Batch:
    ids = [rung.hazard_id for rung in rungs]
    found = (await session.scalars(select(Hazard).where(col(Hazard.id).in_(ids)))).all()
    hazards = {hazard.id: hazard for hazard in found}
    rounds = {rung.hazard_id: rung.round for rung in rungs}
    taken: dict[int, list[Rung]] = defaultdict(list)
    rows = select(Rung).where(col(Rung.hazard_id).in_(ids), col(Rung.reached).is_not(None))
    for rung in (await session.scalars(rows)).all():
        if rung.state is RungState.TAKEN and rung.round == rounds[rung.hazard_id]:
            taken[rung.hazard_id].append(rung)
    lines = await lines_of(session, {hazard.grid_id for hazard in found})
    return _Batch(hazards, lines, taken, await alarmed_about(session, ids))


async def _climb_one(session: AsyncSession, batch: _Batch, rung: Rung, now: datetime) -> bool:
    """Whether another level was told."""
    hazard = batch.hazards[rung.hazard_id]
    if not lacking(hazard.state, rung.lack):
        rung.state = RungState.CANCELLED
        return False
    line = batch.lines[hazard.grid_id]
    if rung.aim is Aim.WORKERS:
        await _chase(session, hazard, line, rung, now)
        return False
    told = whom(line, rung.aim, batch.taken.get(hazard.id, ()), rung.told)
    if rung.lack is Lack.ACCEPTED:
        told = _but(told, batch.alarmed.get(hazard.id, ()))
    await take(session, rung, now, told.level)
    _tell(session, hazard, told, WHY[rung.lack], rung, now)
    return told.level is not None


def _but(told: Told, alarmed: Collection[int]) -> Told:
    """A call for help rings by itself until somebody goes: of a fire that was reported one of the two rings."""
    return replace(told, chats=[chat_id for chat_id in told.chats if chat_id not in alarmed])


def _tell(session: AsyncSession, hazard: Hazard, told: Told, why: str, rung: Rung, now: datetime, **args: Any) -> None:
    reached = told.reached.code if told.reached else ""
    act = Act.REMIND if told.level is None else Act.ESCALATE
    note(session, hazard, act, None, now, rung=str(rung.id), lack=rung.lack, level=told.level, reached=reached)
    skipped = {name: value for name, value in (("empty", list(told.empty)), ("silent", told.silent)) if value}
    telling.ping(session, hazard, told.chats, why, now, **skipped, **args)


async def _chase(session: AsyncSession, hazard: Hazard, line: Line, rung: Rung, now: datetime) -> None:
    """Accepted, but nobody of the staff has done anything since: those who work on it hear so."""
    moved_at = await _moved_at(session, hazard, line)
    if moved_at is not None and put_off(rung, moved_at, now):
        return
    accepted = await people_at_work(session, [hazard.accepted_by], line.grids[0])
    chats = list(dict.fromkeys([*(person.tg_user_id for person in accepted), *line.members]))
    told = Told(None, None, chats) if chats else whom(line, Aim.MEMBERS, ())
    await take(session, rung, now)
    _tell(session, hazard, told, WHY[rung.lack], rung, now, since=(moved_at or hazard.created_at).isoformat())


async def _moved_at(session: AsyncSession, hazard: Hazard, line: Line) -> datetime | None:
    """When somebody with a post over the hazard last did something about it."""
    staff = select(col(Post.person_id)).where(
        col(Post.grid_id).in_([grid.id for grid in line.grids]),
        col(Post.role).in_(STAFF),
        col(Post.ended_at).is_(None),
        col(Post.person_id).is_not(None),
    )
    last = select(func.max(col(HazardEvent.at))).where(
        col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.person_id).in_(staff)
    )
    moved_at: datetime | None = await session.scalar(last)
    return moved_at


async def follow_hand_up(deed: Deed) -> None:
    """To the level above the presser's own: from a member to the leader, from a leader to the next level's."""
    grid = await deed.session.get_one(Grid, deed.hazard.grid_id)
    held = await held_over(deed.session, deed.person.id, grid, STAFF)
    own = max((each.grid for each in held), key=lambda each: HEIGHT[each.level], default=grid)
    leads = any(each.grid.id == own.id and each.post.role is Role.LEADER for each in held)
    tell = tell_above if leads else tell_level
    await tell(deed.session, deed.hazard, own, "handed_up", deed.now, by=deed.person.name)


async def tell_above(session: AsyncSession, hazard: Hazard, grid: Grid, why: str, now: datetime, **args: Any) -> None:
    """The level above `grid` hears at once, and the ladder goes on from there."""
    line = (await lines_of(session, [hazard.grid_id]))[hazard.grid_id]
    await _by_hand(session, hazard, line, line.above(grid.level), why, now, **args)


async def tell_level(session: AsyncSession, hazard: Hazard, grid: Grid, why: str, now: datetime, **args: Any) -> None:
    """The leaders of `grid` hear at once, and the ladder goes on from there."""
    line = (await lines_of(session, [hazard.grid_id]))[hazard.grid_id]
    await _by_hand(session, hazard, line, line.at(grid.level), why, now, **args)


async def _by_hand(
    session: AsyncSession, hazard: Hazard, line: Line, place: int, why: str, now: datetime, **args: Any
) -> None:
    level = line.grids[place].level
    rung = await handed_up(session, hazard, level, now)
    _tell(session, hazard, line.leaders_from(place, level), why, rung, now, **args)
