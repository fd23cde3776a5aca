"""Finding households among those that a person may see, and how many are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.visits.access import Scope
from models.visits.tables import Household, living_households

MOST_WORDS = 5


@dataclass(frozen=True)
class Found:
    """A page of households, each with the name of its grid; `total` is of all pages."""

    households: Sequence[tuple[Household, str]]
    total: int


def due(now: datetime) -> ColumnElement[bool]:
    return and_(living_households(), col(Household.due_from) <= now)


async def due_households(session: AsyncSession, scope: Scope, now: datetime, *, skip: int, most: int) -> Found:
    """Soonest first."""
    return await _page(session, (scope.households(), due(now)), skip, most)


async def search(session: AsyncSession, scope: Scope, words: str, *, skip: int, most: int) -> Found:
    """Those of which address or name have each of the words, due or not."""
    terms = [
        or_(*(column.icontains(word, autoescape=True) for column in (col(Household.address), col(Household.name))))
        for word in words.split()[:MOST_WORDS]
    ]
    return await _page(session, (scope.households(), living_households(), *terms), skip, most)


async def _page(session: AsyncSession, where: Sequence[ColumnElement[bool]], skip: int, most: int) -> Found:
    total = int(await session.scalar(select(func.count()).select_from(Household).where(*where)) or 0)
    rows = select(Household, col(Grid.name)).join(Grid, col(Grid.id) == col(Household.grid_id)).where(*where)
    page = rows.order_by(col(Household.due_until), col(Household.address), col(Household.id)).offset(skip).limit(most)
    return Found([(household, grid) for household, grid in (await session.execute(page)).all()], total)
