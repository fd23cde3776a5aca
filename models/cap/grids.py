"""For which grid a CAP message is a warning, who of its leaders answers for it, and where they read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.cap.areas import grids_in
from models.cap.message import Area, FaultyCap
from models.grids.tables import Grid
from models.grids.tree import ids_in, living
from models.members.positions import HeldPosition
from models.members.reach import leaders_by_grid
from models.members.tables import Person, Post, Role


@dataclass(frozen=True)
class Range:
    """`branches` of the grid by id; none: all of it. `known` and `drawn`: nothing of what is meant may be left out, as
    in areas.Found.
    """

    grid: Grid
    branches: tuple[int, ...] = ()
    known: bool = True
    drawn: bool = True


@dataclass(frozen=True)
class Author:
    """Who answers for a warning that nobody wrote, by which post, and the chat where it stands."""

    person: Person
    held: HeldPosition
    chat_id: int


async def range_of(session: AsyncSession, areas: Sequence[Area]) -> Range:
    """One grid, or branches of what is above several; the top grid where they are unknown. Raises FaultyCap where there
    are no grids at all.
    """
    found = await grids_in(session, areas)
    grids, sure = found.grids, (found.known, found.drawn)
    if len(grids) == 1:
        return Range(grids[0], (), *sure)
    if above := _common([ids_in(grid.path) for grid in grids]):
        return Range(await session.get_one(Grid, above[-1]), tuple(grid.id for grid in grids), *sure)
    tops = select(Grid).where(living(), col(Grid.parent_id).is_(None)).order_by(col(Grid.path)).limit(1)
    top = (await session.scalars(tops)).first()
    if top is None:
        raise FaultyCap("cap.no_grids")
    return Range(top, known=False)


def _common(ways: Sequence[Sequence[int]]) -> list[int]:
    """The steps that all ways down the tree begin with."""
    steps = zip(*ways, strict=False)
    common = []
    for step in steps:
        if len(set(step)) > 1:
            break
        common.append(step[0])
    return common


async def author_for(session: AsyncSession, grid: Grid) -> Author:
    """A leader of the grid, or of the first level above it that can be reached. Raises FaultyCap."""
    way = ids_in(grid.path)[::-1]
    chats = await leaders_by_grid(session, way)
    rows = (
        select(Post, Person)
        .join(Person, col(Person.id) == col(Post.person_id))
        .where(col(Post.grid_id).in_(way), col(Post.role).in_((Role.LEADER, Role.BACKUP)), col(Post.ended_at).is_(None))
        .order_by(col(Post.role).desc(), col(Post.rank), col(Post.id))  # the leader before who stands in
    )
    posts = [(post, person) for post, person in (await session.execute(rows)).all()]
    for step in way:
        here = [(post, person) for post, person in posts if post.grid_id == step]
        if here and chats.get(step):
            chat = chats[step][0]
            post, person = next((each for each in here if each[1].tg_user_id == chat), here[0])
            return Author(person, HeldPosition(post, grid), chat)
    raise FaultyCap("cap.no_leader", grid=grid.name)
