"""Who is an administrator of a chat: Telegram is asked between transactions, and its answer is kept for a minute.

    update claimed ──not known──▶ put off, Telegram asked ──answered, or silent for too long──▶ claimed again, handled

What must always hold: no transaction waits for Telegram, and while Telegram is silent only the updates that need its
answer wait, as long as one call may take.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field

AT_ONCE = 8
KEPT = 60.0  # seconds
SILENCE_KEPT = 10.0  # seconds: who asks again so soon gets no other answer

Question = tuple[int, int]  # chat, user
Ask = Callable[[int, int], Awaitable[bool | None]]


@dataclass
class Admins:
    """`ask` has patience of its own, and gives None when Telegram does not answer."""

    ask: Ask
    clock: Callable[[], float] = time.monotonic
    errands: set[asyncio.Task[None]] = field(default_factory=set)
    _known: dict[Question, tuple[bool | None, float]] = field(default_factory=dict)
    _asking: dict[Question, set[int]] = field(default_factory=dict)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def knows(self, question: Question) -> bool:
        return question in self._known and self._known[question][1] > self.clock()

    def said(self, question: Question) -> bool | None:
        return self._known[question][0] if self.knows(question) else None

    def inquire(self, waiting: Mapping[int, Question], resume: Callable[[Collection[int]], Awaitable[None]]) -> None:
        """Asks in the background what these updates (by id) wait for; `resume` is told which need wait no longer."""
        for update_id, question in waiting.items():
            if question in self._asking:
                self._asking[question].add(update_id)
                continue
            self._asking[question] = {update_id}
            errand = asyncio.create_task(self._inquire(question, resume))
            self.errands.add(errand)
            errand.add_done_callback(self.errands.discard)

    async def _inquire(self, question: Question, resume: Callable[[Collection[int]], Awaitable[None]]) -> None:
        try:
            await self.learn(question)
        finally:
            waiting = self._asking.pop(question)
        await resume(waiting)

    async def learn(self, question: Question) -> None:
        async with self._places:
            answer = await self.ask(*question)
        now = self.clock()
        self._known = {each: known for each, known in self._known.items() if known[1] > now}
        self._known[question] = answer, now + (SILENCE_KEPT if answer is None else KEPT)
