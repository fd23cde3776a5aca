"""Who owes a duty in a grid: which posts are asked when its window opens, and which have followed them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import first_id
from models.checks.duties import AT_PLACE, LOOK_AFTER, Duty, Owner
from models.checks.tables import CheckWindow, begun_at
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in
from models.members.positions import standing
from models.members.tables import Post, Role

ROLES = {Owner.MEMBER: (Role.MEMBER, Role.BACKUP), Owner.LEADER: (Role.LEADER, Role.BACKUP)}
OF_A_LEVEL = (Role.LEADER, Role.MEMBER, Role.BACKUP)
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
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


class OwedWindow(NamedTuple):
    """What of a CheckWindow says who owed it and who answers for it: its columns alone, where there are many."""

    id: int
    first: date
    last: date
    from_at: datetime | None
    opened_at: datetime
    due_at: datetime
    owed_by: Sequence[int]

    @property
    def begun_at(self) -> datetime:
        return begun_at(self.first, self.last, self.from_at, self.due_at)


AnyWindow = CheckWindow | OwedWindow


@dataclass(frozen=True)
class OwingPosts:
    """By id the posts that owed some windows, ended or not; and of each grid and role that one of them has left, all
    that there have been: those that ended pass on what they owed.
    """

    asked: Mapping[int, Post]
    followed: Mapping[tuple[int, Role], Sequence[Post]]

    def of(self, window: AnyWindow, until: datetime = END_OF_TIME) -> list[Post]:
        """Those that were asked when it opened, and those that had followed one of them by `until`."""
        asked = [self.asked[post] for post in window.owed_by if post in self.asked]
        left = dict.fromkeys((post.grid_id, post.role) for post in asked if post.ended_at and post.ended_at < until)
        came = [post for where in left for post in self.followed[where] if post.id < first_id(until)]
        later = [post for post in came if post.id not in window.owed_by]
        return asked + [post for post in later if post.ended_at is None or post.ended_at > window.opened_at]


async def posts_owing(session: AsyncSession, windows: Iterable[AnyWindow]) -> OwingPosts:
    ids = {post for each in windows for post in each.owed_by}
    asked = {post.id: post for post in (await session.scalars(select(Post).where(col(Post.id).in_(ids)))).all()}
    left = {(post.grid_id, post.role) for post in asked.values() if post.ended_at}
    followed: dict[tuple[int, Role], list[Post]] = defaultdict(list)
    if left:
        rows = select(Post).where(_in_one_of(left)).order_by(col(Post.rank), col(Post.id))
        for post in (await session.scalars(rows)).all():
            followed[post.grid_id, post.role].append(post)
    return OwingPosts(asked, followed)


def owing_people(window: CheckWindow, posts: OwingPosts) -> set[int | None]:
    """By id, those who hold the posts that owed it, or that have followed them."""
    return {post.person_id for post in posts.of(window)}


async def followed_by(session: AsyncSession, posts: Iterable[Post]) -> set[int]:
    """By id, the posts that have ended and pass on what they owed to these."""
    held = {(post.grid_id, post.role) for post in posts}
    rows = select(col(Post.id)).where(_in_one_of(held), col(Post.ended_at).is_not(None))
    return set((await session.scalars(rows)).all()) if held else set()


def _in_one_of(held: Collection[tuple[int, Role]]) -> ColumnElement[bool]:
    return tuple_(col(Post.grid_id), col(Post.role)).in_(list(held))
