"""The street of the benchmarks: the real roster, a group for each grid, staff who have started the bot, residents."""

import os
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import col

from models import migrate
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.members.sightings import Sighting
from models.members.tables import Person, Post
from models.roster.importer import import_roster
from models.roster.validate import check_file
from models.schema import open_database

ROSTER = Path(__file__).parents[3] / "bot" / "demo" / "data" / "nandajie-roster.csv"
POSTGRES = os.environ.get("WANGGE_TEST_POSTGRES", "postgresql+asyncpg://root@127.0.0.1:5432/test")
GROUPS = 339
RESIDENTS = 6000
FIRST_RESIDENT = 900_000_000
FIRST_STAFF = 800_000_000
FIRST_GROUP = -1_002_000_000_000


def group(number: int) -> int:
    """The chat of the grid of this number, 0 to GROUPS - 1."""
    return FIRST_GROUP - number


def title(number: int) -> str:
    return f"网格{number}群"


def resident(number: int) -> tuple[int, str]:
    """Telegram id and name of a resident, 0 to RESIDENTS - 1; grid `number % GROUPS` is home."""
    return FIRST_RESIDENT + number, f"居民{number}"


async def settle(session: AsyncSession, now: datetime, *, pinged: bool) -> None:
    """Everybody has been here before: no first meetings are measured. `alerted`: staff have started the bot."""
    await import_roster(session, check_file(ROSTER), now)
    grids = await session.scalars(select(Grid).where(col(Grid.level) == Level.GRID).order_by(col(Grid.code)))
    for number, grid in enumerate(grids.all()[:GROUPS]):
        chat_id = group(number)
        session.add(Chat(id=chat_id, type="supergroup", title=title(number), seen_at=now))
        session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=chat_id, bound_at=now))
    for number, post in enumerate((await session.scalars(select(Post))).all()):
        tg = FIRST_STAFF + number
        person = Person(tg_user_id=tg, name=post.name, phone=post.phone, first_seen=now, started=pinged)
        post.person_id, post.claimed_at = person.id, now
        session.add_all([person, Chat(id=tg, type="private", title=post.name, seen_at=now)])
    for number in range(RESIDENTS):
        tg, name = resident(number)
        person = Person(tg_user_id=tg, name=name, language="zh_CN", first_seen=now)
        session.add_all([person, Sighting(person_id=person.id, chat_id=group(number % GROUPS), at=now)])


async def _fill(url: str, *, pinged: bool) -> None:
    database = open_database(url)
    await migrate.upgrade(database)
    async with database.write() as session:
        await settle(session, datetime.now(UTC), pinged=pinged)
    await database.close()


async def _admin(statement: str) -> None:
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


class Databases:
    """Of one kind (`sqlite`, `postgres`): copies of a settled street, and empty ones."""

    def __init__(self, kind: str, folder: Path, *, pinged: bool = True) -> None:
        self.kind = kind
        self._pinged = pinged
        self._folder = folder
        self._template = self._new_name()
        self._made = [self._template]

    @staticmethod
    def _new_name() -> str:
        return f"bench_{uuid.uuid4().hex[:12]}"

    def _url(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite+aiosqlite:///{self._folder / name}.db"
        return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)

    async def prepare(self) -> None:
        if self.kind == "postgres":
            await _admin(f"CREATE DATABASE {self._template}")
        await _fill(self._url(self._template), pinged=self._pinged)

    async def settled(self) -> str:
        name = self._new_name()
        if self.kind == "sqlite":
            shutil.copy(self._folder / f"{self._template}.db", self._folder / f"{name}.db")
        else:
            await _admin(f"CREATE DATABASE {name} TEMPLATE {self._template}")
            self._made.append(name)
        return self._url(name)

    async def empty(self) -> str:
        name = self._new_name()
        if self.kind == "postgres":
            await _admin(f"CREATE DATABASE {name}")
            self._made.append(name)
        return self._url(name)

    async def drop(self) -> None:
        if self.kind == "postgres":
            for name in self._made:
                await _admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@asynccontextmanager
async def databases(kind: str, *, pinged: bool = True) -> AsyncIterator[Databases]:
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        made = Databases(kind, Path(folder), pinged=pinged)
        try:
            await made.prepare()
            yield made
        finally:
            await made.drop()
