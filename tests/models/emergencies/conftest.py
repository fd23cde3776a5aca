from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call
from models.grids.tables import Chat, Grid, Level
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.outbox.tables import OutboxMessage
from tests.street import GROUP, Street, build

CASE = {"latitude": 29.3405, "longitude": 105.9005}


def square(column: int, row: int, side: float = 0.001) -> dict[str, Any]:
    """A square of about a hundred metres, by its place in a lattice."""
    x, y = 105.9 + column * side, 29.34 + row * side
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Quarter(Street):
    """The street with grids around its first: one beside it, one of another community beside it, one far away."""

    beside: Grid
    across: Grid
    far: Grid
    beside_member: Person
    across_leader: Person
    far_leader: Person
    street_leader: Person


def _grid(session: AsyncSession, code: str, level: Level, above: Grid, boundary: dict[str, Any] | None) -> Grid:
    grid = Grid(code=code, name=f"{code}网格", level=level, path="", parent_id=above.id, boundary=boundary)
    grid.path = path_of(grid.id, above.path)
    session.add(grid)
    return grid


def staff(session: AsyncSession, tg: int, name: str, grid: Grid, role: Role, now: datetime) -> Person:
    person = Person(tg_user_id=tg, name=name, first_seen=now, started=True)
    session.add_all([person, Chat(id=tg, type="private", title=name, seen_at=now)])
    phone = f"+86199{tg:08}"
    session.add(Post(grid_id=grid.id, role=role, name=name, phone=phone, person_id=person.id, claimed_at=now))
    return person


@pytest.fixture
async def quarter(session: AsyncSession, now: datetime) -> Quarter:
    street = await build(session, now)
    street.grid.boundary = square(0, 0)
    other = _grid(session, "S-2", Level.COMMUNITY, street.street, None)
    beside = _grid(session, "S-1-2", Level.GRID, street.community, square(1, 0))
    far = _grid(session, "S-1-3", Level.GRID, street.community, square(5, 5))
    across = _grid(session, "S-2-1", Level.GRID, other, square(0, 1))
    quarter = Quarter(
        **vars(street),
        beside=beside,
        across=across,
        far=far,
        beside_member=staff(session, 21, "彭春远", beside, Role.MEMBER, now),
        across_leader=staff(session, 22, "秦永康", across, Role.LEADER, now),
        far_leader=staff(session, 23, "丁春", far, Role.LEADER, now),
        street_leader=staff(session, 24, "曹林文", street.street, Role.LEADER, now),
    )
    await session.flush()
    return quarter


@pytest.fixture
async def call(session: AsyncSession, quarter: Quarter, now: datetime) -> Call:
    """The resident calls in the grid's group."""
    cry = Cry(GROUP, 501, "3号楼着火了", quarter.resident)
    return await call_for_help(session, cry, quarter.grid, now)


async def chats(session: AsyncSession, kind: str, why: str | None = None) -> list[int]:
    """Who was told so, in order."""
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == f"emergencies.{kind}").order_by(col(OutboxMessage.id))
    messages = (await session.scalars(rows)).all()
    return [message.chat_id for message in messages if why is None or message.args["why"] == why]
