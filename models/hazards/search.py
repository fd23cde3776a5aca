"""Finding a hazard again by the words of its report."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import subtree
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.members.positions import posts_of
from models.members.tables import Person, Role

MOST_WORDS = 5


def own(person: Person) -> ColumnElement[bool]:
    return col(Hazard.reporter_id) == person.id


async def within_reach(session: AsyncSession, person: Person) -> ColumnElement[bool]:
    """One's own reports, and of one's posts those of their grids and all below."""
    grids = [held.grid for held in await posts_of(session, person.id) if held.post.role is not Role.LIAISON]
    there = select(col(Grid.id)).where(or_(*map(subtree, grids))) if grids else None
    return own(person) if there is None else or_(own(person), col(Hazard.grid_id).in_(there))


async def search(session: AsyncSession, words: str, most: int, *among: ColumnElement[bool]) -> Sequence[int]:
    """The ids of those whose report has each of these words, the newest first."""
    each = [col(Hazard.text).icontains(word, autoescape=True) for word in words.split()[:MOST_WORDS]]
    rows = select(col(Hazard.id)).where(col(Hazard.state) != State.DRAFT, *each, *among)
    return (await session.scalars(rows.order_by(col(Hazard.id).desc()).limit(most))).all()
