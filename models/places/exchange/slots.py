"""The time slots of a place as a cell of the sheet, and how they come into force:

07:30-08:30 name:phone; 12:00-14:00 name:phone
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_row
from models.places.slots import PlaceSlot, Slot, hours_words, slots_at
from models.roster.row import RosterRow, read_person, says_nothing
from models.text import phones

COLUMN = "slots"
_CLOCK = r"(\d{1,2})[:：](\d{2})"
_SLOT = re.compile(rf"{_CLOCK}\s*[^\d\s:：]+\s*{_CLOCK}(?:\s+|(?=\D))(.+?)\s*[:：]\s*(.*)", re.DOTALL)


def slots_in(line: RosterRow) -> tuple[Slot, ...] | None:
    """None where the cell is empty; none at all where it says so (无)."""
    found = [slot for part in line.parts(COLUMN) if (slot := _slot(line, part))]
    for (begins, ends), times in Counter((slot.begins, slot.ends) for slot in found).items():
        if times > 1:
            line.fault(COLUMN, "slot_twice", hours_words(begins, ends))
    return tuple(found) if found or line.says_nobody(COLUMN) else None


def _slot(line: RosterRow, part: str) -> Slot | None:
    found = _SLOT.fullmatch(part)
    hours = _hours(found.groups()) if found else None
    if found is None or hours is None:
        line.fault(COLUMN, "slot_unreadable", part)
        return None
    begins, ends = hours
    if begins >= ends:
        line.fault(COLUMN, "slot_backwards", hours_words(begins, ends))
        return None
    name, number = ("" if says_nothing(each) else each.strip() for each in found.groups()[-2:])
    person = read_person(line, COLUMN, name, number)
    return Slot(begins, ends, *person) if person else None


def _hours(groups: Sequence[str]) -> tuple[time, time] | None:
    try:
        from_hour, from_minute, to_hour, to_minute = map(int, groups[:4])
        return time(from_hour, from_minute), time(to_hour, to_minute)
    except ValueError:
        return None


def told(slots: Sequence[Slot]) -> str:
    """As slots_in() reads it."""
    return ";".join(
        f"{hours_words(each.begins, each.ends)} {each.name}:{phones.as_written(each.phone)}" for each in slots
    )


async def change_slots(
    session: AsyncSession, place_id: int, slots: Sequence[Slot], owners: Mapping[str, int], now: datetime
) -> None:
    """One that stays as it was is let be: windows name it. `owners` are people (by id) by their phone."""
    stand = {slot.told: slot.id for slot in await slots_at(session, place_id)}
    gone = [slot_id for slot, slot_id in stand.items() if slot not in slots]
    if gone:
        await session.execute(update(PlaceSlot).where(col(PlaceSlot.id).in_(gone)).values(ended_at=now))
    new = slot_rows(place_id, [each for each in slots if each not in stand], owners, now)
    session.add_all(PlaceSlot(**row) for row in new)
    await session.flush()


def slot_rows(place_id: int, slots: Sequence[Slot], owners: Mapping[str, int], now: datetime) -> list[dict[str, Any]]:
    told = [{**each._asdict(), "place_id": place_id, "added_at": now} for each in slots]
    return [new_row(PlaceSlot, {**each, "person_id": owners.get(each["phone"])}) for each in told]
