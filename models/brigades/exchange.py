"""Bringing a checked sheet of brigades into force, all of it or nothing, and writing out those in force.

For each grid that a sheet names it is the whole brigade: who is not named there has left. A member is known by phone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.brigades.find import in_it
from models.brigades.sheet import NO, TITLES, YES, BrigadeSheet, MemberEntry
from models.brigades.tables import Brigade, BrigadeMember
from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import living, living_grids
from models.places.tables import Place, open_places
from models.roster.cell_text import guarded, shown
from models.roster.records import SheetProblem
from models.spreadsheet.sheet import Cells
from models.text.phones import as_written


@dataclass
class BrigadesImported:
    """Of members; `changed` also where the station of their brigade is another."""

    added: int = 0
    changed: int = 0
    left: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.left)


async def problems_with(session: AsyncSession, sheet: BrigadeSheet) -> list[SheetProblem]:
    """Rows whose grid is not in the roster in force, or whose station is no open place."""
    grids, codes = await living_grids(session), {entry.station for entry in sheet.entries if entry.station}
    rows = select(col(Place.code)).where(col(Place.code).in_(codes), open_places())
    places = set((await session.scalars(rows)).all())
    unknown = [
        entry.problem("grid", "grid_unknown", value=shown(entry.grid))
        for entry in sheet.entries
        if entry.grid and entry.grid not in grids
    ]
    return unknown + [
        entry.problem("station", "station_unknown", value=shown(entry.station))
        for entry in sheet.entries
        if entry.station and entry.station not in places
    ]


async def import_brigades(session: AsyncSession, sheet: BrigadeSheet, now: datetime) -> BrigadesImported:
    """Raises Refused, and writes nothing, where the sheet, the roster or the registry has a fault."""
    faults = [*sheet.errors, *await problems_with(session, sheet)]
    if faults or not sheet.entries:
        raise Refused("roster.faulty", problems=len(faults))
    grids, named = await living_grids(session), dict[int, list[MemberEntry]]()
    for entry in sheet.entries:
        named.setdefault(grids[entry.grid], []).append(entry)
    done = BrigadesImported()
    for grid_id, entries in named.items():
        await _bring_in(session, grid_id, entries, done, now)
    await session.flush()
    return done


async def _bring_in(
    session: AsyncSession, grid_id: int, entries: Sequence[MemberEntry], done: BrigadesImported, now: datetime
) -> None:
    station = next((each.station for each in entries if each.station), "")
    brigade = (await session.scalars(select(Brigade).where(col(Brigade.grid_id) == grid_id))).first()
    if brigade is None:
        brigade = Brigade(grid_id=grid_id, station=station, founded_at=now)
        session.add(brigade)
        await session.flush()
    elif brigade.station != station:
        brigade.station = station
        done.changed += 1
    rows = select(BrigadeMember).where(col(BrigadeMember.brigade_id) == brigade.id, in_it())
    known = {member.phone: member for member in await session.scalars(rows)}
    for entry in entries:
        member = known.pop(entry.phone, None)
        if member is None:
            about: dict[str, Any] = {"name": entry.name, "phone": entry.phone, "leads": entry.leads}
            session.add(BrigadeMember(brigade_id=brigade.id, joined_at=now, **about))
            done.added += 1
        elif (member.name, member.leads) != (entry.name, entry.leads):
            member.name, member.leads = entry.name, entry.leads
            done.changed += 1
    for member in known.values():
        member.left_at = now
        done.left += 1


async def brigade_rows(session: AsyncSession) -> Sequence[Cells]:
    """The header and a row for each member, by grid; they import again without a change."""
    rows = (
        select(BrigadeMember, Brigade, col(Grid.code))
        .join(Brigade, col(Brigade.id) == col(BrigadeMember.brigade_id))
        .join(Grid, col(Grid.id) == col(Brigade.grid_id))
        .where(in_it(), living())
    )
    found = await session.execute(rows.order_by(col(Grid.path), col(BrigadeMember.leads).desc(), col(BrigadeMember.id)))
    return [list(TITLES.values()), *(_row(member, brigade, code) for member, brigade, code in found.all())]


def _row(member: BrigadeMember, brigade: Brigade, code: str) -> Cells:
    cells: Mapping[str, str] = {
        "grid": code,
        "name": member.name,
        "phone": as_written(member.phone),
        "leader": YES if member.leads else NO,
        "station": brigade.station,
    }
    return [guarded(cells[column]) for column in TITLES]
