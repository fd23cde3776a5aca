"""Who works when: one hand on SQLite, two on PostgreSQL, and each chat's updates in their order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.i18n import Languages
from bot.timekeeper import Timekeeper
from bot.updates.admins import Admins
from bot.updates.request_factory import RequestFactory
from bot.updates.waves import Readable
from bot.updates.work import BATCH, Worker
from handlers.request import Request, Toast
from models.db.database import Database
from models.inbox import updates as inbox
from models.inbox.updates import InboxState, InboxUpdate
from models.schema import open_database

PATIENCE = 60.0
CHATS = 64  # one in every lane


@pytest.fixture
async def shared_postgres(shared_postgres_url: str) -> AsyncIterator[Database]:
    opened = open_database(shared_postgres_url)
    yield opened
    await opened.close()


def said(update_id: int, chat: int) -> dict[str, Any]:
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 0, "chat": {"id": chat, "type": "group", "title": "群"}},
    }


@dataclass
class Handlers:
    """In place of the dispatcher: notes what it is given; while `holding`, each hand waits with its update."""

    holding: bool = False
    held: dict[int, asyncio.Event] = field(default_factory=dict)
    handled: list[tuple[int, int]] = field(default_factory=list)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)
    at_once: int = 0
    most_at_once: int = 0

    def read(self, raw: dict[str, Any]) -> Readable:
        return Readable(raw, raw)

    async def __call__(self, read: Readable, request: Request) -> None:
        raw = read.raw
        chat = raw["message"]["chat"]["id"]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.holding:
            await self._hold(chat)
        self.at_once -= 1
        async with self.moved:
            self.handled.append((chat, raw["update_id"]))
            self.moved.notify_all()

    async def _hold(self, chat: int) -> None:
        self.held[chat] = asyncio.Event()
        async with self.moved:
            self.moved.notify_all()
        await self.held[chat].wait()

    async def until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self.moved:
            await self.moved.wait_for(reached)


async def _unanswered(_query_id: str, _toast: Toast) -> None:
    raise AssertionError("nobody pressed anything")


async def _nobody_rules(_chat: int, _person: int) -> bool:
    return False


@asynccontextmanager
async def working(database: Database, handlers: Handlers) -> AsyncIterator[Worker]:
    requests = RequestFactory("wangge_bot", 7, ZoneInfo("Asia/Shanghai"), Languages("zh_CN"), Admins(_nobody_rules))
    worker = Worker(database, Timekeeper(), requests, handlers, _unanswered)
    running = asyncio.ensure_future(worker.run())
    try:
        yield worker
    finally:
        for let_go in handlers.held.values():
            let_go.set()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def keep(database: Database, *updates: dict[str, Any]) -> None:
    async with database.write() as session:
        await inbox.store(session, updates, Timekeeper().now() - timedelta(seconds=1))


async def pending(database: Database) -> int:
    rows = select(func.count()).select_from(InboxUpdate).where(col(InboxUpdate.state) == InboxState.PENDING)
    async with database.read() as session:
        return (await session.execute(rows)).scalar_one()


async def test_all_is_handled_and_each_chat_in_its_order(database: Database) -> None:
    updates = [said(number, -1 - number * 7 % CHATS) for number in range(4 * BATCH)]
    handlers = Handlers()
    await keep(database, *updates)
    async with working(database, handlers):
        await handlers.until(lambda: len(handlers.handled) == len(updates))
    assert await pending(database) == 0
    for chat in range(-CHATS, 0):
        own = [number for where, number in handlers.handled if where == chat]
        assert own == sorted(own)


@pytest.mark.postgres
async def test_while_one_hand_is_busy_the_other_takes_what_is_left(shared_postgres: Database) -> None:
    handlers = Handlers(holding=True)
    await keep(shared_postgres, *(said(number, -1 - number) for number in range(CHATS)))
    async with working(shared_postgres, handlers):
        await handlers.until(lambda: len(handlers.held) == 2)
        handlers.holding = False
        busy, other = handlers.held
        handlers.held[other].set()
        await handlers.until(lambda: len(handlers.handled) == CHATS // 2)
        assert busy not in {chat for chat, _ in handlers.handled}
        handlers.held[busy].set()
        await handlers.until(lambda: len(handlers.handled) == CHATS)
    assert await pending(shared_postgres) == 0


@pytest.mark.postgres
async def test_what_came_for_a_chat_in_hand_is_handled_once_that_is_done(shared_postgres: Database) -> None:
    handlers = Handlers(holding=True)
    await keep(shared_postgres, *(said(number, -1 - number) for number in range(CHATS)))
    async with working(shared_postgres, handlers):
        await handlers.until(lambda: len(handlers.held) == 2)
        handlers.holding = False
        first, second = handlers.held
        await keep(shared_postgres, said(1000, first), said(1001, second))
        handlers.held[first].set()
        await handlers.until(lambda: (first, 1000) in handlers.handled)
        handlers.held[second].set()
        await handlers.until(lambda: (second, 1001) in handlers.handled)
    assert await pending(shared_postgres) == 0


async def test_on_sqlite_there_is_one_hand(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    handlers = Handlers()
    await keep(database, *(said(number, -1 - number) for number in range(3 * BATCH)))
    async with working(database, handlers):
        await handlers.until(lambda: len(handlers.handled) == 3 * BATCH)
    assert handlers.most_at_once == 1
    await database.close()
