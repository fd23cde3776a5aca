"""Which chats reach whom: leaders in their chat, else in private, else the first level above that can be reached.

Who is on leave is passed over for whoever stands in: the B post, else colleagues, else the leader or the level above.
Only where nobody else at all can be reached are those on leave disturbed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, false, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import table_of
from models.grids.tables import Binding, Chat, Grid, Purpose
from models.grids.tree import ids_in
from models.members.tables import Leave, LeaveState, Person, Post, Role

given = partial(bindparam, expanding=True)
STANDS_IN = {Role.MEMBER: (Role.BACKUP, Role.LEADER), Role.LEADER: (Role.BACKUP,)}


@dataclass(frozen=True)
class Holder:
    """Who holds a post of this role and can be written to."""

    role: Role
    chat: int
    away: bool


@dataclass(frozen=True)
class Reached:
    """The private chats by grid, where there are any; and the grids where the role is held, claimed or not."""

    chats: dict[int, list[int]]
    peopled: frozenset[int]


async def leaders_chats(session: AsyncSession, grid: Grid) -> list[int]:
    """The leaders' chat, or else each leader's private chat; empty when nobody can be reached.

    Where all are on leave and nobody stands in, it is the next level's.
    """
    reached = (await leaders_by_grid(session, [grid.id])).get(grid.id, [])
    if reached or not await private_chats(session, [grid.id], Role.LEADER, even_away=True):
        return reached
    found = await upwards(session, grid)
    return found[1] if found else []


async def upwards(session: AsyncSession, grid: Grid) -> tuple[Grid, list[int]] | None:
    """The first level at or above the grid where leaders can be reached, and their chats."""
    way = ids_in(grid.path)[::-1]
    reached = await leaders_by_grid(session, way)
    if not any(reached.values()):
        reached = await private_chats(session, way, Role.LEADER, even_away=True)
    for grid_id in way:
        if reached.get(grid_id):
            found = await session.get(Grid, grid_id)
            return None if found is None else (found, reached[grid_id])
    return None


async def reached_from(session: AsyncSession, grids: Iterable[int]) -> dict[int, tuple[int, list[int]]]:
    """What upwards() gives, the level by its id, for each of these grids where anybody can be reached."""
    paths = await session.execute(select(col(Grid.id), col(Grid.path)).where(col(Grid.id).in_(tuple(grids))))
    ways = {grid_id: ids_in(path)[::-1] for grid_id, path in paths}
    steps = list({step for way in ways.values() for step in way})
    reached = await leaders_by_grid(session, steps)
    if all(any(reached.get(step) for step in way) for way in ways.values()):
        away = {}
    else:
        away = await private_chats(session, steps, Role.LEADER, even_away=True)
    found = {}
    for grid_id, way in ways.items():
        chats = reached if any(reached.get(step) for step in way) else away
        if level := next((step for step in way if chats.get(step)), None):
            found[grid_id] = level, chats[level]
    return found


async def members_chats(session: AsyncSession, grid: Grid) -> list[int]:
    """The private chats of the grid's members, or of whoever stands in for them."""
    return (await private_chats(session, [grid.id], Role.MEMBER)).get(grid.id, [])


async def group_chat(session: AsyncSession, grid: Grid) -> int | None:
    """The residents' group of the grid, if it is bound and reachable."""
    return (await _bound(session, [grid.id], Purpose.GROUP)).get(grid.id)


async def reachable_people(session: AsyncSession, people: Iterable[int]) -> Sequence[Person]:
    """Those of these people (by id) who have started the bot and not blocked it."""
    rows = select(Person).outerjoin(Chat, col(Chat.id) == col(Person.tg_user_id))
    return (await session.scalars(rows.where(col(Person.id).in_(tuple(people)), *_hears()))).all()


async def people_at_work(session: AsyncSession, people: Iterable[int | None], grid: Grid) -> Sequence[Person]:
    """Those of these people (by id) who can be written to, still have a post over the grid and are not on leave."""
    rows = select(Post, on_leave()).where(
        col(Post.person_id).in_([each for each in people if each]),
        col(Post.grid_id).in_(ids_in(grid.path)),
        col(Post.role) != Role.LIAISON,
        col(Post.ended_at).is_(None),
    )
    at_work = {post.person_id for post, away in (await session.execute(rows)).all() if not away}
    return await reachable_people(session, [each for each in at_work if each])


async def staff_at_work(session: AsyncSession, grid: Grid, roles: Sequence[Role]) -> list[tuple[Person, Role]]:
    """Who holds one of these roles in this very grid, is not on leave and can be written to; in the order of roles."""
    rows = (
        select(Person, col(Post.role))
        .join(Post, col(Post.person_id) == col(Person.id))
        .outerjoin(Chat, col(Chat.id) == col(Person.tg_user_id))
        .where(col(Post.grid_id) == grid.id, col(Post.role).in_(roles), col(Post.ended_at).is_(None))
        .where(*_hears(), ~on_leave())
        .order_by(col(Post.rank), col(Post.id))
    )
    found = sorted((await session.execute(rows)).all(), key=lambda row: roles.index(row[1]))
    return list({person.id: (person, Role(role)) for person, role in reversed(found)}.values())[::-1]


@dataclass(frozen=True)
class Workplace:
    """Where a person who is not on leave can be written to, and the grids of the own posts."""

    chat: int
    grids: frozenset[int]


async def workplaces(session: AsyncSession, people: Iterable[int]) -> dict[int, Workplace]:
    """Of those of these people (by id) who are at work and can be written to."""
    posts = select(col(Post.person_id), col(Post.grid_id)).where(
        col(Post.person_id).in_(tuple(people)),
        col(Post.role) != Role.LIAISON,
        col(Post.ended_at).is_(None),
        ~on_leave(),
    )
    grids: dict[int, set[int]] = defaultdict(set)
    for person_id, grid_id in await session.execute(posts):
        if person_id is not None:
            grids[person_id].add(grid_id)
    reached = await reachable_people(session, grids)
    return {person.id: Workplace(person.tg_user_id, frozenset(grids[person.id])) for person in reached}


@cache
def _holders() -> Any:
    """Put together once: every report asks it."""
    post, person, chat = table_of(Post), table_of(Person), table_of(Chat)
    rows: Any = (
        select(post.c.grid_id, post.c.role, case((and_(*_hears()), person.c.tg_user_id)), on_leave())
        .outerjoin(person, person.c.id == post.c.person_id)
        .outerjoin(chat, chat.c.id == person.c.tg_user_id)
        .where(post.c.grid_id.in_(given("reach_grids")), post.c.role.in_(given("reach_roles")))
        .where(post.c.ended_at.is_(None))
        .order_by(post.c.rank, post.c.id)
    )
    return rows


async def private_chats(
    session: AsyncSession, grids: Sequence[int], role: Role, *, even_away: bool = False
) -> dict[int, list[int]]:
    """Of those who hold this role in each of these grids, in the roster's order, or of whoever stands in for them."""
    return (await reach_in(session, grids, role, even_away=even_away)).chats


async def reach_in(session: AsyncSession, grids: Sequence[int], role: Role, *, even_away: bool = False) -> Reached:
    """private_chats(), and where there is anybody at all, in one statement."""
    roles = [role] if even_away else [role, *STANDS_IN.get(role, ())]
    rows = (await session.execute(_holders(), {"reach_grids": grids, "reach_roles": roles})).all()
    return _reached(rows, role, even_away=even_away)


def _reached(rows: Iterable[Sequence[Any]], role: Role, *, even_away: bool = False) -> Reached:
    holders: dict[int, list[Holder]] = defaultdict(list)
    peopled = set()
    for grid, held, chat, away in rows:
        if held == role:
            peopled.add(grid)
        if chat is not None:
            holders[grid].append(Holder(Role(held), chat, bool(away) and not even_away))
    chats = {grid: list(dict.fromkeys(_in_turn(role, here))) for grid, here in holders.items()}
    return Reached({grid: found for grid, found in chats.items() if found}, frozenset(peopled))


def _in_turn(role: Role, holders: Sequence[Holder]) -> list[int]:
    own = [holder for holder in holders if holder.role is role]
    present = [holder.chat for holder in own if not holder.away]
    if len(present) == len(own):
        return present
    present += [holder.chat for holder in holders if holder.role is Role.BACKUP and not holder.away]
    if present or role is Role.LEADER:
        return present
    others = [holder.chat for holder in holders if holder.role is not role and not holder.away]
    return others or [holder.chat for holder in own]


def on_leave() -> ColumnElement[bool]:
    """Of the person who holds the post."""
    away = (col(Leave.person_id) == col(Post.person_id), col(Leave.state) == LeaveState.AWAY)
    return exists().where(*away)


async def leaders_by_grid(session: AsyncSession, grids: Sequence[int]) -> dict[int, list[int]]:
    """What leaders_chats() gives, for each of these grids where anybody can be reached."""
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
