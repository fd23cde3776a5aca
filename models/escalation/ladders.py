"""Which ladder a grid has: its own, else that of the nearest grid above with one, else the default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db import upsert
from models.escalation.ladder import LADDERS, Ladder
from models.escalation.tables import OwnLadder
from models.escalation.written import as_data, from_data
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.hazards.flow import Severity

OWN = "own_ladders"
ALL = select(col(OwnLadder.grid_id), col(OwnLadder.severity), col(OwnLadder.ladder))
Key = tuple[int, Severity]


@dataclass(frozen=True)
class Found:
    """`owner` is the grid whose ladder it is; None: the default."""

    ladder: Ladder
    owner: Grid | None = None


async def ladder_for(session: AsyncSession, grid_id: int, severity: Severity) -> Ladder:
    """One statement a session, however many hazards are opened in it."""
    own = await _own(session)
    if not own:
        return LADDERS[severity]
    return (await ladder_of(session, await session.get_one(Grid, grid_id), severity)).ladder


async def ladder_of(session: AsyncSession, grid: Grid, severity: Severity) -> Found:
    own = await _own(session)
    for grid_id in reversed(ids_in(grid.path)):
        data = own.get((grid_id, severity))
        if data is not None:
            return Found(from_data(data), await session.get_one(Grid, grid_id))
    return Found(LADDERS[severity])


async def _own(session: AsyncSession) -> Mapping[Key, dict[str, Any]]:
    if OWN not in session.info:
        rows = await session.execute(ALL)
        session.info[OWN] = {(grid_id, severity): ladder for grid_id, severity, ladder in rows.all()}
    found: Mapping[Key, dict[str, Any]] = session.info[OWN]
    return found


async def set_ladder(session: AsyncSession, grid: Grid, severity: Severity, ladder: Ladder, now: datetime) -> None:
    """For hazards opened from now on; those that climb already keep their rungs."""
    new = {"ladder": as_data(ladder), "set_at": now}
    row = upsert(session, OwnLadder).values(grid_id=grid.id, severity=severity, **new)
    await session.execute(row.on_conflict_do_update(index_elements=["grid_id", "severity"], set_=new))
    session.info.pop(OWN, None)


async def reset_ladder(session: AsyncSession, grid: Grid, severity: Severity) -> bool:
    """The grid has what it inherits again; says whether it had a ladder of its own."""
    rows = delete(OwnLadder).where(col(OwnLadder.grid_id) == grid.id, col(OwnLadder.severity) == severity)
    done = await session.execute(rows.execution_options(synchronize_session=False))
    session.info.pop(OWN, None)
    return bool(done.rowcount)  # type: ignore[attr-defined]
