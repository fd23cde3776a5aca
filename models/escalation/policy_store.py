"""Which ladder a grid has for a policy: its own, else that of the nearest grid above with one, else the default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.db.session_value import SessionValue
from models.escalation.policy import Ladder
from models.escalation.policy_text import as_data, from_data
from models.escalation.tables import OwnLadder
from models.grids.tables import Grid
from models.grids.tree import ids_in

ALL = select(col(OwnLadder.grid_id), col(OwnLadder.policy), col(OwnLadder.ladder))
Key = tuple[int, str]  # the grid, the policy
OWN: SessionValue[dict[Key, dict[str, Any]] | None] = SessionValue("own_ladders", lambda: None)


@dataclass(frozen=True)
class FoundLadder:
    """`owner` is the grid whose ladder it is; None: the default."""

    ladder: Ladder
    owner: Grid | None = None


async def ladder_for(session: AsyncSession, grid_id: int, policy: str, default: Ladder) -> Ladder:
    """One statement a session, however many start to climb in it."""
    own = await _own(session)
    if not own:
        return default
    return (await ladder_of(session, await session.get_one(Grid, grid_id), policy, default)).ladder


async def ladder_of(session: AsyncSession, grid: Grid, policy: str, default: Ladder) -> FoundLadder:
    own = await _own(session)
    for grid_id in reversed(ids_in(grid.path)):
        data = own.get((grid_id, policy))
        if data is not None:
            return FoundLadder(from_data(data), await session.get_one(Grid, grid_id))
    return FoundLadder(default)


async def _own(session: AsyncSession) -> Mapping[Key, dict[str, Any]]:
    known = OWN.of(session)
    if known is None:
        with session.no_autoflush:  # set_ladder() writes at once: nothing that waits to be written is asked for
            rows = await session.execute(ALL)
        known = {(grid_id, policy): ladder for grid_id, policy, ladder in rows.all()}
        OWN.keep(session, known)
    return known


async def set_ladder(session: AsyncSession, grid: Grid, policy: str, ladder: Ladder, now: datetime) -> None:
    """For what starts to climb from now on; what climbs already keeps its rungs."""
    new = {"ladder": as_data(ladder), "set_at": now}
    row = upsert(session, OwnLadder).values(grid_id=grid.id, policy=policy, **new)
    await session.execute(row.on_conflict_do_update(index_elements=["grid_id", "policy"], set_=new))
    OWN.take(session)


async def reset_ladder(session: AsyncSession, grid: Grid, policy: str) -> bool:
    """The grid has what it inherits again; says whether it had a ladder of its own."""
    rows = delete(OwnLadder).where(col(OwnLadder.grid_id) == grid.id, col(OwnLadder.policy) == policy)
    done = await session.execute(rows.execution_options(synchronize_session=False))
    OWN.take(session)
    return bool(done.rowcount)  # type: ignore[attr-defined]
