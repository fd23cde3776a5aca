"""Who holds which post: a post in a grid reaches everything below that grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import ids_in, living
from models.members.reach import on_leave
from models.members.tables import Post, Role

ANY_ROLE = frozenset(Role)


@dataclass(frozen=True)
class HeldPosition:
    post: Post
    grid: Grid


def standing() -> Select[Post]:
    """Posts the roster still names, in its order."""
    return select(Post).where(col(Post.ended_at).is_(None)).order_by(col(Post.rank), col(Post.id))


async def posts_of(session: AsyncSession, person_id: int) -> list[HeldPosition]:
    """What a person has claimed and still holds, from the top of the tree down."""
    rows = (
        select(Post, Grid)
        .join(Grid, col(Grid.id) == col(Post.grid_id))
        .where(col(Post.person_id) == person_id, col(Post.ended_at).is_(None), living())
        .order_by(col(Grid.path), col(Post.rank))
    )
    return [HeldPosition(post, grid) for post, grid in (await session.execute(rows)).all()]


async def holds_position(session: AsyncSession, person_id: int, grid: Grid, roles: Iterable[Role] = ANY_ROLE) -> bool:
    """Whether the person has a post of these roles in this grid or in one above it."""
    return await holds_any_position(session, person_id, roles, [grid])


async def holds_any_position(
    session: AsyncSession, person_id: int, roles: Iterable[Role], grids: Iterable[Grid] | None = None
) -> bool:
    """Likewise in one of these grids or above it; without `grids`: anywhere."""
    posts = exists().where(
        col(Post.person_id) == person_id, col(Post.ended_at).is_(None), col(Post.role).in_(tuple(roles))
    )
    if grids is not None:
        posts = posts.where(col(Post.grid_id).in_({each for grid in grids for each in ids_in(grid.path)}))
    return bool(await session.scalar(select(posts)))


async def held_over(
    session: AsyncSession, person_id: int, grid: Grid, roles: Iterable[Role] = ANY_ROLE
) -> Sequence[HeldPosition]:
    """The person's posts of these roles in this grid and in those above it."""
    chosen = tuple(roles)
    line = set(ids_in(grid.path))
    return [held for held in await posts_of(session, person_id) if held.grid.id in line and held.post.role in chosen]


async def leads(session: AsyncSession, person_id: int, grid: Grid) -> Sequence[HeldPosition]:
    """By which posts the person leads this grid, or one above it."""
    return await lead_by(session, await held_over(session, person_id, grid, (Role.LEADER, Role.BACKUP)))


async def lead_by(session: AsyncSession, held: Iterable[HeldPosition]) -> Sequence[HeldPosition]:
    """Those of one person's posts that lead now: a leader's, and the B post while a leader is away."""
    held = list(held)
    backed = [each.grid.id for each in held if each.post.role is Role.BACKUP]
    leaders = select(col(Post.grid_id)).where(
        col(Post.grid_id).in_(backed), col(Post.role) == Role.LEADER, col(Post.ended_at).is_(None), on_leave()
    )
    without = set((await session.scalars(leaders)).all()) if backed else set()
    return [each for each in held if each.post.role is Role.LEADER or each.grid.id in without]


async def staff_of(session: AsyncSession, grid: Grid, roles: Iterable[Role] = ANY_ROLE) -> Sequence[Post]:
    """The grid's own posts, claimed or not."""
    rows = standing().where(col(Post.grid_id) == grid.id, col(Post.role).in_(tuple(roles)))
    return (await session.scalars(rows)).all()
