"""Bringing a checked sheet of households into force: all of it or nothing; a second time it changes nothing.

A household is known by its grid, address and name. An empty cell changes nothing, and a household that the sheet does
not name stays as it is. Of one that was erased nothing is known any more: a sheet that names it enters it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.grids.tree import living_grids
from models.outbox.standing import refresh_standing
from models.roster.cell_text import shown
from models.roster.records import SheetProblem
from models.visits.due import period
from models.visits.exchange.sheet import HouseholdEntry, HouseholdSheet
from models.visits.households import set_due
from models.visits.kinds import HouseholdKinds
from models.visits.tables import Household, living_households

ONLY_WHERE_NEW = {"key": False, "phone": None}


@dataclass
class HouseholdsImported:
    added: int = 0
    changed: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed)


def problems_with(sheet: HouseholdSheet, grids: Mapping[str, int]) -> list[SheetProblem]:
    """Rows whose grid is not in the roster in force."""
    return [
        entry.problem("grid", "grid_unknown", value=shown(entry.grid))
        for entry in sheet.entries
        if entry.grid and entry.grid not in grids
    ]


async def import_households(
    session: AsyncSession, sheet: HouseholdSheet, kinds: HouseholdKinds, now: datetime, zone: tzinfo
) -> HouseholdsImported:
    """Raises Refused, and writes nothing, where the sheet or the roster has a fault."""
    grids = await living_grids(session)
    faults = [*sheet.errors, *problems_with(sheet, grids)]
    if faults or not sheet.entries:
        raise Refused("roster.faulty", problems=len(faults))
    stored = (await session.scalars(select(Household).where(living_households()))).all()
    known = {(each.grid_id, each.address, each.name): each for each in stored}
    done = HouseholdsImported()
    for entry in sheet.entries:
        household = known.get((grids[entry.grid], *entry.known_by))
        if household is None:
            session.add(_new(entry, grids[entry.grid], kinds, now, zone))
            done.added += 1
        elif changed := {name: value for name, value in entry.values.items() if getattr(household, name) != value}:
            for name, value in changed.items():
                setattr(household, name, value)
            await set_due(session, household, zone)
            await refresh_standing(session, household.id, now)
            done.changed += 1
    await session.flush()
    return done


def _new(entry: HouseholdEntry, grid_id: int, kinds: HouseholdKinds, now: datetime, zone: tzinfo) -> Household:
    values = {**ONLY_WHERE_NEW, **entry.values}
    due = period(kinds.span(values["kind"], key=values["key"]), now, zone)
    return Household(grid_id=grid_id, **values, added_at=now, **due._asdict())
