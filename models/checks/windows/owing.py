"""Who owes a duty in a grid: which posts are asked when its window opens."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import AT_PLACE, LOOK_AFTER, Duty, Owner
from models.checks.tables import CheckWindow
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in
from models.members.positions import standing
from models.members.tables import Post, Role

ROLES = {Owner.MEMBER: (Role.MEMBER, Role.BACKUP), Owner.LEADER: (Role.LEADER, Role.BACKUP)}
OF_A_LEVEL = (Role.LEADER, Role.MEMBER, Role.BACKUP)
Posts = Mapping[int, tuple[Level, Sequence[Post]]]  # by grid


def owing(duty: Duty, grid: Grid, posts: Posts) -> list[Post] | None:
    """Of the grid itself, of the owner's level at or above it, or of the nearest grid at or above it that has any who
    look after it. None: nobody is asked, as there is no such post; an empty list is a vacancy, but of who holds none.
    """
    owner = duty.owner
    if owner in AT_PLACE:
        return []
    if owner in ROLES:
        return [post for post in posts[grid.id][1] if post.role in ROLES[owner]]
    if owner in LOOK_AFTER:
        way = [grid.id] if duty.area else ids_in(grid.path)[::-1]
        held = ([post for post in posts[step][1] if post.role.value == owner.value] for step in way)
        return next(filter(None, held), None)
    held_at = next((posts[step][1] for step in ids_in(grid.path)[::-1] if posts[step][0].value == owner.value), ())
    return [post for post in held_at if post.role in OF_A_LEVEL]


async def posts_around(session: AsyncSession, grids: Iterable[Grid]) -> Posts:
    """Of these grids and of all above them."""
    line = {step for grid in grids for step in ids_in(grid.path)}
    levels = (await session.execute(select(col(Grid.id), col(Grid.level)).where(col(Grid.id).in_(line)))).all()
    held: dict[int, list[Post]] = defaultdict(list)
    for post in (await session.scalars(standing().where(col(Post.grid_id).in_(line)))).all():
        held[post.grid_id].append(post)
    return {grid_id: (level, held[grid_id]) for grid_id, level in levels}


async def posts_owing(session: AsyncSession, windows: Iterable[CheckWindow]) -> Mapping[int, Post]:
    """By id, those that owed these windows, ended or not."""
    asked = {post for each in windows for post in each.owed_by}
    return {post.id: post for post in (await session.scalars(select(Post).where(col(Post.id).in_(asked)))).all()}


def owing_people(window: CheckWindow, posts: Mapping[int, Post]) -> set[int | None]:
    """By id, those who hold the posts that owed it."""
    return {posts[post].person_id for post in window.owed_by if post in posts}
