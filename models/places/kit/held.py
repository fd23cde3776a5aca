"""The kit of a place: what equipment it holds, and until when each piece is good."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.places.kinds import PlaceKinds
from models.places.tables import PlaceItem


def standard_kit(kinds: PlaceKinds, kind: str, place_id: int) -> list[PlaceItem]:
    """That of a new place of this kind: none where it holds no equipment."""
    if not kinds.kind(kind).kit:
        return []
    return [PlaceItem(place_id=place_id, item=each.item, count=each.count) for each in kinds.standard]


async def kit_of(session: AsyncSession, place_id: int) -> Sequence[PlaceItem]:
    """What is to be replaced first comes first; what has no date, last."""
    rows = (await session.scalars(select(PlaceItem).where(col(PlaceItem.place_id) == place_id))).all()
    return sorted(rows, key=lambda row: (row.replace_on or date.max, row.id))
