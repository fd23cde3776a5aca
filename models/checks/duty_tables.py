"""Which duties hold in a grid: its own table, else that of the nearest grid above with one, else the default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import DEFAULT, Duty, as_text, parse
from models.checks.tables import DutyTable
from models.db.database import upsert
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.places.kinds import place_kinds_of


@dataclass(frozen=True)
class DutyTables:
    """All that there are, read once; `of(path)` for a grid by its path."""

    own: Mapping[int, tuple[Duty, ...]]
    default: tuple[Duty, ...]

    def of(self, path: str) -> tuple[Duty, ...]:
        found = self.owner(path)
        return self.default if found is None else self.own[found]

    def owner(self, path: str) -> int | None:
        """Whose table holds, by id; None: the default."""
        return next((grid_id for grid_id in reversed(ids_in(path)) if grid_id in self.own), None)


def kinds_known(session: AsyncSession) -> list[str]:
    return [each.kind for each in place_kinds_of(session).every]


async def duty_tables(session: AsyncSession) -> DutyTables:
    """A kind that a newer file no longer has is owed nothing."""
    rows = (await session.execute(select(col(DutyTable.grid_id), col(DutyTable.duties)))).all()
    kinds = kinds_known(session)
    named = {word for _, text in rows for line in text.splitlines() for word in line.split()}
    own = {grid_id: parse(text, {*kinds, *named}) for grid_id, text in rows}
    return DutyTables(own, _default(kinds))


def _default(kinds: list[str]) -> tuple[Duty, ...]:
    named = {word for line in DEFAULT.splitlines() for word in line.split()}
    return parse(DEFAULT, {*kinds, *named})


async def set_duties(session: AsyncSession, grid: Grid, duties: tuple[Duty, ...], now: datetime) -> None:
    """For windows that open from now on."""
    new = {"duties": as_text(duties), "set_at": now}
    row = upsert(session, DutyTable).values(grid_id=grid.id, **new)
    await session.execute(row.on_conflict_do_update(index_elements=["grid_id"], set_=new))


async def reset_duties(session: AsyncSession, grid: Grid) -> bool:
    """The grid has what it inherits again; says whether it had a table of its own."""
    gone = delete(DutyTable).where(col(DutyTable.grid_id) == grid.id).returning(col(DutyTable.grid_id))
    return (await session.execute(gone)).first() is not None
