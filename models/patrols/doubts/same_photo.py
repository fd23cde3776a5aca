"""Whether a photo of a stop was shown before: on another day, or somewhere else. Whoever sent it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.looks import KEEP_LOOKS
from models.evidence.tables import Evidence
from models.grids.tables import Grid
from models.patrols.doubts.flags import FlagKind, flag
from models.patrols.doubts.stops import JUMP, apart
from models.patrols.tables import PatrolRound, PatrolStop
from models.places.tables import Place

SAME_DAY = timedelta(hours=12)
MOST_SHOWN = 20


@dataclass(frozen=True)
class Shown:
    """At `at`, of this stop and place, where they are known."""

    at: datetime
    stop: PatrolStop | None
    place_id: int | None

    @property
    def stands(self) -> bool:
        return self.stop is None or self.stop.undone_at is None


def tells(first: Shown, second: Shown) -> bool:
    """Whether the same photo, shown first and second, makes one look twice."""
    return first.at < second.at - SAME_DAY or (first.stands and _elsewhere(first, second))


def _elsewhere(first: Shown, second: Shown) -> bool:
    if first.place_id is not None and second.place_id is not None and first.place_id != second.place_id:
        return True
    return first.stop is not None and second.stop is not None and apart(first.stop, second.stop) > JUMP


async def flag_second(session: AsyncSession, first: Shown, second: Shown, now: datetime, **data: Any) -> None:
    """With when and where it was shown first."""
    if second.stop is None or not second.stands:
        return
    about: dict[str, Any] = {"at": first.at.isoformat(), "where": await _where(session, first), **data}
    if first.stop is not None:
        about["earlier"] = str(first.stop.id)
    await flag(session, second.stop, FlagKind.SAME_PHOTO, now, **about)


async def _where(session: AsyncSession, shown: Shown) -> str:
    """The place, or the grid; empty where neither is known."""
    if shown.place_id is not None:
        return (await session.get_one(Place, shown.place_id)).name
    if shown.stop is None:
        return ""
    grid = select(col(Grid.name)).join(PatrolRound, col(PatrolRound.grid_id) == col(Grid.id))
    return await session.scalar(grid.where(col(PatrolRound.id) == shown.stop.round_id)) or ""


async def flag_photo(session: AsyncSession, stop: PatrolStop, unique_id: str | None) -> None:
    """By what Telegram says of a file, as the stop is written."""
    if unique_id is None:
        return
    rows = (
        select(col(Evidence.received_at), PatrolStop)
        .outerjoin(PatrolStop, col(PatrolStop.id) == col(Evidence.subject_id))
        .where(
            col(Evidence.file_unique_id) == unique_id,
            col(Evidence.subject_id).is_distinct_from(stop.id),
            col(Evidence.received_at) > stop.received_at - KEEP_LOOKS,
        )
        .order_by(col(Evidence.received_at).desc())
        .limit(MOST_SHOWN)
    )
    here = Shown(stop.received_at, stop, stop.place_id)
    for at, known in (await session.execute(rows)).all():
        before = Shown(at, known, known.place_id if known is not None else None)
        if tells(before, here):
            await flag_second(session, before, here, stop.received_at)
            return
