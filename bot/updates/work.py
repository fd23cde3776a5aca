"""Work: inbox rows go through aiogram's dispatcher, and what the handlers wrote is committed.

A batch of updates shares one transaction. If anything fails in it (a handler, a flush, the commit), all is rolled back
and each update is done again in a transaction of its own. What must always hold: whatever fails there counts as a try
of that update and of no other; see models/inbox/updates.py for who waits for it. Presses are answered only after the
commit: a toast never promises what a crash could take back. What needs an answer of Telegram's is put off until it is
there: see bot/updates/admins.py.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logs import brief
from bot.timekeeper import Timekeeper
from bot.trouble import Trouble
from bot.uninterrupted import uninterrupted
from bot.updates.admins import Question
from bot.updates.request_factory import RequestFactory
from bot.updates.waves import Readable, waves
from handlers.request import Request, Toast
from handlers.system.view import press_set_aside
from models.db.away import passes
from models.db.database import Database
from models.inbox import set_aside
from models.inbox import updates as inbox
from models.inbox.put_off import put_off, resume
from models.inbox.raw_update import PRESS, clean
from models.inbox.updates import Claimed
from models.outbox.alert_lists import fold

Press = tuple[str, Toast | None]
log = logging.getLogger(__name__)
BATCH = 100
IDLE_SECONDS = 1.0
FAREWELL = 5.0  # seconds for what is not answered yet
PUT_OFF = timedelta(seconds=30)  # how long an update waits for its answer if this process dies meanwhile
TURN = 0.005  # seconds of handling before others on the loop have theirs


@dataclass(frozen=True)
class Handled:
    """Presses to be answered, and what Telegram must be asked before these updates (by id) are handled."""

    presses: list[Press]
    waiting: dict[int, Question]


class Dispatch(Protocol):
    """Reads raw updates, and hands one to the handlers."""

    def read(self, raw: dict[str, Any]) -> Readable: ...

    async def __call__(self, read: Readable, request: Request) -> None: ...


@dataclass
class Worker:
    database: Database
    timekeeper: Timekeeper
    requests: RequestFactory
    dispatch: Dispatch
    answer: Callable[[str, Toast], Coroutine[Any, Any, None]]
    unsettling: Collection[str] = ()  # commands, and first words of presses, after which a chat may serve another grid
    trouble: Trouble = field(default_factory=lambda: Trouble("work"))
    handled: int = 0
    _breathed: float = 0.0
    _answers: set[asyncio.Task[None]] = field(default_factory=set)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as hands:
                hands.create_task(self._go_on())
                if not self.database.embedded:
                    hands.create_task(self._help())
        finally:
            if errands := self._answers | self.requests.admins.errands:
                await asyncio.wait(errands, timeout=FAREWELL)

    async def _go_on(self) -> None:
        while True:
            await self._worked()
            if not self._more.is_set():
                await self.database.signal(inbox.SIGNAL).wait(IDLE_SECONDS)

    async def _help(self) -> None:
        """The second hand: on PostgreSQL it goes on while the first waits for the database."""
        while True:
            await self._more.wait()
            await self._worked()
            self.database.signal(inbox.SIGNAL).ring()  # the first may have passed by the lanes that were held here

    async def _worked(self) -> None:
        """Without a database there is nothing to be done but to ask again."""
        try:
            await uninterrupted(self.work_once())
        except (SQLAlchemyError, OSError) as error:
            self._more.clear()
            self.trouble.met("the inbox cannot be read", error)
        else:
            self.trouble.over()

    async def work_once(self) -> int:
        """Handles the next batch; returns how many updates it took on."""
        try:
            taken = await self._together()
        except Exception as error:  # noqa: BLE001 - each is tried alone, and told of there
            log.debug("a batch of updates failed, each is tried alone: %s", brief(error))
            taken = await self._one_by_one()
        self.handled += taken
        return taken

    async def _together(self) -> int:
        async with self.database.write() as session:
            claimed = await inbox.claim(session, self.timekeeper.now(), BATCH, self._lanes)
            together = inbox.handled_together(claimed)
            self._note_more(claimed, together)
            handled = await self._handle(session, together)
        self._follow_up(handled)
        return len(together)

    @property
    def _lanes(self) -> int:
        return inbox.LANES if self.database.embedded else inbox.LANES // 2

    def _note_more(self, claimed: Sequence[Claimed], together: Sequence[Claimed]) -> None:
        """Whether the inbox may hold more than is handled now, for either hand."""
        left = len(together) < len(claimed)
        if left or len(claimed) == BATCH or len({one.lane for one in claimed}) == self._lanes:
            self._more.set()
        else:
            self._more.clear()

    async def _one_by_one(self) -> int:
        """As many as a batch has; each is claimed anew, so that a call for help that comes meanwhile is the next."""
        for taken in range(BATCH):
            if not await self._alone():
                return taken
        self._more.set()
        return BATCH

    async def _alone(self) -> bool:
        """Whether there was one."""
        claimed: Sequence[Claimed] = ()
        try:
            async with self.database.write() as session:
                claimed = await inbox.claim(session, self.timekeeper.now(), 1)
                handled = await self._handle(session, claimed)
            self._follow_up(handled)
        except Exception as error:
            if not claimed:
                raise
            await self._failed(claimed[0], error)
        return bool(claimed)

    async def _handle(self, session: AsyncSession, claimed: Sequence[Claimed]) -> Handled:
        given = [(one, self.dispatch.read(one.raw)) for one in claimed]
        waiting = {one.update_id: question for one, read in given if (question := self._unanswered(read.raw))}
        ready = [(one, read) for one, read in given if one.update_id not in waiting]
        if waiting:
            await put_off(session, waiting.keys(), self.timekeeper.now() + PUT_OFF)
        presses: list[Press] = []
        for wave in waves(ready, self.unsettling):
            reads = [read for _, read in wave]
            requests = await self.requests.make(session, [read.raw for read in reads], self.timekeeper.now())
            for read, request in zip(reads, requests, strict=True):
                await self.dispatch(read, request)
                await self._yield_to_loop()
                if PRESS in read.raw:
                    presses.append((str(read.raw[PRESS]["id"]), request.toast))
        if ready:
            await fold(session, self.timekeeper.now())
            await inbox.done(session, [one.update_id for one, _ in ready])
        return Handled(presses, waiting)

    def _unanswered(self, raw: dict[str, Any]) -> Question | None:
        question = self.requests.question(raw)
        return question if question and not self.requests.admins.knows(question) else None

    def _follow_up(self, handled: Handled) -> None:
        self._answer(handled.presses)
        self.requests.admins.inquire(handled.waiting, self._resume)

    async def _resume(self, update_ids: Collection[int]) -> None:
        try:
            async with self.database.write() as session:
                await resume(session, update_ids)
        except (SQLAlchemyError, OSError):
            log.exception("updates that have their answer wait until they are claimed anyway")

    async def _yield_to_loop(self) -> None:
        """On SQLite nothing else lets others have their turn."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._breathed > TURN:
            await asyncio.sleep(0)
            self._breathed = loop.time()

    async def _failed(self, one: Claimed, error: Exception) -> None:
        """Counted in a transaction of its own, which nothing that the update holds can make fail."""
        reason = clean(repr(error))
        passing = isinstance(error, DBAPIError) and passes(error)
        if passing:
            log.warning("update %s waits: %s", one.update_id, brief(error))
        else:
            log.error("update %s failed: %s", one.update_id, reason, exc_info=error)
        async with self.database.write() as session:
            aside = await inbox.failed(session, one, reason, self.timekeeper.now(), passing=passing)
        if aside:
            log.error("update %s is set aside: %s from %s", one.update_id, one.kind, one.sender_id)
            await self._apologise(one)

    async def _apologise(self, one: Claimed) -> None:
        """Nothing follows from it if this fails, for the update is set aside already."""
        try:
            raw, admins = one.raw, self.requests.admin_ids
            async with self.database.write() as session:
                await set_aside.notify(session, one, raw, admins, self.timekeeper.now())
            if one.kind == PRESS:
                sorry = press_set_aside(self.requests.languages.to(None), passed_on=bool(admins))
                self._answer([(str(raw[PRESS]["id"]), Toast(sorry, alert=True))])
        except Exception:
            log.exception("nobody could be told that update %s is set aside", one.update_id)

    def _answer(self, presses: list[Press]) -> None:
        for query_id, toast in presses:
            task = asyncio.create_task(self.answer(query_id, toast or Toast("")))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)
