"""Work: inbox rows go through aiogram's dispatcher, and what the handlers wrote is committed.

A batch of updates shares one transaction. If any of them fails, all is rolled back and each is done again in a
transaction of its own, so that a bad one takes nobody with it. Presses are answered only after the commit: a toast
never promises what a crash could take back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desks import Desks
from bot.timekeeper import Timekeeper
from bot.whole import whole
from handlers.desk import Desk, Toast
from handlers.system.view import press_set_aside
from models import inbox
from models.db import Database
from models.hazards.folding import fold
from models.inbox import InboxState, InboxUpdate
from models.outbox.letters import Lane
from models.outbox.post import post

Press = tuple[str, Toast | None]
Batch = tuple[int, list[Press]]  # how many updates, and the presses among them
Given = tuple[InboxUpdate, dict[str, Any]]
log = logging.getLogger(__name__)
BATCH = 100
IDLE_SECONDS = 1.0
FAREWELL = 5.0  # seconds for the presses that are not answered yet
TURN = 0.005  # seconds of handling before others on the loop have theirs
SAID = frozenset({"text", "photo", "video", "document", "voice", "sticker", "location"})


class Dispatch(Protocol):
    """Hands one raw update to the handlers."""

    async def __call__(self, raw: dict[str, Any], desk: Desk) -> None: ...


@dataclass
class Worker:
    database: Database
    timekeeper: Timekeeper
    desks: Desks
    dispatch: Dispatch
    answer: Callable[[str, Toast], Coroutine[Any, Any, None]]
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
            if self._answers:
                await asyncio.wait(self._answers, timeout=FAREWELL)

    async def _go_on(self) -> None:
        """What this process stores while it rests is handled in the transaction that stores it."""
        while True:
            await self._worked(self._together())
            while await self._rested():
                pass

    async def _rested(self) -> bool:
        """Whether what came was handled already, and there is no more."""
        if self._more.is_set():
            return False
        return await self.database.rest(inbox.BELL, IDLE_SECONDS, self._batch, self._worked)

    async def _help(self) -> None:
        """The second hand: on PostgreSQL it goes on while the first waits for the database."""
        while True:
            await self._more.wait()
            await self._worked(self._together())
            self.database.bell(inbox.BELL).ring()  # the first may have passed by the lanes that were held here

    async def _worked(self, batch: Awaitable[Batch]) -> None:
        """Without a database there is nothing to be done but to ask again."""
        try:
            await whole(self.settle(batch))
        except (SQLAlchemyError, OSError):
            self._more.clear()
            log.exception("the inbox could not be read, next try in %.0f s", IDLE_SECONDS)

    async def work_once(self) -> int:
        """Handles the next batch; returns how many updates it took on."""
        return await self.settle(self._together())

    async def settle(self, batch: Awaitable[Batch]) -> int:
        """Once a batch is committed, or has failed."""
        try:
            taken, presses = await batch
        except Exception:
            log.exception("a batch of updates failed; each is tried alone")
            taken, presses = await self._one_by_one(), []
        self._answer(presses)
        self.handled += taken
        return taken

    async def _together(self) -> Batch:
        async with self.database.write() as session:
            return await self._batch(session)

    async def _batch(self, session: AsyncSession) -> Batch:
        rows: Sequence[InboxUpdate] = inbox.taken_in(session)
        if not rows:
            rows = await inbox.claim(session, self.timekeeper.now(), BATCH, self._lanes)
            self._note_more(rows)
        return len(rows), await self._handle(session, rows)

    @property
    def _lanes(self) -> int:
        return inbox.LANES if self.database.embedded else inbox.LANES // 2

    def _note_more(self, rows: Sequence[InboxUpdate]) -> None:
        """Whether the inbox may hold more than was claimed, for either hand."""
        if len(rows) == BATCH or len({row.lane for row in rows}) == self._lanes:
            self._more.set()
        else:
            self._more.clear()

    async def _one_by_one(self) -> int:
        async with self.database.read() as session:
            ids = [row.update_id for row in await inbox.claim(session, self.timekeeper.now(), BATCH)]
        held_back: set[int] = set()
        for update_id in ids:
            await self._alone(update_id, held_back)
        self.database.bell(inbox.BELL).ring()  # what failed is to be tried again, and what waited behind it
        return len(ids)

    async def _alone(self, update_id: int, held_back: set[int]) -> None:
        row: InboxUpdate | None = None
        try:
            async with self.database.write() as session:
                row = await inbox.claim_one(session, update_id, self.timekeeper.now())
                presses = await self._handle(session, [row] if row and row.chat_id not in held_back else [])
            self._answer(presses)
        except Exception as error:
            if row is None:
                raise
            held_back.add(row.chat_id)
            await self._failed(row, error)

    async def _handle(self, session: AsyncSession, rows: Sequence[InboxUpdate]) -> list[Press]:
        presses = []
        for wave in waves(rows):
            raws = [raw for _, raw in wave]
            for raw, desk in zip(raws, await self.desks.lay(session, raws, self.timekeeper.now()), strict=True):
                await self.dispatch(raw, desk)
                await self._breathe()
                if "callback_query" in raw:
                    presses.append((str(raw["callback_query"]["id"]), desk.toast))
        await fold(session, self.timekeeper.now())
        claimed = [row.update_id for row in rows if row.state is InboxState.PENDING]
        if claimed:
            await inbox.done(session, claimed)
        return presses

    async def _breathe(self) -> None:
        """On SQLite nothing else lets others have their turn."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._breathed > TURN:
            await asyncio.sleep(0)
            self._breathed = loop.time()

    async def _failed(self, row: InboxUpdate, error: Exception) -> None:
        """The update is kept; after the last try whoever sent it is told."""
        log.error("update %s failed: %r", row.update_id, error, exc_info=error)
        now = self.timekeeper.now()
        async with self.database.write() as session:
            state = await inbox.failed(session, row.update_id, repr(error), now)
            if state is not InboxState.SET_ASIDE:
                return
            log.error("update %s is set aside", row.update_id)
            pressed = row.raw.get("callback_query")
            if row.chat_id and not pressed:
                post(session, row.chat_id, "core.set_aside", Lane.REPLY, now, update_id=row.update_id)
        if pressed:
            sorry = press_set_aside(self.desks.languages.to(None))
            self._answer([(str(pressed["id"]), Toast(sorry, alert=True))])

    def _answer(self, presses: list[Press]) -> None:
        for query_id, toast in presses:
            task = asyncio.create_task(self.answer(query_id, toast or Toast("")))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)


def waves(rows: Sequence[InboxUpdate]) -> Iterator[list[Given]]:
    """Desks are laid a wave at a time: within one, no update changes what the desk of a later one holds."""
    left = [(row, row.raw) for row in rows]
    while left:
        wave: list[Given] = []
        later: list[Given] = []
        unsettled: set[int] = set()
        for row, raw in left:
            if row.chat_id in unsettled:
                later.append((row, raw))
                continue
            wave.append((row, raw))
            if not settled(raw):
                unsettled.add(row.chat_id)
        yield wave
        left = later


def settled(raw: dict[str, Any]) -> bool:
    """Whether the chat's binding stays as it is: other commands, presses and service messages may change it."""
    if "callback_query" in raw:
        return str(raw["callback_query"].get("data", "")).startswith("hz:")
    message = raw.get("message", {})
    words = message.get("text") or message.get("caption") or ""
    return not SAID.isdisjoint(message) and (not words.startswith("/") or words.startswith("/report"))
