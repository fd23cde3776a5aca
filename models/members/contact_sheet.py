"""Who is in charge of a grid, and of each level above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.public_numbers import upwards
from models.grids.tables import Grid
from models.members.positions import staff_of, standing
from models.members.tables import Post, Role


@dataclass(frozen=True)
class ContactSheet:
    """`above` is from the parent up, each with its leaders."""

    grid: Grid
    staff: Sequence[Post]
    above: Sequence[tuple[Grid, Sequence[Post]]]

    @property
    def line(self) -> Sequence[Grid]:
        return [self.grid, *(grid for grid, _ in self.above)]


async def sheet_of(session: AsyncSession, grid: Grid) -> ContactSheet:
    parents = (await upwards(session, grid))[1:]
    ids = [parent.id for parent in parents]
    leaders = standing().where(col(Post.grid_id).in_(ids), col(Post.role) == Role.LEADER)
    posts = (await session.scalars(leaders)).all()
    above = [(parent, [post for post in posts if post.grid_id == parent.id]) for parent in parents]
    return ContactSheet(grid, await staff_of(session, grid), above)
