"""Bringing a checked sheet of places into force: all of it or nothing; a second time it changes nothing.

A place is known by its code; a row without one is the place of that grid, kind and name, or a new one. An empty cell
changes nothing, a place that the sheet does not name stays as it is, and one that was closed stays closed. A row
without a grid stands at the top of the tree until somebody says where it belongs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import Row, new_row
from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import living
from models.outbox import standing
from models.outbox.enqueue import refresh_all
from models.places.codes import new_codes
from models.places.exchange.kit import KitItem, change_kit, kit_row, kits
from models.places.exchange.sheet import PlaceEntry, PlaceSheet, kind_words
from models.places.exchange.slots import change_slots, slot_rows
from models.places.kinds import PlaceKinds
from models.places.kit.held import standard_kit
from models.places.slots import PlaceSlot, Slot, in_force
from models.places.tables import YEAR, Place, PlaceAct, PlaceEvent, PlaceItem
from models.roster.cell_text import shown
from models.roster.importer import MANY, owners_of
from models.roster.records import SheetProblem

Values = dict[str, Any]


@dataclass
class PlacesImported:
    """How many of each; `closed` are rows of places that were closed, which stay so."""

    added: int = 0
    changed: int = 0
    claimed: int = 0
    closed: int = 0

    @property
    def nothing(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self) if each.name != "closed")


@dataclass(frozen=True)
class Stored:
    """The registry and the tree as they are: grids by code, the tops of the tree, places by code and by name."""

    grids: Mapping[str, int]
    roots: Sequence[int]
    by_code: Mapping[str, Values]
    by_name: Mapping[tuple[str, str], Sequence[Values]]
    kits: Mapping[int, Mapping[KitItem, PlaceItem]]
    slots: Mapping[int, frozenset[Slot]]
    kinds: PlaceKinds

    def grid_of(self, entry: PlaceEntry) -> int | None:
        """None: the code is unknown, or there is none and the tree has several tops."""
        if entry.grid:
            return self.grids.get(entry.grid)
        return self.roots[0] if len(self.roots) == 1 else None

    def like(self, entry: PlaceEntry) -> Sequence[Values]:
        """The places that the row may be."""
        if entry.code:
            return [self.by_code[entry.code]] if entry.code in self.by_code else []
        named = self.by_name.get((entry.values.get("kind", ""), entry.values.get("name", "")), ())
        here = self.grids.get(entry.grid)
        return [place for place in named if not entry.grid or place["grid_id"] == here]


async def stored_places(session: AsyncSession, kinds: PlaceKinds) -> Stored:
    rows = (await session.execute(select(col(Grid.code), col(Grid.id), col(Grid.parent_id)).where(living()))).all()
    places = [dict(row) for row in (await session.execute(select(_table(Place)))).mappings()]
    by_name: dict[tuple[str, str], list[Values]] = defaultdict(list)
    for place in places:
        by_name[place["kind"], place["name"]].append(place)
    slots: dict[int, set[Slot]] = defaultdict(set)
    for slot in (await session.scalars(select(PlaceSlot).where(in_force()))).all():
        slots[slot.place_id].add(slot.told)
    return Stored(
        {code: grid_id for code, grid_id, _ in rows},
        [grid_id for _, grid_id, parent in rows if parent is None],
        {place["code"]: place for place in places},
        by_name,
        await kits(session, kinds),
        {place_id: frozenset(each) for place_id, each in slots.items()},
        kinds,
    )


def problems_with(sheet: PlaceSheet, stored: Stored) -> list[SheetProblem]:
    """Rows whose grid is not in the roster in force, whose kind no place has any more, that may be several places, or
    are one that another row is.
    """
    found, seen = list[SheetProblem](), dict[int, PlaceEntry]()
    for entry in sheet.entries:
        like, name = stored.like(entry), shown(str(entry.values.get("name", "")))
        first = seen.setdefault(like[0]["id"], entry) if len(like) == 1 else entry
        if entry.old_kind and (not like or like[0]["kind"] != entry.values["kind"]):
            told = {"value": shown(entry.values["kind"]), "kinds": kind_words(stored.kinds)}
            found.append(entry.problem("kind", "kind_unknown", **told))
        if stored.grid_of(entry) is None:
            code = "grid_unknown" if entry.grid else "grid_missing"
            found.append(entry.problem("grid", code, value=shown(entry.grid)))
        elif len(like) > 1:
            codes = " ".join(str(place["code"]) for place in like)
            found.append(entry.problem("name", "place_ambiguous", value=name, codes=codes))
        elif first is not entry:
            where: dict[str, str | int] = {"first": first.row, "first_sheet": first.sheet}
            found.append(entry.problem("name", "place_twice", value=name, **where))
    return found


async def import_places(session: AsyncSession, sheet: PlaceSheet, kinds: PlaceKinds, now: datetime) -> PlacesImported:
    """Raises Refused, and writes nothing, where the sheet or the roster has a fault."""
    stored = await stored_places(session, kinds)
    faults = [*sheet.errors, *problems_with(sheet, stored)]
    if faults or not sheet.entries:
        raise Refused("roster.faulty", problems=len(faults))
    done, new, changes = PlacesImported(), list[PlaceEntry](), list[tuple[Values, Values, PlaceEntry]]()
    for entry in sheet.entries:
        [*known] = stored.like(entry)
        if not known:
            new.append(entry)
        elif known[0]["closed_at"] is not None:
            done.closed += 1
        elif changed := _changed(known[0], entry, stored):
            changes.append((known[0], changed, entry))
    owners = await owners_of(session, sorted({phone for entry in sheet.entries for phone in _phones(entry)}))
    await _add(session, new, stored, kinds, owners, now, done)
    await _change(session, changes, stored, owners, now, done)
    return done


def _phones(entry: PlaceEntry) -> Iterator[str]:
    if phone := entry.values.get("phone"):
        yield phone
    yield from (slot.phone for slot in entry.slots or ())


def _changed(known: Values, entry: PlaceEntry, stored: Stored) -> Values:
    """The columns that the row says otherwise; `kit` and `slots` among them."""
    told = {**entry.values, **({"grid_id": stored.grids[entry.grid]} if entry.grid else {})}
    changed = {column: value for column, value in told.items() if known[column] != value}
    if entry.kit is not None and set(entry.kit) != stored.kits.get(known["id"], {}).keys():
        changed["kit"] = entry.kit
    if entry.slots is not None and frozenset(entry.slots) != stored.slots.get(known["id"], frozenset()):
        changed["slots"] = entry.slots
    return changed


async def _add(
    session: AsyncSession,
    entries: Sequence[PlaceEntry],
    stored: Stored,
    kinds: PlaceKinds,
    owners: Mapping[str, int],
    now: datetime,
    done: PlacesImported,
) -> None:
    taken = {entry.code for entry in entries}
    codes = iter(await new_codes(session, sum(not entry.code for entry in entries), taken))
    places, items, events, slots = list[Values](), list[Values](), list[Values](), list[Values]()
    for entry in entries:
        phone = entry.values.get("phone")
        values = {**entry.values, "code": entry.code or next(codes), "grid_id": stored.grid_of(entry)}
        values |= {"opened_at": now, "confirmed_at": now, "due_at": now + YEAR}
        place = new_row(Place, {**values, "responsible_id": owners.get(phone or "")})
        places.append(place)
        standard = standard_kit(kinds, place["kind"], place["id"]) if entry.kit is None else ()
        items += [_values(row) for row in standard] + [kit_row(place["id"], each, now) for each in entry.kit or ()]
        events.append(_event(place["id"], PlaceAct.ADD, now))
        slots += slot_rows(place["id"], entry.slots or (), owners, now)
        done.claimed += place["responsible_id"] is not None
    done.added = len(places)
    await _insert(session, Place, places)
    await _insert(session, PlaceItem, items)
    await _insert(session, PlaceSlot, slots)
    await _insert(session, PlaceEvent, events)


async def _change(
    session: AsyncSession,
    changes: Sequence[tuple[Values, Values, PlaceEntry]],
    stored: Stored,
    owners: Mapping[str, int],
    now: datetime,
    done: PlacesImported,
) -> None:
    """A new phone is somebody else's: who had claimed the place has it no more."""
    table = _table(Place)
    for known, changed, entry in changes:
        values = {column: value for column, value in changed.items() if column not in ("kit", "slots")}
        if "phone" in values:
            values["responsible_id"] = owners.get(values["phone"])
            done.claimed += values["responsible_id"] is not None
        if values:
            await session.execute(update(table).where(table.c.id == bindparam("key")), {"key": known["id"], **values})
        if "kit" in changed:
            held = stored.kits.get(known["id"], {})
            await change_kit(session, known["id"], held, entry.kit or (), now)
        if "slots" in changed:
            await change_slots(session, known["id"], entry.slots or (), owners, now)
    done.changed = len(changes)
    await _insert(
        session, PlaceEvent, [_event(known["id"], PlaceAct.EDIT, now, change) for known, change, _ in changes]
    )
    ids = [known["id"] for known, _, _ in changes]
    for start in range(0, len(ids), MANY):
        await refresh_all(session, ids[start : start + MANY], standing.KINDS.of(session), now)


def _event(place_id: int, act: PlaceAct, now: datetime, changed: Values | None = None) -> Values:
    data = {"columns": sorted(changed)} if changed else {}
    return new_row(PlaceEvent, {"place_id": place_id, "at": now, "act": act, "person_id": None, "data": data})


def _values(row: Row) -> Values:
    return {name: getattr(row, name) for name in type(row).model_fields}


def _table(kind: type[Row]) -> Any:
    return Row.metadata.tables[str(kind.__tablename__)]


async def _insert(session: AsyncSession, kind: type[Row], rows: Sequence[Values]) -> None:
    if rows:
        await session.execute(insert(_table(kind)), list(rows))
