"""The other side: an aiogram bot as most are written; one SQLModel insert and one commit in the handler of an update.

Its own polling with handle_as_tasks, a session per update, SQLAlchemy's default pool. On SQLite WAL, busy timeout and
synchronous=FULL as on our side, so that the same durability is paid for.
"""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import Message
from sqlalchemy import BigInteger, DateTime, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from tests.bench.rig.feeder import TOKEN
from tests.bench.rig.tally import Tally


class Base(SQLModel, registry=registry()):
    """Apart from our own tables."""


class Report(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(sa_type=BigInteger, index=True)
    message_id: int = Field(sa_type=BigInteger)
    user_id: int = Field(sa_type=BigInteger, index=True)
    text: str
    file_id: str | None = None
    created_at: datetime = Field(sa_type=DateTime(timezone=True))


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "busy_timeout=15000", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _engine(url: str) -> AsyncEngine:
    engine = create_async_engine(url)
    if url.startswith("sqlite"):
        event.listen(engine.sync_engine, "connect", _pragmas)
    return engine


def _dispatcher(engine: AsyncEngine, tally: Tally, *, answers: bool) -> Dispatcher:
    dispatcher = Dispatcher()

    async def report(message: Message) -> None:
        text = message.caption or message.text or ""
        row = Report(
            chat_id=message.chat.id,
            message_id=message.message_id,
            user_id=message.from_user.id if message.from_user else 0,
            text=text,
            file_id=message.photo[-1].file_id if message.photo else None,
            created_at=datetime.now(UTC),
        )
        async with AsyncSession(engine) as session:
            session.add(row)
            await session.commit()
        tally.add(1)
        if answers:
            await message.reply(f"已收到：{text}")

    dispatcher.message.register(report, Command("report", "checkin"))
    return dispatcher


async def main(api: str, url: str, answers: str, marks: str) -> None:
    engine = _engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    async with Bot(TOKEN, session=session) as bot:
        dispatcher = _dispatcher(engine, Tally.of(marks), answers=answers == "answers")
        await dispatcher.start_polling(bot, handle_signals=True)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
