"""What a map of a digest shows: the grids below with how many hazards are open there, and their boundaries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests.figures import open_in_parts
from models.digests.reading import Digest
from models.digests.tables import FrozenPeriod
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, living, subtree

Ring = Sequence[tuple[float, float]]  # longitude, latitude


@dataclass(frozen=True)
class GridArea:
    """`open` is None where it is not known. `grids` are the small ones in it. Without rings where it is not known
    how it lies: then none of the areas has any.
    """

    name: str
    open: int | None
    grids: int = 1
    rings: Sequence[Ring] = ()

    @property
    def rate(self) -> float | None:
        """Open hazards for each small grid."""
        return None if self.open is None else self.open / max(self.grids, 1)


async def areas(session: AsyncSession, digest: Digest) -> Sequence[GridArea]:
    """The smallest grids where each has a boundary, on maps of one datum, and it is known what is open there; else the
    parts.
    """
    rows = select(Grid).where(subtree(digest.grid), living(), col(Grid.level) == Level.GRID).order_by(col(Grid.code))
    grids = (await session.scalars(rows)).all()
    outlined = all(each.boundary for each in grids) and len({each.boundary_datum for each in grids}) == 1
    opened = await _open_below(session, digest) if outlined else {}
    if any(each.id in opened for each in grids):
        return [GridArea(each.name, opened.get(each.id), rings=_rings(each.boundary)) for each in grids]
    above = len(ids_in(digest.grid.path))
    within = Counter(step for each in grids for step in ids_in(each.path)[above:])
    parts = digest.figures.parts.items()
    return [GridArea(digest.names.get(part, ""), figures.progress.open, within[part]) for part, figures in parts]


async def _open_below(session: AsyncSession, digest: Digest) -> Mapping[int, int]:
    """By the parts of this digest and, where they have digests of the same period, by theirs."""
    rows = select(FrozenPeriod).where(
        col(FrozenPeriod.grid_id).in_(list(digest.figures.parts)),
        col(FrozenPeriod.kind) == digest.period.kind,
        col(FrozenPeriod.first) == digest.period.first,
    )
    opened = {part: figures.progress.open for part, figures in digest.figures.parts.items()}
    for row in (await session.scalars(rows)).all():
        opened |= open_in_parts(row.figures)
    return opened


def _rings(boundary: Mapping[str, Any] | None) -> Sequence[Ring]:
    """The outer ring of each part of a Polygon or MultiPolygon."""
    if boundary is None:
        return ()
    parts = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    return [[(float(x), float(y)) for x, y, *_ in part[0]] for part in parts]
