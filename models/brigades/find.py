"""Brigades and the people in them; whom of these a message reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.brigades.tables import Brigade, BrigadeMember
from models.grids.tables import Grid
from models.grids.tree import ids_in, living, subtree
from models.members.permissions import Who, may_in
from models.members.reach import reachable_people
from models.members.tables import Person, Post
from models.places.tables import Place


@dataclass(frozen=True)
class InBrigade:
    """`chat`: the private chat of the member, if they can be written to."""

    member: BrigadeMember
    chat: int | None


def in_it() -> ColumnElement[bool]:
    return col(BrigadeMember.left_at).is_(None)


async def members_of(session: AsyncSession, brigade_id: int) -> Sequence[InBrigade]:
    """Its leader first. A member is whoever has shared that number, or holds a post under it."""
    of_it = select(BrigadeMember).where(col(BrigadeMember.brigade_id) == brigade_id, in_it())
    members = (await session.scalars(of_it.order_by(col(BrigadeMember.leads).desc(), col(BrigadeMember.id)))).all()
    phones = [each.phone for each in members]
    shared = select(col(Person.phone), col(Person.id)).where(col(Person.phone).in_(phones))
    held = select(col(Post.phone), col(Post.person_id)).where(
        col(Post.phone).in_(phones), col(Post.person_id).is_not(None), col(Post.ended_at).is_(None)
    )
    people: dict[str, int] = {}
    for rows in (held, shared):
        people |= dict((await session.execute(rows)).all())
    chats = {person.id: person.tg_user_id for person in await reachable_people(session, people.values())}
    return [InBrigade(each, chats.get(people.get(each.phone, 0))) for each in members]


async def brigades_over(session: AsyncSession, grid: Grid) -> Sequence[tuple[Brigade, Grid]]:
    """The grid's own and those of the levels above, the nearest first."""
    rows = select(Brigade, Grid).join(Grid, col(Grid.id) == col(Brigade.grid_id))
    found = await session.execute(rows.where(col(Grid.id).in_(ids_in(grid.path)), living(), _peopled()))
    return sorted(((brigade, at) for brigade, at in found.all()), key=lambda each: -len(each[1].path))


@dataclass(frozen=True)
class Found:
    """A page of brigades, each with its grid and how many are in it; `total` of all pages."""

    brigades: Sequence[tuple[Brigade, Grid, int]]
    total: int


async def brigades_seen(session: AsyncSession, grids: Sequence[Grid], skip: int, most: int) -> Found:
    """Those of these grids, below them, and of the levels above."""
    line = {step for grid in grids for step in ids_in(grid.path)}
    where = living(), _peopled(), or_(col(Grid.id).in_(line), *map(subtree, grids))
    number = select(func.count()).where(col(BrigadeMember.brigade_id) == col(Brigade.id), in_it()).scalar_subquery()
    rows = select(Brigade, Grid, number).join(Grid, col(Grid.id) == col(Brigade.grid_id)).where(*where)
    total = int(await session.scalar(select(func.count()).select_from(rows.subquery())) or 0)
    page = await session.execute(rows.order_by(col(Grid.path)).offset(skip).limit(most))
    return Found([(brigade, grid, people) for brigade, grid, people in page.all()], total)


def _peopled() -> ColumnElement[bool]:
    return col(Brigade.id).in_(select(col(BrigadeMember.brigade_id)).where(in_it()))


async def member_in(session: AsyncSession, person: Person) -> Sequence[BrigadeMember]:
    """As whom the person is in brigades."""
    posts = select(col(Post.phone)).where(col(Post.person_id) == person.id, col(Post.ended_at).is_(None))
    phones = {*(await session.scalars(posts)).all(), *([person.phone] if person.phone else [])} - {""}
    rows = select(BrigadeMember).where(col(BrigadeMember.phone).in_(phones), in_it())
    return (await session.scalars(rows.order_by(col(BrigadeMember.id)))).all()


async def of_stations(session: AsyncSession, places: Sequence[Place]) -> dict[int, list[int]]:
    """By place, the chats that hear for the brigades whose station it is."""
    rows = select(Brigade, col(Place.id)).join(Place, col(Place.code) == col(Brigade.station))
    found: dict[int, list[int]] = {}
    for brigade, place in (await session.execute(rows.where(col(Place.id).in_([each.id for each in places])))).all():
        found.setdefault(place, []).extend(await _heard_by(session, brigade))
    return found


async def of_grids(session: AsyncSession, grids: Sequence[int]) -> dict[int, list[int]]:
    """Likewise by grid (by id)."""
    rows = select(Brigade).where(col(Brigade.grid_id).in_(grids))
    return {each.grid_id: await _heard_by(session, each) for each in (await session.scalars(rows)).all()}


async def _heard_by(session: AsyncSession, brigade: Brigade) -> list[int]:
    """The private chats of its leader, else of all members."""
    members = [each for each in await members_of(session, brigade.id) if each.chat]
    leaders = [each for each in members if each.member.leads]
    return [each.chat for each in leaders or members if each.chat]


async def leads_brigade_of(session: AsyncSession, grid: Grid, person: Person) -> bool:
    own = [each.brigade_id for each in await member_in(session, person) if each.leads]
    rows = select(col(Brigade.id)).where(col(Brigade.grid_id) == grid.id, col(Brigade.id).in_(own))
    return await session.scalar(rows) is not None


async def size_of(session: AsyncSession, grids: Sequence[int]) -> int:
    """How many are in the brigades of these grids (by id)."""
    rows = (
        select(func.count()).select_from(BrigadeMember).join(Brigade, col(Brigade.id) == col(BrigadeMember.brigade_id))
    )
    return int(await session.scalar(rows.where(col(Brigade.grid_id).in_(grids), in_it())) or 0)


async def may_call_out(session: AsyncSession, grid: Grid, person: Person) -> bool:
    """Who leads its grid or one above, and its own leader."""
    return await may_in(session, grid, Who.LEADER, person) or await leads_brigade_of(session, grid, person)
