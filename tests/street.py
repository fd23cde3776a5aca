"""A small street in rows: a street, a community, a grid with its group, staff who have started the bot, a resident."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role

GROUP = -1001


@dataclass
class Street:
    street: Grid
    community: Grid
    grid: Grid
    resident: Person
    member: Person
    other_member: Person
    leader: Person
    community_leader: Person
    stranger: Person


def _grid(code: str, level: Level, above: Grid | None = None) -> Grid:
    grid = Grid(code=code, name=f"{code}网格", level=level, path="", parent_id=above.id if above else None)
    grid.path = path_of(grid.id, above.path if above else "")
    return grid


def _person(session: AsyncSession, tg: int, name: str, now: datetime, *, started: bool = True) -> Person:
    person = Person(tg_user_id=tg, name=name, first_seen=now, started=started)
    session.add(person)
    session.add(Chat(id=tg, type="private", title=name, seen_at=now, reachable=started))
    return person


def _post(session: AsyncSession, grid: Grid, role: Role, person: Person, now: datetime) -> None:
    phone = f"+86199{person.tg_user_id:08}"
    session.add(Post(grid_id=grid.id, role=role, name=person.name, phone=phone, person_id=person.id, claimed_at=now))


async def resign(session: AsyncSession, person: Person, now: datetime) -> None:
    """All the person's posts end."""
    await session.flush()
    mine = update(Post).where(col(Post.person_id) == person.id, col(Post.ended_at).is_(None))
    await session.execute(mine.values(ended_at=now))


async def build(session: AsyncSession, now: datetime) -> Street:
    street = _grid("S", Level.STREET)
    community = _grid("S-1", Level.COMMUNITY, street)
    grid = _grid("S-1-1", Level.GRID, community)
    session.add_all([street, community, grid])
    session.add(Chat(id=GROUP, type="supergroup", title="一网格群", seen_at=now))
    session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=GROUP, bound_at=now))
    made = Street(
        street,
        community,
        grid,
        resident=_person(session, 11, "李秀英", now, started=False),
        member=_person(session, 12, "傅勇", now),
        other_member=_person(session, 13, "陈明梅", now, started=False),
        leader=_person(session, 14, "谭远康", now),
        community_leader=_person(session, 15, "马东宏", now),
        stranger=_person(session, 16, "路人", now),
    )
    _post(session, grid, Role.MEMBER, made.member, now)
    _post(session, grid, Role.MEMBER, made.other_member, now)
    _post(session, grid, Role.LEADER, made.leader, now)
    _post(session, community, Role.LEADER, made.community_leader, now)
    await session.flush()
    return made
