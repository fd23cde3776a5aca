"""Whatever fails in an update's transaction is a try of that update, and of no other."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from bot.i18n import Languages
from bot.timekeeper import Timekeeper
from bot.updates.admins import Admins
from bot.updates.request_factory import RequestFactory
from bot.updates.waves import Readable
from bot.updates.work import Worker
from handlers.request import Request, Toast
from models.base import new_id
from models.db.database import Database, insert
from models.grids.tables import Chat
from models.hazards.tables import HazardEvent
from models.hazards.workflow import Act, State
from models.inbox import updates as inbox
from models.inbox.ranks import Rank
from models.inbox.set_aside import FOLDED, KIND
from models.inbox.updates import MAX_TRIES, InboxState, InboxUpdate
from models.members.tables import Person
from models.outbox.tables import Lane, OutboxMessage

ADMIN, OTHER_ADMIN = 900, 901
GROUP, RESIDENT, NEIGHBOUR = -100, 7, 8
BAD = 1
HUGE = 10**20
PRIVATE = {"id": RESIDENT, "type": "private", "first_name": "李"}
SUPERGROUP = {"id": GROUP, "type": "supergroup", "title": "群"}


def said(
    update_id: int, sender: int = NEIGHBOUR, *, chat: Any = SUPERGROUP, who: Any = None, **other: Any
) -> dict[str, Any]:
    message = {"message_id": update_id, "date": 0, "chat": chat, "text": "你好"}
    by = who or {"id": sender, "is_bot": False, "first_name": "某"}
    return {"update_id": update_id, "message": {**message, "from": by, **other}}


def pressed(update_id: int, sender: int = RESIDENT) -> dict[str, Any]:
    where = {"message_id": 5, "date": 0, "chat": SUPERGROUP}
    who = {"id": sender, "is_bot": False, "first_name": "某"}
    return {
        "update_id": update_id,
        "callback_query": {"id": f"q{update_id}", "from": who, "message": where, "chat_instance": "1", "data": "x"},
    }


async def _nobody_rules(_chat: int, _person: int) -> bool:
    return False


Fault = Callable[[Request], Awaitable[object]]


@dataclass
class Handlers:
    """In place of the dispatcher: `fault` is what the bad updates meet."""

    fault: Fault
    bad: Callable[[dict[str, Any]], bool] = lambda raw: raw["update_id"] == BAD
    met: list[int] = field(default_factory=list)
    handled: list[int] = field(default_factory=list)

    def read(self, raw: dict[str, Any]) -> Readable:
        return Readable(raw, raw)

    async def __call__(self, read: Readable, request: Request) -> None:
        raw = read.raw
        self.met.append(raw["update_id"])
        if self.bad(raw):
            await self.fault(request)
        self.handled.append(raw["update_id"])


@dataclass
class Office:
    database: Database
    worker: Worker
    timekeeper: Timekeeper
    handlers: Handlers
    toasts: dict[str, str]

    async def keep(self, *updates: dict[str, Any], rank: Rank = Rank.FRESH) -> None:
        async with self.database.write() as session:
            await inbox.store(session, updates, self.timekeeper.now() - timedelta(seconds=1), lambda _: rank)

    async def work(self) -> None:
        while await self.worker.work_once():
            pass

    async def work_through(self) -> None:
        """All tries of all that is there."""
        for _ in range(MAX_TRIES):
            await self.work()
            self.timekeeper.advance(timedelta(seconds=6))

    async def row(self, update_id: int = BAD) -> InboxUpdate:
        async with self.database.read() as session:
            return await session.get_one(InboxUpdate, update_id)

    async def states(self) -> dict[int, InboxState]:
        async with self.database.read() as session:
            return {row.update_id: row.state for row in await session.scalars(select(InboxUpdate))}

    async def messages(self, kind: str) -> list[OutboxMessage]:
        async with self.database.read() as session:
            rows = select(OutboxMessage).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.chat_id))
            return list(await session.scalars(rows))


def office(database: Database, now: datetime, handlers: Handlers, *admins: int) -> Office:
    toasts: dict[str, str] = {}

    async def answer(query_id: str, toast: Toast) -> None:
        toasts[query_id] = toast.text

    timekeeper = Timekeeper(now)
    zone, languages = ZoneInfo("Asia/Shanghai"), Languages("zh_CN")
    requests = RequestFactory("wangge_bot", 42, zone, languages, Admins(_nobody_rules), admin_ids=frozenset(admins))
    return Office(database, Worker(database, timekeeper, requests, handlers, answer), timekeeper, handlers, toasts)


async def nothing(_request: Request) -> None:
    return None


async def raises(_request: Request) -> None:
    raise LookupError("no such handler")


class OddWords(Exception):
    def __repr__(self) -> str:
        return "NUL \0 and half a \ud83d pair"


async def raises_odd_words(_request: Request) -> None:
    raise OddWords


async def asks_with_a_number_too_large(request: Request) -> None:
    await request.session.get(Chat, HUGE)


async def fails_when_it_asks(request: Request) -> None:
    """What is written before the question is what fails."""
    request.session.add(Person(tg_user_id=HUGE, first_seen=request.now))
    await request.session.scalars(select(Chat))


async def writes_a_number_too_large(request: Request) -> None:
    request.session.add(Person(tg_user_id=HUGE, first_seen=request.now))


async def writes_what_is_there_already(request: Request) -> None:
    assert request.chat is not None
    await request.session.flush()
    insert(request.session, Chat, id=request.chat.id, type="private", seen_at=request.now)


async def changes_a_row_to_what_it_cannot_hold(request: Request) -> None:
    assert request.person is not None
    request.person.tg_user_id = HUGE


async def refers_to_what_is_not_there(request: Request) -> None:
    """Found out by the commit: foreign keys wait for it."""
    request.session.add(HazardEvent(hazard_id=new_id(), at=request.now, act=Act.ADD, after=State.OPEN))
    await request.session.flush()


async def posts_what_is_no_json(request: Request) -> None:
    request.reply("core.set_aside", what=object())


TOO_LARGE = ("too large", "out of range", "out of int64 range")  # in each database's words
FAULTS: tuple[tuple[Fault, tuple[str, ...]], ...] = (
    (raises, ("no such handler",)),
    (raises_odd_words, ("NUL ? and half a ? pair",)),
    (asks_with_a_number_too_large, TOO_LARGE),
    (fails_when_it_asks, TOO_LARGE),
    (writes_a_number_too_large, TOO_LARGE),
    (writes_what_is_there_already, ("UNIQUE", "unique")),
    (changes_a_row_to_what_it_cannot_hold, TOO_LARGE),
    (refers_to_what_is_not_there, ("FOREIGN KEY", "foreign key")),
    (posts_what_is_no_json, ("object",)),
)


@pytest.mark.parametrize(("fault", "words"), FAULTS, ids=[fault.__name__ for fault, _ in FAULTS])
async def test_a_failure_anywhere_counts_as_a_try_and_stops_nobody_else(
    database: Database, now: datetime, fault: Fault, words: tuple[str, ...]
) -> None:
    there = office(database, now, Handlers(fault))
    others = [said(number, chat={**SUPERGROUP, "id": -number % 3 - 200}) for number in range(2, 8)]
    await there.keep(said(BAD, RESIDENT), said(8), *others)
    await there.work()
    assert sorted(there.handlers.handled[-7:]) == [2, 3, 4, 5, 6, 7, 8]
    assert (await there.row()).tries == 1
    await there.work_through()
    assert await there.states() == {BAD: InboxState.SET_ASIDE, **dict.fromkeys(range(2, 9), InboxState.DONE)}
    error = (await there.row()).error or ""
    assert any(word in error for word in words), error


class DiskFull(Exception):
    sqlite_errorname = "SQLITE_FULL"
    sqlstate = "53100"


async def finds_the_disk_full(_request: Request) -> None:
    raise OperationalError("INSERT", {}, DiskFull())


async def test_what_passes_is_no_try_of_the_update_that_met_it(database: Database, now: datetime) -> None:
    there = office(database, now, Handlers(finds_the_disk_full))
    await there.keep(said(BAD, RESIDENT), said(2))
    for _ in range(3):
        await there.work_through()
    assert await there.states() == {BAD: InboxState.PENDING, 2: InboxState.DONE}
    assert (await there.row()).tries == 0
    there.handlers.fault = nothing
    await there.work_through()
    assert await there.states() == {BAD: InboxState.DONE, 2: InboxState.DONE}


UNREADABLE: tuple[dict[str, Any], ...] = (
    {"update_id": BAD, "message": {"chat": SUPERGROUP, "from": {"id": HUGE}}},
    {"update_id": BAD, "message": {"chat": {"id": HUGE, "type": "group"}}},
    {"update_id": BAD, "message": {"chat": {"id": GROUP}}},
    {"update_id": BAD, "message": {"chat": SUPERGROUP, "from": {"id": RESIDENT, "username": 5, "last_name": 7}}},
    {"update_id": BAD, "message": {"chat": SUPERGROUP, "from": {}}},
    {"update_id": BAD, "message": ["neither chat nor sender"]},
    {"update_id": BAD, "callback_query": {"from": {"id": RESIDENT}, "message": 5}},
    said(BAD, RESIDENT, reply_to_message={"from": {"id": 42}, "chat": {"id": GROUP}, "message_id": HUGE}),
)


@pytest.mark.parametrize("raw", UNREADABLE, ids=range(len(UNREADABLE)))
async def test_one_whose_context_cannot_be_read_stops_nobody_else(
    database: Database, now: datetime, raw: dict[str, Any]
) -> None:
    there = office(database, now, Handlers(nothing))
    await there.keep(raw, said(2), said(3))
    await there.work_through()
    assert await there.states() == {BAD: InboxState.SET_ASIDE, 2: InboxState.DONE, 3: InboxState.DONE}


async def test_names_titles_and_texts_are_made_to_fit(database: Database, now: datetime) -> None:
    odd = "王\0五\ud83d" + "长" * 300
    who: dict[str, Any] = {"id": RESIDENT, "first_name": odd, "last_name": odd, "username": "u" * 65}
    there = office(database, now, Handlers(nothing))
    await there.keep(said(BAD, text=odd, chat={**SUPERGROUP, "title": odd}, who=who))
    await there.work()
    async with database.read() as session:
        person = (await session.scalars(select(Person))).one()
        chat = (await session.scalars(select(Chat))).one()
    assert (person.name[:5], len(person.name), person.username) == ("王?五?长", 160, "u" * 40)
    assert (chat.title[:5], len(chat.title)) == ("王?五?长", 255)


async def test_a_call_for_help_that_comes_while_presses_fail_one_by_one_is_the_next(
    database: Database, now: datetime
) -> None:
    called: list[asyncio.Task[None]] = []

    async def fault(_request: Request) -> None:
        if len(there.handlers.met) == 5:
            called.append(asyncio.create_task(there.keep(said(99, RESIDENT, text="/sos"), rank=Rank.CALL_FOR_HELP)))
            if not database.embedded:  # where it would wait for the transaction that this is
                await called[0]
        raise LookupError

    there = office(database, now, Handlers(fault, bad=lambda raw: "callback_query" in raw))
    await there.keep(*(pressed(number) for number in range(1, 30)), said(30))
    await there.work()
    assert called[0].done()
    assert there.handlers.met[5] == 99
    assert there.handlers.handled == [99, 30]


async def test_a_press_that_fails_is_answered_once_it_is_set_aside(database: Database, now: datetime) -> None:
    there = office(database, now, Handlers(raises))
    await there.keep(pressed(BAD))
    await there.work_through()
    assert there.toasts == {"q1": "抱歉，系统未能处理这次操作，请稍后再试。"}
    assert await there.messages("core.set_aside") == []


async def test_with_administrators_it_says_that_they_have_been_told(database: Database, now: datetime) -> None:
    there = office(database, now, Handlers(raises), ADMIN)
    await there.keep(pressed(BAD))
    await there.work_through()
    assert there.toasts == {"q1": "抱歉，系统未能处理这次操作，已转告管理员，请稍后再试。"}


async def test_who_spoke_has_an_apology_in_reply(database: Database, now: datetime) -> None:
    there = office(database, now, Handlers(raises), ADMIN)
    await there.keep(said(BAD, RESIDENT))
    await there.work_through()
    [sorry] = await there.messages("core.set_aside")
    assert (sorry.chat_id, sorry.reply_to, sorry.lane) == (GROUP, BAD, Lane.REPLY)
    assert sorry.args == {"update_id": BAD, "passed_on": True}


UNSPOKEN: tuple[dict[str, Any], ...] = (
    said(BAD, RESIDENT, text=None, new_chat_title="新群名"),
    said(BAD, who={"id": 42, "is_bot": True, "first_name": "机器人"}),
    {"update_id": BAD, "edited_message": said(BAD, RESIDENT)["message"]},
    {"update_id": BAD, "my_chat_member": {"chat": SUPERGROUP, "from": {"id": RESIDENT, "first_name": "某"}}},
    {"update_id": BAD, "message": {"text": "无处可答"}},
)


@pytest.mark.parametrize("raw", UNSPOKEN, ids=range(len(UNSPOKEN)))
async def test_where_no_person_spoke_there_is_no_apology(
    database: Database, now: datetime, raw: dict[str, Any]
) -> None:
    raw = {**raw, "message": {k: v for k, v in raw["message"].items() if v is not None}} if "message" in raw else raw
    there = office(database, now, Handlers(raises), ADMIN)
    await there.keep(raw)
    await there.work_through()
    assert (await there.row()).state is InboxState.SET_ASIDE
    assert await there.messages("core.set_aside") == []
    assert len(await there.messages(KIND)) == 1


async def test_an_apology_that_cannot_be_written_leaves_the_update_set_aside(database: Database, now: datetime) -> None:
    there = office(database, now, Handlers(raises), HUGE)
    await there.keep(said(BAD, RESIDENT), said(2))
    await there.work_through()
    assert await there.states() == {BAD: InboxState.SET_ASIDE, 2: InboxState.DONE}


async def test_administrators_have_one_message_for_a_flood(database: Database, now: datetime) -> None:
    there = office(database, now, Handlers(raises, bad=lambda _: True), ADMIN, OTHER_ADMIN)
    await there.keep(*(pressed(number) for number in range(1, 6)))
    await there.work_through()
    told = await there.messages(KIND)
    assert [message.chat_id for message in told] == [ADMIN, OTHER_ADMIN]
    assert {message.revision for message in told} == {5}  # worded anew with each that came after the first
    there.timekeeper.advance(FOLDED)
    await there.keep(pressed(6))
    await there.work_through()
    assert len(await there.messages(KIND)) == 4
