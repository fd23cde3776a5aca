"""Whose households are whose: a grid's members and B posts see those of their own grid, leaders those below, too."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import children, ids_in, subtree
from models.members.positions import lead_by, leads, posts_of
from models.members.tables import Person, Post, Role
from models.visits.tables import Household

WALKS = (Role.MEMBER, Role.BACKUP)
MOST_GRIDS = 60


@dataclass(frozen=True)
class Scope:
    """The grids that a person walks, and those that they lead."""

    walked: Sequence[Grid]
    led: Sequence[Grid]

    def __bool__(self) -> bool:
        return bool(self.walked or self.led)

    def households(self) -> ColumnElement[bool]:
        below = select(col(Grid.id)).where(or_(*map(subtree, self.led))) if self.led else ()
        return or_(col(Household.grid_id).in_([grid.id for grid in self.walked]), col(Household.grid_id).in_(below))


async def scope_of(session: AsyncSession, person_id: int) -> Scope:
    held = await posts_of(session, person_id)
    led = {each.grid.id: each.grid for each in await lead_by(session, held)}
    walked = {each.grid.id: each.grid for each in held if each.post.role in WALKS}
    return Scope(list(walked.values()), list(led.values()))


async def may_visit(session: AsyncSession, grid: Grid, person: Person) -> bool:
    scope = await scope_of(session, person.id)
    own = any(each.id == grid.id for each in scope.walked)
    return own or any(grid.path.startswith(each.path) for each in scope.led)


async def may_erase(session: AsyncSession, grid: Grid, person: Person) -> bool:
    return bool(await leads(session, person.id, grid))


async def grids_to_add(session: AsyncSession, person: Person) -> list[Grid]:
    """Those that the person walks, and those next below the led ones, or these themselves."""
    scope = await scope_of(session, person.id)
    found = {grid.id: grid for grid in scope.walked}
    for grid in scope.led:
        found |= {each.id: each for each in await children(session, grid) or [grid]}
    return list(found.values())[:MOST_GRIDS]


async def readers_of(session: AsyncSession, grid: Grid) -> Sequence[int]:
    """The ids of the people who hold, or held, a post in the grid or above it."""
    rows = select(col(Post.person_id)).where(col(Post.grid_id).in_(ids_in(grid.path)), col(Post.person_id).is_not(None))
    return [person_id for person_id in await session.scalars(rows.distinct()) if person_id is not None]
