"""A number of a grid and all below it, and of its parts: the grids next below, each with all below it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import END, WIDTH, living

Figure = TypeVar("Figure")


@dataclass(frozen=True)
class ByPart(Generic[Figure]):
    """`parts` in the order of their codes: all that are in force, with retired ones of which there is something to
    count, and the grid itself, without what is below it, where that has something.
    """

    total: Figure
    parts: Mapping[int, Figure]


def part_of(grid: Grid) -> ColumnElement[str]:
    """The path of the part that a row's grid lies in."""
    return func.substr(col(Grid.path), 1, len(grid.path) + WIDTH + len(END))


async def parts_of(
    session: AsyncSession,
    grid: Grid,
    found: Mapping[str, Sequence[Figure]],
    together: Callable[[Iterable[Figure]], Figure],
) -> ByPart[Figure]:
    """From what was found by path."""
    living_below = select(col(Grid.path), col(Grid.id)).where(col(Grid.parent_id) == grid.id, living())
    below = dict((await session.execute(living_below.order_by(col(Grid.code)))).all())
    if more := found.keys() - below.keys():
        rows = select(col(Grid.path), col(Grid.id)).where(col(Grid.path).in_(more)).order_by(col(Grid.code))
        below |= dict((await session.execute(rows)).all())
    total = together([each for several in found.values() for each in several])
    return ByPart(total, {grid_id: together(found.get(path, ())) for path, grid_id in below.items()})
