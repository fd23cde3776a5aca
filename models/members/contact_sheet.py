"""Who is in charge of a grid, and of each level above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.public_numbers import upwards
from models.grids.tables import Grid
from models.members.positions import staff_of, standing
from models.members.tables import LOOKING_AFTER, Post, Role


@dataclass(frozen=True)
class ContactSheet:
    """`above` is from the parent up, each with its leaders; `beside` look after the grid or one above it."""

    grid: Grid
    staff: Sequence[Post]
    above: Sequence[tuple[Grid, Sequence[Post]]]
    beside: Sequence[Post]

    @property
    def line(self) -> Sequence[Grid]:
        return [self.grid, *(grid for grid, _ in self.above)]


async def sheet_of(session: AsyncSession, grid: Grid) -> ContactSheet:
    parents = (await upwards(session, grid))[1:]
    ids = [parent.id for parent in parents]
    wanted = (Role.LEADER, *LOOKING_AFTER)
    posts = (await session.scalars(standing().where(col(Post.grid_id).in_(ids), col(Post.role).in_(wanted)))).all()
    leaders = [post for post in posts if post.role is Role.LEADER]
    above = [(parent, [post for post in leaders if post.grid_id == parent.id]) for parent in parents]
    staff = await staff_of(session, grid)
    beside = [post for post in (*staff, *posts) if post.role in LOOKING_AFTER]
    return ContactSheet(grid, staff, above, beside)
