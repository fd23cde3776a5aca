"""What nobody handles is walked up: each due rung tells one level more; and what is handed up goes there at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.escalation.engine import handed_up, put_off, rungs_of, take
from models.escalation.recipients import HEIGHT, Batch, GridLine, Recipients, batch_of, lines_of, whom
from models.escalation.tables import Aim, Lack, Rung, RungState
from models.grids.tables import Grid
from models.hazards.alerting import notify
from models.hazards.alerting.alerts import ABOVE, AT_GRID
from models.hazards.alerting.ladder import lacking
from models.hazards.linked_calls import alarmed_about
from models.hazards.tables import HAZARD, Hazard, HazardEvent
from models.hazards.workflow import Act
from models.hazards.working.actions import record_hazard_event
from models.hazards.working.completed_action import CompletedAction
from models.members.permissions import STAFF
from models.members.positions import held_over
from models.members.reach import people_at_work
from models.members.tables import Person, Post, Role
from models.outbox.enqueue import refresh_all

WHY = {
    Lack.ACCEPTED: "unaccepted",
    Lack.DONE: "unfinished",
    Lack.PROGRESS: "idle",
    Lack.REVIEWED: "unreviewed",
}


async def climb(session: AsyncSession, rungs: Sequence[Rung], clock: WallClock) -> None:
    """Takes these rungs, each of another hazard."""
    ids = [rung.subject_id for rung in rungs]
    hazards = {each.id: each for each in (await session.scalars(select(Hazard).where(col(Hazard.id).in_(ids)))).all()}
    batch = await batch_of(session, rungs, {hazard.id: hazard.grid_id for hazard in hazards.values()})
    alarmed = await alarmed_about(session, ids)
    before = await notify.told_before(session, ids)
    climbed = []
    for rung in rungs:
        hazard = hazards[rung.subject_id]
        known = Known(batch, alarmed.get(hazard.id, ()), before.get(hazard.id, {}))
        if await _climb_one(session, known, hazard, rung, clock.now):
            climbed.append(hazard.id)
    await session.flush()
    await refresh_all(session, climbed, (notify.CARD,), clock.now)


RUNGS = rungs_of(HAZARD, climb)


@dataclass(frozen=True)
class Known:
    """Of a hazard whose rung is due: the chats that a call for help has alarmed, and those that were told before."""

    batch: Batch
    alarmed: Collection[int]
    before: notify.Told


async def _climb_one(session: AsyncSession, known: Known, hazard: Hazard, rung: Rung, now: datetime) -> bool:
    """Whether another level was told."""
    if not lacking(hazard.state, rung.lack):
        rung.state = RungState.CANCELLED
        return False
    if rung.aim is Aim.WORKERS:
        await _remind(session, hazard, known, rung, now)
        return False
    told = known.batch.told(rung)
    if rung.lack is Lack.ACCEPTED:
        told = _but(told, known.alarmed)
    await take(session, rung, now, told.level)
    _tell(session, hazard, _first_heard(hazard, told, rung, known), WHY[rung.lack], rung, now)
    return told.level is not None


def _but(told: Recipients, alarmed: Collection[int]) -> Recipients:
    """A call for help rings by itself until somebody goes: of a fire that was reported one of the two rings."""
    return replace(told, chats=[chat_id for chat_id in told.chats if chat_id not in alarmed])


def _first_heard(hazard: Hazard, told: Recipients, rung: Rung, known: Known) -> Recipients:
    return replace(told, chats=notify.first_word(hazard, told.chats, WHY[rung.lack], known.before))


def _tell(
    session: AsyncSession, hazard: Hazard, told: Recipients, why: str, rung: Rung, now: datetime, **args: Any
) -> None:
    reached = told.reached.code if told.reached else ""
    act = Act.REMIND if told.level is None else Act.ESCALATE
    record_hazard_event(
        session, hazard, act, None, now, rung=str(rung.id), lack=rung.lack, level=told.level, reached=reached
    )
    skipped = {name: value for name, value in (("empty", list(told.empty)), ("silent", told.silent)) if value}
    above = told.reached is not None and told.reached.id != hazard.grid_id
    alone = ABOVE if above else AT_GRID
    notify.alert(session, hazard, told.chats, why, now, alone=alone, **skipped, **args)


async def _remind(session: AsyncSession, hazard: Hazard, known: Known, rung: Rung, now: datetime) -> None:
    """Accepted, but nobody of the staff has done anything since: those who work on it hear so."""
    line = known.batch.lines[hazard.id]
    moved_at = await _moved_at(session, hazard, line)
    if moved_at is not None and put_off(rung, moved_at, now):
        return
    accepted = await people_at_work(session, [hazard.accepted_by], line.grids[0])
    chats = list(dict.fromkeys([*(person.tg_user_id for person in accepted), *line.members]))
    told = Recipients(None, None, chats) if chats else whom(line, Aim.MEMBERS, ())
    await take(session, rung, now)
    since = (moved_at or hazard.created_at).isoformat()
    _tell(session, hazard, _first_heard(hazard, told, rung, known), WHY[rung.lack], rung, now, since=since)


async def _moved_at(session: AsyncSession, hazard: Hazard, line: GridLine) -> datetime | None:
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


async def follow_hand_up(action: CompletedAction) -> None:
    """`given`: reason."""
    line, place = await _handed_to(action.session, action.hazard, action.person)
    told = {"by": action.person.name, "reason": action.given.get("reason", "")}
    await _by_hand(action.session, action.hazard, line, place, "handed_up", action.now, **told)


async def hears_hand_up(session: AsyncSession, hazard: Hazard, person: Person) -> Grid:
    """The grid whose leaders hear when this person hands it up."""
    line, place = await _handed_to(session, hazard, person)
    return line.leaders_from(place, line.grids[place].level).reached or line.grids[place]


async def _handed_to(session: AsyncSession, hazard: Hazard, person: Person) -> tuple[GridLine, int]:
    """The level above the person's own: from a member to the leader, from a leader to the next level's."""
    grid = await session.get_one(Grid, hazard.grid_id)
    held = await held_over(session, person.id, grid, STAFF)
    own = max((each.grid for each in held), key=lambda each: HEIGHT[each.level], default=grid)
    leads = any(each.grid.id == own.id and each.post.role is Role.LEADER for each in held)
    line = (await lines_of(session, [hazard.grid_id]))[hazard.grid_id]
    return line, line.above(own.level) if leads else line.at(own.level)


async def notify_level(
    session: AsyncSession, hazard: Hazard, grid: Grid, why: str, now: datetime, **args: Any
) -> Sequence[int]:
    """The leaders of `grid` hear at once, and the ladder goes on from there; returns their chats."""
    line = (await lines_of(session, [hazard.grid_id]))[hazard.grid_id]
    return await _by_hand(session, hazard, line, line.at(grid.level), why, now, **args)


async def _by_hand(
    session: AsyncSession, hazard: Hazard, line: GridLine, place: int, why: str, now: datetime, **args: Any
) -> Sequence[int]:
    level = line.grids[place].level
    rung = await handed_up(session, HAZARD, hazard.id, level, now)
    told = line.leaders_from(place, level)
    _tell(session, hazard, told, why, rung, now, **args)
    return told.chats
