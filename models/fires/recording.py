"""Recording a fire, putting the record right, and reviewing it: by who leads the grid or one above it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.events import record_event
from models.fires.tables import SERIES, WORDS_LIMIT, Fire, FireAct, FireCause, FireEvent, FireState
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.permissions import Who, may_in
from models.members.tables import Person
from models.numbers import next_number
from models.obligations.kinds import Owners, TaskKind
from models.obligations.owners import Asked
from models.obligations.setting import NewRequirement, require
from models.outbox.standing import refresh_standing
from models.schedule.deadlines import DAY
from models.transition import transition

PAGE = "fires.page"
OPEN = (FireState.DRAFT, FireState.ASKED, FireState.RECORDED)


@dataclass(frozen=True)
class Record:
    """What is said of a fire; see Fire."""

    grid_id: int
    happened_at: datetime
    place: str
    cause: FireCause
    yuan: int = 0
    area: int = 0
    injured: int = 0
    dead: int = 0
    units: str = ""


@dataclass(frozen=True)
class Review:
    """With `owners` and `due_at`: what is to change is asked of them, as a task."""

    well: str
    change: str
    owners: Owners | None = None
    due_at: datetime | None = None
    title: str = ""


async def need_leader(session: AsyncSession, grid_id: int, person: Person) -> Grid:
    """Raises Refused."""
    grid = await session.get_one(Grid, grid_id)
    if not await may_in(session, grid, Who.LEADER, person):
        raise Refused("fire.not_leader")
    return grid


async def begin(session: AsyncSession, grid: Grid, person: Person, chat_id: int, now: datetime) -> Fire:
    """A draft, which is gone in a day unless it is recorded. Raises Refused."""
    await need_leader(session, grid.id, person)
    fire = Fire(
        number=await next_number(session, SERIES),
        grid_id=grid.id,
        chat_id=chat_id,
        happened_at=now,
        begun_at=now,
        next_at=now + DAY,
    )
    session.add(fire)
    await session.flush()
    return fire


async def record(session: AsyncSession, fire: Fire, new: Record, person: Person, now: datetime) -> None:
    """Or put right what was recorded. Raises Refused, Conflict."""
    await need_leader(session, fire.grid_id, person)
    await need_leader(session, new.grid_id, person)
    if new.happened_at > now:
        raise Conflict("fire.ahead")
    before = {name: getattr(fire, name) for name in asdict(new)}
    first = fire.state is not FireState.RECORDED
    values: dict[str, Any] = {**asdict(new), "state": FireState.RECORDED, "next_at": None}
    if first:
        values |= {"recorded_by": person.id, "recorded_at": now}
    if not await transition(session, fire, col(Fire.state).in_(OPEN), **values):
        raise Conflict("fire.over")
    act, data = (FireAct.RECORD, {}) if first else (FireAct.CORRECT, _changed(before, asdict(new)))
    record_event(session, FireEvent, person, now, fire_id=fire.id, act=act, data=data)
    await refresh_standing(session, fire.id, now)


def _changed(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """As JSON, what it was."""
    return {
        name: old.isoformat() if isinstance(old, datetime) else old for name, old in before.items() if old != now[name]
    }


async def was_none(session: AsyncSession, fire: Fire, person: Person, now: datetime) -> None:
    """Nothing to be recorded came of the call. Raises Refused, Conflict."""
    await need_leader(session, fire.grid_id, person)
    if not await transition(session, fire, col(Fire.state) == FireState.ASKED, state=FireState.NONE, next_at=None):
        raise Conflict("fire.over")
    record_event(session, FireEvent, person, now, fire_id=fire.id, act=FireAct.NONE, data={})
    await refresh_standing(session, fire.id, now)


async def review(
    session: AsyncSession, fire: Fire, new: Review, person: Person, chat_id: int, clock: WallClock
) -> None:
    """Once: what is to change is asked of somebody by a day. Raises Refused, Conflict."""
    grid, now = await need_leader(session, fire.grid_id, person), clock.now
    values: dict[str, Any] = {"well": new.well[:WORDS_LIMIT], "change": new.change[:WORDS_LIMIT]}
    expected = col(Fire.state) == FireState.RECORDED, col(Fire.reviewed_at).is_(None)
    if not await transition(session, fire, *expected, reviewed_by=person.id, reviewed_at=now, **values):
        raise Conflict("fire.reviewed")
    if new.owners is not None and new.due_at is not None:
        task = NewRequirement(TaskKind.DECISION, new.title, Asked(new.owners), new.due_at, new.change)
        fire.requirement_id = (await require(session, grid, task, person, chat_id, clock)).id
    record_event(session, FireEvent, person, now, fire_id=fire.id, act=FireAct.REVIEW, data={})
    await refresh_standing(session, fire.id, now)


async def fires_in(session: AsyncSession, grids: Sequence[Grid], most: int) -> Sequence[tuple[Fire, str]]:
    """Recorded ones and those that are asked about, of these grids and all below, the newest first, with the grids'
    names.
    """
    found: dict[int, tuple[Fire, str]] = {}
    for grid in grids:
        rows = select(Fire, col(Grid.name)).join(Grid, col(Grid.id) == col(Fire.grid_id)).where(subtree(grid))
        shown = rows.where(col(Fire.state).in_((FireState.ASKED, FireState.RECORDED)))
        newest = shown.order_by(col(Fire.happened_at).desc(), col(Fire.id).desc()).limit(most)
        found |= {fire.id: (fire, name) for fire, name in (await session.execute(newest)).all()}
    return sorted(found.values(), key=lambda pair: pair[0].happened_at, reverse=True)[:most]
