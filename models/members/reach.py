"""Which chats reach whom: leaders in their chat, else in private, else the first level above that can be reached."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding, Chat, Grid, Purpose
from models.grids.tree import ids_in
from models.members.tables import Person, Post, Role


async def leaders_chats(session: AsyncSession, grid: Grid) -> list[int]:
    """The leaders' chat, or else each leader's private chat; empty when nobody can be reached."""
    return (await _leaders_at(session, [grid.id])).get(grid.id, [])


async def upwards(session: AsyncSession, grid: Grid) -> tuple[Grid, list[int]] | None:
    """The first level at or above the grid where leaders can be reached, and their chats."""
    way = ids_in(grid.path)[::-1]
    reached = await _leaders_at(session, way)
    for grid_id in way:
        if reached.get(grid_id):
            found = await session.get(Grid, grid_id)
            return None if found is None else (found, reached[grid_id])
    return None


async def members_chats(session: AsyncSession, grid: Grid) -> list[int]:
    """The private chats of the grid's members."""
    return (await private_chats(session, [grid.id], Role.MEMBER)).get(grid.id, [])


async def group_chat(session: AsyncSession, grid: Grid) -> int | None:
    """The residents' group of the grid, if it is bound and reachable."""
    return (await _bound(session, [grid.id], Purpose.GROUP)).get(grid.id)


async def reachable_people(session: AsyncSession, people: Iterable[int]) -> Sequence[Person]:
    """Those of these people (by id) who have started the bot and not blocked it."""
    rows = select(Person).outerjoin(Chat, col(Chat.id) == col(Person.tg_user_id))
    return (await session.scalars(rows.where(col(Person.id).in_(tuple(people)), *_hears()))).all()


async def private_chats(session: AsyncSession, grids: Sequence[int], role: Role) -> dict[int, list[int]]:
    """Of those who hold this role in each of these grids, in the roster's order."""
    rows = (
        select(col(Post.grid_id), col(Person.tg_user_id))
        .join(Person, col(Person.id) == col(Post.person_id))
        .outerjoin(Chat, col(Chat.id) == col(Person.tg_user_id))
        .where(col(Post.grid_id).in_(grids), col(Post.role) == role, col(Post.ended_at).is_(None), *_hears())
        .order_by(col(Post.rank), col(Post.id))
    )
    reached: dict[int, list[int]] = defaultdict(list)
    for grid, chat in (await session.execute(rows)).all():
        if chat not in reached[grid]:
            reached[grid].append(chat)
    return reached


async def _leaders_at(session: AsyncSession, grids: Sequence[int]) -> dict[int, list[int]]:
    reached = await private_chats(session, grids, Role.LEADER)
    return reached | {grid: [chat] for grid, chat in (await _bound(session, grids, Purpose.LEADERS)).items()}


async def _bound(session: AsyncSession, grids: Sequence[int], purpose: Purpose) -> dict[int, int]:
    rows = (
        select(col(Binding.grid_id), col(Binding.chat_id))
        .join(Chat, col(Chat.id) == col(Binding.chat_id))
        .where(col(Binding.grid_id).in_(grids), col(Binding.purpose) == purpose)
        .where(col(Binding.unbound_at).is_(None), col(Chat.reachable))
    )
    found = await session.execute(rows)
    return dict(found.all())


def _hears() -> tuple[ColumnElement[bool], ...]:
    return (col(Person.started).is_(true()), col(Chat.reachable).is_distinct_from(false()))
