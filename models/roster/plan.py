"""How the tree stands once a roster is in force: computed from what is stored, before anything is written.

What must always hold: a stored code keeps its id; a living grid stands under a living one; a path follows its parents.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from models.base import new_id
from models.errors import Conflict, Refused
from models.grids.datum import Datum
from models.grids.tables import Level
from models.grids.tree import ids_in, path_of
from models.roster.records import Roster, RosterEntry
from models.roster.validate import DEEPEST, stands_under

DEEPEST_RETIRED = 8  # as many steps as a path has room for
OPTIONAL = ("supervision_phone", "duty_phone", "published", "address", "boundary", "boundary_datum")


@dataclass(frozen=True)
class Standing:
    """A grid's row."""

    id: int
    code: str
    name: str
    level: Level
    parent_id: int | None
    path: str
    supervision_phone: str = ""
    duty_phone: str = ""
    published: str = ""
    address: str = ""
    boundary: dict[str, Any] | None = None
    boundary_datum: str = Datum.WGS84
    retired_at: datetime | None = None


@dataclass(frozen=True)
class Plan:
    before: Mapping[int, Standing]
    after: Mapping[int, Standing]
    ids: Mapping[str, int]  # of the roster's codes

    @property
    def added(self) -> list[Standing]:
        """Parents first."""
        return [grid for key, grid in self.after.items() if key not in self.before]

    @property
    def changed(self) -> list[Standing]:
        return [grid for key, grid in self.after.items() if key in self.before and grid != self.before[key]]

    @property
    def retired(self) -> list[Standing]:
        return [grid for grid in self.changed if grid.retired_at and not self.before[grid.id].retired_at]

    @property
    def revived(self) -> list[Standing]:
        return [grid for grid in self.changed if not grid.retired_at and self.before[grid.id].retired_at]

    @property
    def moved(self) -> list[Standing]:
        return [grid for grid in self.changed if grid.parent_id != self.before[grid.id].parent_id]


def plan(roster: Roster, stored: Iterable[Standing], now: datetime, *, take_over: bool) -> Plan:
    """Raises Conflict for a code of somebody else's tree (unless `take_over`), Refused where the tree cannot stand."""
    before = {grid.id: grid for grid in stored}
    known = {grid.code: grid for grid in before.values()}
    ids = {entry.code: known[entry.code].id if entry.code in known else new_id() for entry in roster.entries}
    named = set(ids.values())
    if not take_over:
        _refuse_strangers(roster, known, before, named)
    gone = {grid.id for grid in before.values() if grid.id not in named and not named.isdisjoint(ids_in(grid.path))}
    after = {}
    for entry in roster.entries:
        stands = known.get(entry.code)
        parent_id = ids[entry.parent] if entry.parent else _kept_parent(entry, stands, before, named | gone)
        after[ids[entry.code]] = _told(entry, stands, ids[entry.code], parent_id)
    for grid in before.values():
        if grid.id not in named:
            retired_at = grid.retired_at or (now if grid.id in gone else None)
            after[grid.id] = replace(grid, retired_at=retired_at)
    return Plan(before, _with_paths(after), ids)


def _refuse_strangers(
    roster: Roster, known: Mapping[str, Standing], before: Mapping[int, Standing], named: set[int]
) -> None:
    """A code that lives in a tree this roster does not tell of would be torn out of it."""
    for entry in roster.entries:
        stands = known.get(entry.code)
        if stands is None or not entry.parent or stands.retired_at:
            continue
        above = ids_in(stands.path)[:-1]
        if above and named.isdisjoint(above):
            root = before[above[0]]
            raise Conflict("roster.elsewhere", row=entry.row, grid=entry.code, root=root.name, root_code=root.code)


def _kept_parent(
    entry: RosterEntry, stands: Standing | None, before: Mapping[int, Standing], told: set[int]
) -> int | None:
    """The root of a roster stays where it hangs, if that is outside of what the roster tells."""
    parent = before.get(stands.parent_id) if stands and stands.parent_id else None
    if stands is None or stands.retired_at or parent is None or parent.retired_at or parent.id in told:
        return None
    if not stands_under(entry.level, parent.level):
        raise Refused("roster.above", row=entry.row, grid=entry.code, parent=parent.code)
    return parent.id


def _told(entry: RosterEntry, stands: Standing | None, grid_id: int, parent_id: int | None) -> Standing:
    base = stands or Standing(grid_id, entry.code, entry.name, Level(entry.level), parent_id, path="")
    told = {column: getattr(entry, column) for column in OPTIONAL if column in entry.columns}
    if entry.boundary and not base.boundary and "boundary_datum" not in told:
        told["boundary_datum"] = Datum.UNKNOWN  # nobody was asked
    return replace(base, name=entry.name, level=Level(entry.level), parent_id=parent_id, retired_at=None, **told)


def _with_paths(grids: Mapping[int, Standing]) -> dict[int, Standing]:
    paths: dict[int, str] = {}

    def path(grid_id: int) -> str:
        if grid_id not in paths:
            parent_id = grids[grid_id].parent_id
            paths[grid_id] = path_of(grid_id, "" if parent_id is None else path(parent_id))
        return paths[grid_id]

    placed = {key: replace(grid, path=path(key)) for key, grid in grids.items()}
    for grid in placed.values():
        if len(ids_in(grid.path)) > (DEEPEST_RETIRED if grid.retired_at else DEEPEST):
            raise Refused("roster.too_deep", grid=grid.code, limit=DEEPEST)
    return placed
