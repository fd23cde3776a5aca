"""Groups of a sandbox in another process, each the group of a grid with a member, and the leader who writes to them."""

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from models import migrate
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.schema import open_database
from sandbox.driver import Driver
from tests.bench.broadcast import sandbox_beside

LEADER = "曹林文"


@dataclass(frozen=True)
class Place:
    """A sandbox with Telegram's limits, but for the number of messages a second."""

    driver: Driver
    api: str
    token: str
    owner: int
    chats: Sequence[int]
    hurried: Sequence[int]
    photos: Sequence[str]


@asynccontextmanager
async def place(*, groups: int, hurried: int, photos: int, per_second: int) -> AsyncIterator[Place]:
    with sandbox_beside() as api:
        async with Driver(api) as driver:
            bot = await driver.bot(username="wangge_bot")
            owner = int((await driver.person(LEADER))["id"])
            await driver.open(owner)
            shown = [await _photo(driver, owner, number) for number in range(photos)]
            made = [
                int((await driver.group(f"{number}网格群", owner, members=[bot["id"]]))["id"])
                for number in range(groups + hurried)
            ]
            await driver.limits(enabled=True, per_second=per_second)
            yield Place(driver, api, bot["token"], owner, made[:groups], made[groups:], shown)


async def _photo(driver: Driver, owner: int, shade: int) -> str:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (40 * shade, 80, 160)).save(data, "JPEG")
    message = await driver.photo(owner, owner, data.getvalue())
    return str(message["photo"][-1]["file_id"])


async def settle(url: str, owner: int, chats: Sequence[int]) -> None:
    database = open_database(url)
    await migrate.upgrade(database)
    async with database.write() as session:
        await _fill(session, owner, chats, datetime.now(UTC))
    await database.close()


async def _fill(session: AsyncSession, owner: int, chats: Sequence[int], now: datetime) -> None:
    street = _grid("S", Level.STREET, None)
    leader = Person(tg_user_id=owner, name=LEADER, first_seen=now, started=True)
    session.add_all([street, leader, Chat(id=owner, type="private", title=LEADER, seen_at=now)])
    await session.flush()
    session.add(_post(street, Role.LEADER, leader, 0, now))
    for number, chat in enumerate(chats, 1):
        grid = _grid(f"S-{number}", Level.GRID, street)
        member = Person(tg_user_id=900_000_000 + number, name=f"成员{number}", first_seen=now)
        session.add_all([grid, member, Chat(id=chat, type="supergroup", title=f"{grid.name}群", seen_at=now)])
        await session.flush()
        session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=chat, bound_at=now))
        session.add(_post(grid, Role.MEMBER, member, number, now))


def _grid(code: str, level: Level, above: Grid | None) -> Grid:
    grid = Grid(code=code, name=f"{code}网格", level=level, path="", parent_id=above.id if above else None)
    grid.path = path_of(grid.id, above.path if above else "")
    return grid


def _post(grid: Grid, role: Role, person: Person, number: int, now: datetime) -> Post:
    phone = f"+86188{number:08}"
    return Post(grid_id=grid.id, role=role, name=person.name, phone=phone, person_id=person.id, claimed_at=now)
