"""Telegram is asked who is an administrator while nobody waits for it but whoever must be asked about."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.i18n import Languages
from bot.timekeeper import Timekeeper
from bot.updates.admins import KEPT, SILENCE_KEPT, Admins
from bot.updates.request_factory import RequestFactory
from bot.updates.waves import Readable
from bot.updates.work import Worker
from handlers.request import Request, Toast
from models.db.database import Database
from models.inbox import updates as inbox
from models.inbox.updates import InboxState, InboxUpdate

PATIENCE = 60.0
GROUP, OTHER, ADMIN, RESIDENT = -100, -200, 7, 8


@dataclass
class Telegram:
    """Answers when it is let to."""

    answer: bool | None = True
    asked: list[tuple[int, int]] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, chat: int, user: int) -> bool | None:
        self.asked.append((chat, user))
        self.reached.set()
        await self.let.wait()
        return self.answer


@dataclass
class Office:
    database: Database
    telegram: Telegram
    now: float = 0.0
    handled: list[tuple[int, bool | None]] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    def read(self, raw: dict[str, Any]) -> Readable:
        return Readable(raw, None)

    async def __call__(self, read: Readable, request: Request) -> None:
        self.handled.append((read.raw["update_id"], request.admin))

    async def answer(self, query_id: str, _toast: Toast) -> None:
        self.toasts.append(query_id)

    def worker(self) -> Worker:
        admins = Admins(self.telegram, clock=lambda: self.now)
        requests = RequestFactory("wangge_bot", 42, ZoneInfo("UTC"), Languages("zh_CN"), admins, {"unbind", "lang"})
        return Worker(self.database, Timekeeper(), requests, self, self.answer)

    async def keep(self, *updates: dict[str, Any]) -> None:
        async with self.database.write() as session:
            await inbox.store(session, updates, Timekeeper().now() - timedelta(seconds=1))

    async def done(self) -> set[int]:
        """Those whose handling is committed."""
        async with self.database.read() as session:
            rows = await session.scalars(select(InboxUpdate).execution_options(populate_existing=True))
            return {row.update_id for row in rows if row.state is InboxState.DONE}

    async def answered(self, worker: Worker) -> None:
        """Lets Telegram answer, and handles what waited for it."""
        self.telegram.let.set()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*worker.requests.admins.errands)
        while await worker.work_once():
            pass


@pytest.fixture
async def office(database: Database) -> Office:
    return Office(database, Telegram())


def said(update_id: int, text: str, by: int = ADMIN, chat: int = GROUP, kind: str = "supergroup") -> dict[str, Any]:
    who = {"id": by, "is_bot": False, "first_name": "某"}
    where = {"id": chat, "type": kind, "title": "群"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 0, "chat": where, "from": who, "text": text},
    }


def pressed(update_id: int, data: str, by: int = ADMIN) -> dict[str, Any]:
    who = {"id": by, "is_bot": False, "first_name": "某"}
    message = {"message_id": 5, "date": 0, "chat": {"id": GROUP, "type": "group", "title": "群"}}
    query = {"id": f"q{update_id}", "from": who, "message": message, "chat_instance": "1", "data": data}
    return {"update_id": update_id, "callback_query": query}


async def test_while_the_question_hangs_what_others_say_is_handled_and_committed(office: Office) -> None:
    worker = office.worker()
    await office.keep(said(1, "/unbind"), said(2, "/report 着火", by=RESIDENT), said(3, "/report 堆物", chat=OTHER))
    await worker.work_once()
    async with asyncio.timeout(PATIENCE):
        await office.telegram.reached.wait()
    assert await office.done() == {2, 3}
    await office.keep(said(4, "/report 电线", by=RESIDENT))
    await worker.work_once()
    assert await office.done() == {2, 3, 4}
    await office.answered(worker)
    assert office.handled == [(2, None), (3, None), (4, None), (1, True)]


async def test_what_the_same_person_says_in_the_chat_meanwhile_stays_in_order(office: Office) -> None:
    worker = office.worker()
    await office.keep(said(1, "/unbind"))
    await worker.work_once()
    await office.keep(said(2, "/help"), said(3, "/help", by=RESIDENT))
    await worker.work_once()
    assert await office.done() == {3}
    await office.answered(worker)
    assert office.handled == [(3, None), (1, True), (2, None)]


async def test_a_press_that_waits_is_answered_once_telegram_has_said(office: Office) -> None:
    worker = office.worker()
    await office.keep(pressed(1, "lang:en"), pressed(2, "card:7"))
    await worker.work_once()
    assert office.handled == [(2, None)]
    await office.answered(worker)
    assert office.handled == [(2, None), (1, True)]
    await asyncio.gather(*worker._answers)
    assert office.toasts == ["q2", "q1"]


@pytest.mark.parametrize(("answer", "kept"), [(True, KEPT), (False, KEPT), (None, SILENCE_KEPT)])
async def test_an_answer_is_kept_for_a_while_and_silence_for_a_moment(
    office: Office, answer: bool | None, kept: float
) -> None:
    worker = office.worker()
    office.telegram.answer = answer
    for number, at in enumerate((0.0, kept - 1, kept + 1), 1):
        office.now = at
        await office.keep(said(number, "/unbind"))
        await worker.work_once()
        await office.answered(worker)
    assert office.handled == [(1, answer), (2, answer), (3, answer)]
    assert office.telegram.asked == [(GROUP, ADMIN)] * 2


async def test_many_who_ask_at_once_are_asked_about_once_each(office: Office) -> None:
    worker = office.worker()
    await office.keep(*(said(number, "/unbind", by=number % 20 + 1) for number in range(60)))
    await worker.work_once()
    await office.answered(worker)
    assert len(office.handled) == 60
    assert sorted(office.telegram.asked) == [(GROUP, user) for user in range(1, 21)]


@pytest.mark.parametrize(
    "update",
    [
        said(1, "/report 堆物"),
        said(1, "/unbind@other_bot"),
        said(1, "/unbind", chat=ADMIN, kind="private"),
        said(1, "/unbind", by=1087968824),
        pressed(1, "card:7"),
        {"update_id": 1, "my_chat_member": said(1, "")["message"]},
    ],
)
async def test_nothing_else_is_asked_about(office: Office, update: dict[str, Any]) -> None:
    worker = office.worker()
    await office.keep(update)
    await worker.work_once()
    assert await office.done() == {1}
    assert office.telegram.asked == []
