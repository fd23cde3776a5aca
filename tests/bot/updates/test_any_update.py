"""Whatever comes, by the names and types of the Bot API, and whatever is pressed: nothing is set aside.

FUZZ_EXAMPLES=100 plays that many rounds, each time others, to hunt (`make hunt`); without it the same few run each
time.
"""

import asyncio
import os
from datetime import datetime, timedelta
from random import Random, SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiogram import Bot
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.features import ASKS_ADMIN, UNSETTLING, dispatcher
from bot.i18n import Languages
from bot.timekeeper import Timekeeper
from bot.updates.admins import Admins
from bot.updates.aiogram_adapter import ThroughDispatcher
from bot.updates.request_factory import RequestFactory
from bot.updates.work import Worker
from handlers.request import Toast
from models.db.database import Database
from models.inbox import updates as inbox
from models.inbox.updates import MAX_TRIES, InboxState, InboxUpdate
from models.outbox.tables import Delivered, MessageState, OutboxMessage
from tests.bot.updates.any_update import AnyUpdate
from tests.handlers.pressing import BUTTONS, WORDS, forged, largest
from tests.street import GROUP, build

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
SEEDS = [SystemRandom().randrange(2**32) for _ in range(EXAMPLES)] or [1, 2]
UPDATES = 150
Json = dict[str, Any]
BOT = {"id": 42, "is_bot": True, "first_name": "网格哨", "username": "wangge_bot"}
PEOPLE: list[Json] = [{"id": number, "is_bot": False, "first_name": "某人"} for number in (11, 12, 14, 15, 16)]
CHATS: list[Json] = [
    {"id": GROUP, "type": "supergroup", "title": "一网格群"},
    {"id": -1002, "type": "group", "title": "老乡群"},
    *({"id": each["id"], "type": "private", "first_name": "某人"} for each in PEOPLE),
]
FIRST: tuple[dict[str, Any], ...] = (
    {"text": "/report 3号楼楼道堆物"},
    {"text": "/report"},
    {"text": "/sos 3号楼502"},
    {"caption": "/report 灭火器坏了", "photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 6}]},
    {"text": "/duty"},
)
NUMBERS = range(1, 60)


def worker(database: Database, now: datetime) -> Worker:
    async def answer(_query_id: str, _toast: Toast) -> None:
        return None

    async def is_admin(_chat: int, person: int) -> bool | None:
        return {0: True, 1: False}.get(person % 3)

    languages = Languages("zh_CN")
    requests = RequestFactory(
        "wangge_bot", 42, ZoneInfo("Asia/Shanghai"), languages, Admins(is_admin), ASKS_ADMIN, frozenset({90})
    )
    dispatch = ThroughDispatcher(Bot("42:" + "x" * 35), dispatcher())
    return Worker(database, Timekeeper(now), requests, dispatch, answer, UNSETTLING)


def said(number: int, chat: dict[str, Any], who: dict[str, Any], now: datetime, **content: Any) -> dict[str, Any]:
    return {"message_id": number, "date": int(now.timestamp()), "chat": chat, "from": who, **content}


async def set_stage(working: Worker, now: datetime) -> None:
    """Something of everything, and our messages stand where they belong."""
    async with working.database.write() as session:
        await build(session, now)
    content = enumerate((chat, who, each) for chat in CHATS for who in PEOPLE[:2] for each in FIRST)
    first = [{"update_id": n, "message": said(n, chat, who, now, **each)} for n, (chat, who, each) in content]
    await handle(working, first)
    async with working.database.write() as session:
        await deliver(session)


async def deliver(session: AsyncSession) -> None:
    numbers: dict[int, int] = {}
    for message in await session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id))):
        number = numbers[message.chat_id] = numbers.get(message.chat_id, 0) + 1
        message.state, message.message_id = MessageState.SENT, number
        session.add(Delivered(chat_id=message.chat_id, message_id=number, letter_id=message.id))


async def handle(working: Worker, updates: list[dict[str, Any]]) -> None:
    async with working.database.write() as session:
        await inbox.store(session, updates, working.timekeeper.now())
    for _ in range(MAX_TRIES + 1):
        while await working.work_once() or working.requests.admins.errands:
            await asyncio.gather(*working.requests.admins.errands)
        working.timekeeper.advance(timedelta(seconds=6))
    async with working.database.read() as session:
        rows = select(InboxUpdate).where(col(InboxUpdate.state) != InboxState.DONE)
        left = [(row.error, row.payload) for row in await session.scalars(rows)]
    assert left == []


@pytest.mark.long
@pytest.mark.timeout(0 if EXAMPLES else 300)
@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_that_telegram_could_send_is_set_aside(database: Database, now: datetime, seed: int) -> None:
    random, working = Random(seed), worker(database, now)
    await set_stage(working, now)
    anything = AnyUpdate(random, CHATS, [*PEOPLE, BOT], NUMBERS)
    await handle(working, [anything.make(1000 + number) for number in range(UPDATES)])


@pytest.mark.long
async def test_no_press_whoever_forged_it_is_set_aside(database: Database, now: datetime) -> None:
    random, working = Random(1), worker(database, now)
    await set_stage(working, now)
    data = [each for word in WORDS for each in forged(word)]
    data += [largest(button).pack() for button in BUTTONS]
    data += [whole[:end] for whole in data[-len(BUTTONS) :] for end in range(1, len(whole))]
    updates = []
    for number, each in enumerate(data):
        chat, who = random.choice(CHATS), random.choice(PEOPLE)
        card = said(random.choice(NUMBERS), chat, BOT, now, text="…")
        query = {"id": str(number), "from": who, "chat_instance": "1", "data": each, "message": card}
        updates.append({"update_id": 1000 + number, "callback_query": query})
    await handle(working, updates)
