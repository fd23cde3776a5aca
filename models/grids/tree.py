"""The grid tree, read through paths: a subtree is a range of the path's index, the way up is written in the path.

What must always hold: a grid's path is its parent's path and its own step, a step is as wide as any other.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import NotFound
from models.grids.tables import Grid, Level

WIDTH = 19  # digits of the largest id
END = "/"
AFTER_END = chr(ord(END) + 1)


def path_of(grid_id: int, above: str = "") -> str:
    """The path of a grid whose parent's path is `above`."""
    return f"{above}{grid_id:0{WIDTH}}{END}"


def ids_in(path: str) -> list[int]:
    """From the root down to the grid itself."""
    return [int(step) for step in path.split(END) if step]


def subtree(grid: Grid) -> ColumnElement[bool]:
    """Of the grid itself and all below it, retired ones too."""
    return and_(col(Grid.path) >= grid.path, col(Grid.path) < grid.path.removesuffix(END) + AFTER_END)


def living() -> ColumnElement[bool]:
    return col(Grid.retired_at).is_(None)


async def living_grids(session: AsyncSession) -> Mapping[str, int]:
    """By their codes."""
    rows = await session.execute(select(col(Grid.code), col(Grid.id)).where(living()))
    return dict(rows.all())


async def ancestors(session: AsyncSession, grid: Grid) -> Sequence[Grid]:
    """From the root down to the parent."""
    above = col(Grid.id).in_(ids_in(grid.path)[:-1])
    return (await session.scalars(select(Grid).where(above).order_by(col(Grid.path)))).all()


async def children(session: AsyncSession, grid: Grid) -> Sequence[Grid]:
    rows = select(Grid).where(col(Grid.parent_id) == grid.id, living()).order_by(col(Grid.code))
    return (await session.scalars(rows)).all()


async def grid_by_code(session: AsyncSession, code: str) -> Grid:
    """The living grid of that code; raises NotFound."""
    rows = select(Grid).where(col(Grid.code) == code.strip(), living())
    grid: Grid | None = (await session.scalars(rows)).first()
    if grid is None:
        raise NotFound("grid.unknown", grid=code)
    return grid


async def level_above(session: AsyncSession, grid: Grid, level: Level) -> Grid | None:
    """The grid itself or the nearest above it of that level; None where the tree has no such level."""
    line = [*await ancestors(session, grid), grid]
    return next((each for each in reversed(line) if each.level == level), None)
