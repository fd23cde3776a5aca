"""The kit of a place as a cell of the sheet, and how it comes into force:

item:count; item:count:date
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_row
from models.places.kinds import PlaceKinds
from models.places.tables import PlaceItem
from models.roster.cell_text import clean
from models.roster.row import RosterRow

COLUMN = "kit"
LONGEST_ITEM, MOST_OF_ITEM = 40, 999
_APART = re.compile(r"[;；、，,:：]")
_NAMELESS = "—"


@dataclass(frozen=True)
class KitItem:
    item: str
    count: int
    replace_on: date | None = None


def item_name(text: str) -> str:
    """Without the marks that stand between items of a cell; empty where nothing is left."""
    return clean(_APART.sub(" ", text))[:LONGEST_ITEM].strip()


def kit_in(line: RosterRow, kinds: PlaceKinds) -> tuple[KitItem, ...] | None:
    """None where the cell is empty."""
    parts = line.parts(COLUMN)
    items = [item for part in parts if (item := _item(line, part, kinds)) is not None]
    names = [item.item for item in items]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        line.fault(COLUMN, "item_twice", name)
    return tuple(items) if parts else None


def _item(line: RosterRow, part: str, kinds: PlaceKinds) -> KitItem | None:
    name, count, day, *more = (each.strip() for each in f"{part.replace('：', ':')}::".split(":"))
    try:
        replace_on = date.fromisoformat(day.replace("/", "-").replace(".", "-")) if day else None
    except ValueError:
        more = [day]
    right = name and len(name) <= LONGEST_ITEM and count.isdecimal() and 1 <= int(count[:9]) <= MOST_OF_ITEM
    if not right or any(more):
        line.fault(COLUMN, "item_unreadable", part)
        return None
    return KitItem(kinds.item_named(name), int(count), replace_on)


def told(kit: Iterable[KitItem], kinds: PlaceKinds) -> str:
    """As kit_in() reads it."""
    return ";".join(
        f"{_written(each.item, kinds)}:{each.count}{f':{each.replace_on}' if each.replace_on else ''}" for each in kit
    )


def _written(item: str, kinds: PlaceKinds) -> str:
    known = next((each for each in kinds.standard if each.item == item), None)
    words = known.words if known else ()
    return next((word for word in words if word == item_name(word)), item)


async def kits(session: AsyncSession, kinds: PlaceKinds) -> dict[int, dict[KitItem, PlaceItem]]:
    """What each place holds, by its id."""
    found: dict[int, list[PlaceItem]] = defaultdict(list)
    for row in (await session.scalars(select(PlaceItem).order_by(col(PlaceItem.id)))).all():
        found[row.place_id].append(row)
    return {place_id: _as_told(rows, kinds) for place_id, rows in found.items()}


def _as_told(rows: Sequence[PlaceItem], kinds: PlaceKinds) -> dict[KitItem, PlaceItem]:
    """Under names that a cell can hold and that differ: some were written before item_name() looked."""
    found, taken = dict[KitItem, PlaceItem](), {row.item for row in rows if row.item == item_name(row.item)}
    for row in rows:
        name = row.item
        if name not in taken:
            plain, number = item_name(name) or _NAMELESS, 1
            name = kinds.item_named(plain)
            while name in taken:
                number += 1
                name = f"{plain[: LONGEST_ITEM - 5]} ({number})"
            taken.add(name)
        found[KitItem(name, row.count, row.replace_on)] = row
    return found


async def change_kit(
    session: AsyncSession, place_id: int, held: Mapping[KitItem, PlaceItem], told: Sequence[KitItem], now: datetime
) -> None:
    """A piece whose day stays is let be: it was recalled, or will be, as that day asks for."""
    gone = {known.item: row for known, row in held.items()}
    for each in told:
        row = gone.pop(each.item, None)
        if row is None:
            session.add(PlaceItem(**kit_row(place_id, each, now)))
            continue
        if row.replace_on != each.replace_on:
            row.replace_on, row.remind_at = each.replace_on, now if each.replace_on else None
        row.count = each.count
    for row in gone.values():
        await session.delete(row)
    await session.flush()


def kit_row(place_id: int, item: KitItem, now: datetime) -> dict[str, Any]:
    """The clock looks when it is to be replaced."""
    return new_row(PlaceItem, {"place_id": place_id, **vars(item), "remind_at": now if item.replace_on else None})
