"""Numbers that anybody may ring, and whose are published: a grid's own, else those of the nearest grid above."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid
from models.grids.tree import ancestors

MASKED = "masked"  # nobody's, whatever is so above


async def upwards(session: AsyncSession, grid: Grid) -> Sequence[Grid]:
    """The grid and all above it, up to the root."""
    return [grid, *(await ancestors(session, grid))[::-1]]


def duty_phone(line: Iterable[Grid]) -> str:
    """`line` goes upwards."""
    return next((grid.duty_phone for grid in line if grid.duty_phone), "")


def supervision_phone(line: Iterable[Grid]) -> str:
    return next((grid.supervision_phone for grid in line if grid.supervision_phone), "")


def published(line: Iterable[Grid]) -> frozenset[str]:
    """Roles whose numbers are published."""
    said = next((grid.published for grid in line if grid.published), MASKED)
    return frozenset(said.split()) - {MASKED}
