"""Bringing a checked sheet of shifts into force, all of it or nothing, and writing out those in force.

A shift is known by its grid, its span and its phone. For each grid that a sheet names it is the whole roster from its
first beginning to its last end: what is not over there and is not named is withdrawn. What is over stays.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import living_grids
from models.outbox.standing import refresh_standing
from models.roster.cell_text import guarded, shown
from models.roster.records import SheetProblem
from models.shifts.sheet import TITLES, ShiftEntry, ShiftSheet
from models.shifts.tables import Shift, ShiftState
from models.spreadsheet.sheet import Cells
from models.text.phones import as_written

Known = tuple[int, datetime | None, datetime | None, str]


@dataclass
class ShiftsImported:
    added: int = 0
    changed: int = 0
    withdrawn: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.withdrawn)


def problems_with(sheet: ShiftSheet, grids: Mapping[str, int]) -> list[SheetProblem]:
    """Rows whose grid is not in the roster in force."""
    return [
        entry.problem("grid", "grid_unknown", value=shown(entry.grid))
        for entry in sheet.entries
        if entry.grid and entry.grid not in grids
    ]


async def import_shifts(session: AsyncSession, sheet: ShiftSheet, now: datetime) -> ShiftsImported:
    """Raises Refused, and writes nothing, where the sheet or the roster has a fault."""
    grids = await living_grids(session)
    faults = [*sheet.errors, *problems_with(sheet, grids)]
    if faults or not sheet.entries:
        raise Refused("roster.faulty", problems=len(faults))
    named: dict[Known, ShiftEntry] = {}
    for entry in sheet.entries:
        named[grids[entry.grid], entry.begins_at, entry.ends_at, entry.phone] = entry
    stored = await _stored(session, named)
    done = ShiftsImported()
    for known, entry in named.items():
        shift = stored.pop(known, None)
        if shift is None:
            session.add(_new(known, entry, now))
            done.added += 1
        elif (shift.name, shift.note) != (entry.name, entry.note):
            shift.name, shift.note = entry.name, entry.note
            await refresh_standing(session, shift.id, now)
            done.changed += 1
    for shift in (each for each in stored.values() if each.ends_at > now):
        await session.delete(shift)
        await session.flush()
        await refresh_standing(session, shift.id, now)
        done.withdrawn += 1
    await session.flush()
    return done


async def _stored(session: AsyncSession, named: Mapping[Known, ShiftEntry]) -> dict[Known, Shift]:
    """Those of the grids that are named which lie within the time that is named for each."""
    spans: dict[int, list[datetime]] = defaultdict(list)
    for grid, begins_at, ends_at, _ in named:
        spans[grid] += [each for each in (begins_at, ends_at) if each is not None]
    rows = await session.scalars(select(Shift).where(col(Shift.grid_id).in_(spans)))
    return {
        (each.grid_id, each.begins_at, each.ends_at, each.phone): each
        for each in rows
        if each.begins_at < max(spans[each.grid_id]) and each.ends_at > min(spans[each.grid_id])
    }


def _new(known: Known, entry: ShiftEntry, now: datetime) -> Shift:
    grid_id, begins_at, ends_at, phone = known
    over = ends_at is not None and ends_at <= now
    state: dict[str, Any] = {"state": ShiftState.PASSED} if over else {"due_at": begins_at}
    of: dict[str, Any] = {"grid_id": grid_id, "begins_at": begins_at, "ends_at": ends_at, "phone": phone}
    return Shift(**of, **state, name=entry.name, note=entry.note)


async def shift_rows(session: AsyncSession, now: datetime, zone: tzinfo) -> Sequence[Cells]:
    """The header and a row for each shift that is not over, by grid; they import again without a change."""
    rows = select(Shift, col(Grid.code)).join(Grid, col(Grid.id) == col(Shift.grid_id))
    ahead = rows.where(col(Shift.ends_at) > now)
    found = await session.execute(ahead.order_by(col(Grid.path), col(Shift.begins_at), col(Shift.id)))
    return [list(TITLES.values()), *(_row(shift, grid, zone) for shift, grid in found.all())]


def _row(shift: Shift, grid: str, zone: tzinfo) -> Cells:
    begins, ends = shift.begins_at.astimezone(zone), shift.ends_at.astimezone(zone)
    cells = {
        "grid": grid,
        "date": f"{begins:%Y-%m-%d}",
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "name": shift.name,
        "phone": as_written(shift.phone),
        "note": shift.note,
    }
    if ends.date() > begins.date() and f"{ends:%H:%M}" > f"{begins:%H:%M}":
        cells["ends"] = f"次日{ends:%H:%M}"
    return [guarded(cells[column]) for column in TITLES]
