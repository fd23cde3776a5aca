"""Bringing a checked sheet of own texts into force, all of it or nothing, a second time without a change; writing out
what is set.

A text is known by its grid and its name, or by its title where the row has no name. What the sheet does not name stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import living, living_grids
from models.publicity.exchange.sheet import NO, TITLES, YES, TextEntry, TextSheet
from models.publicity.tables import PublicityText
from models.publicity.texts import built_in
from models.roster.cell_text import shown
from models.roster.records import SheetProblem
from models.spreadsheet.sheet import Cells

Stored = Mapping[tuple[int, str], PublicityText]  # by grid and name


@dataclass
class TextsImported:
    added: int = 0
    changed: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed)


async def stored_texts(session: AsyncSession) -> Stored:
    rows = (await session.scalars(select(PublicityText))).all()
    return {(row.grid_id, row.name): row for row in rows}


def problems_with(sheet: TextSheet, grids: Mapping[str, int], stored: Stored) -> list[SheetProblem]:
    """Rows whose grid is not in the roster in force, or that only switch a text that is not there."""
    names = {text.name for text in built_in()} | {name for _, name in stored}
    found = []
    for entry in sheet.entries:
        if entry.grid and entry.grid not in grids:
            found.append(entry.problem("grid", "grid_unknown", value=shown(entry.grid)))
        elif entry.written is None and entry.name and entry.name not in names:
            found.append(entry.problem("text", "publicity_text_unknown", value=shown(entry.name)))
    return found


async def import_texts(session: AsyncSession, sheet: TextSheet, now: datetime) -> TextsImported:
    """Raises Refused, and writes nothing, where the sheet has a fault."""
    grids, stored = await living_grids(session), await stored_texts(session)
    faults = [*sheet.errors, *problems_with(sheet, grids, stored)]
    if faults or not sheet.entries:
        raise Refused("roster.faulty", problems=len(faults))
    done = TextsImported()
    for entry in sheet.entries:
        row, values = _row_of(entry, grids[entry.grid], stored), _values(entry)
        if row is None:
            name = entry.name or f"own_{new_id()}"
            session.add(PublicityText(grid_id=grids[entry.grid], name=name, set_at=now, **values))
            done.added += 1
        elif changed := {name: value for name, value in values.items() if getattr(row, name) != value}:
            for name, value in changed.items():
                setattr(row, name, value)
            row.set_by, row.set_at = None, now
            done.changed += 1
    await session.flush()
    return done


def _row_of(entry: TextEntry, grid_id: int, stored: Stored) -> PublicityText | None:
    if entry.name or entry.written is None:
        return stored.get((grid_id, entry.name))
    here = (row for (grid, _), row in stored.items() if grid == grid_id)
    return next((row for row in here if row.title == entry.written.title), None)


def _values(entry: TextEntry) -> dict[str, Any]:
    values: dict[str, Any] = {"off": not entry.said}
    if entry.written is not None:
        values |= {"title": entry.written.title, "lines": list(entry.written.lines), "occasion": entry.written.occasion}
    return values


async def text_rows(session: AsyncSession) -> Sequence[Cells]:
    """The titles of the columns, then a row for each text that something is set of."""
    every = select(PublicityText, col(Grid.code)).join(Grid, col(Grid.id) == col(PublicityText.grid_id))
    rows = (await session.execute(every.where(living()).order_by(col(Grid.path), col(PublicityText.name)))).all()
    return [list(TITLES.values()), *(_cells(row, code) for row, code in rows)]


def _cells(row: PublicityText, code: str) -> Cells:
    lines = [*row.lines, "", "", ""][:3]
    return [code, row.name, row.title, *lines, row.occasion, NO if row.off else YES]
