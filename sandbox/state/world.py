"""Everything there is in one sandbox, and its clock."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sandbox.audit import Audit
from sandbox.errors import ControlError
from sandbox.page_texts import Step, Text
from sandbox.state.chats import Bot, Chat, Person, Poll
from sandbox.state.files import Files
from sandbox.state.journal import Journal
from sandbox.state.limits import Limits
from sandbox.state.updates import Updates

EVENTS_KEPT = 50_000
CALLBACKS_KEPT = 10_000
OnClock = Callable[[timedelta], Awaitable[None]]
OnReset = Callable[[], Awaitable[None]]


@dataclass(slots=True, eq=False)
class Callback:
    """A pressed button. `answer` is {text, show_alert, …} once the bot has answered."""

    id: str
    bot: Bot
    person: Person
    chat: Chat
    at: float
    answered: asyncio.Event
    answer: dict[str, Any] | None = None


class World:
    """
    Identifiers are like the real ones: beyond 32 bits, groups negative, supergroups -100….
    Message identifiers count from 1 in every chat, so they are no key without the chat.
    """

    def __init__(
        self, *, strict: bool = False, on_clock: OnClock | None = None, on_reset: OnReset | None = None
    ) -> None:
        self.audit = Audit(strict=strict)
        self.on_clock = on_clock
        self.on_reset = on_reset
        self.offset = timedelta()
        self.webhook_delay = 1.0  # seconds until a webhook that failed is tried again
        self.title: Text | None = None
        self.about: Text | None = None
        self.guide: list[Text | Step] = []
        self.bots: dict[int, Bot] = {}
        self.tokens: dict[str, Bot] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self.polls: dict[str, Poll] = {}
        self.events = Journal(EVENTS_KEPT)
        self.limits = Limits()
        self.files = Files()
        self._person_ids = count(6_800_000_001)
        self._bot_ids = count(7_100_000_001)
        self._group_ids = count(4_200_000_001)
        self._supergroup_ids = count(1_002_000_000_001)

    def clear(self) -> None:
        """Nobody and nothing is left, at the real hour. No id is given a second time, and the events go on."""
        for kept in (self.bots, self.tokens, self.people, self.groups, self.private, self.callbacks, self.polls):
            kept.clear()
        self.offset, self.title, self.about, self.guide = timedelta(), None, None, []
        self.limits, self.files = Limits(), Files()

    # The clock

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def timestamp(self) -> float:
        return self.now().timestamp()

    async def advance(self, step: timedelta) -> None:
        self.offset += step
        self.events.add(kind="clock", chat=None, now=self.now().isoformat())
        if self.on_clock is not None:
            await self.on_clock(step)

    # Who there is

    def add_bot(
        self,
        token: str | None = None,
        username: str | None = None,
        first_name: str = "Bot",
        *,
        privacy: bool = True,
    ) -> Bot:
        number = token_owner(token) if token else next(self._bot_ids)
        if number in self.bots:
            raise ControlError(f"there is a bot {number} already")
        token = token or f"{number}:{secrets.token_urlsafe(26)[:35]}"
        updates = Updates(self.audit, self.timestamp)
        bot = Bot(number, token, username or f"bot{number}_bot", first_name, updates, privacy)
        self.bots[number] = self.tokens[token] = bot
        return bot

    def add_person(self, first_name: str, **about: Any) -> Person:
        person = Person(next(self._person_ids), first_name, **about)
        self.people[person.id] = person
        return person

    def add_group(self, kind: str, title: str) -> Chat:
        number = next(self._group_ids if kind == "group" else self._supergroup_ids)
        chat = Chat(-number, kind, title)
        self.groups[chat.id] = chat
        return chat

    def private_chat(self, person: Person, bot: Bot) -> Chat:
        chat = self.private.get((person.id, bot.id))
        if chat is None:
            chat = Chat(person.id, "private", person=person, bot=bot, bots={bot.id: bot})
            self.private[person.id, bot.id] = chat
        return chat

    # Finding

    def find_person(self, number: int) -> Person:
        if number not in self.people:
            raise ControlError(f"no person {number}", 404)
        return self.people[number]

    def find_bot(self, number: int | None) -> Bot:
        """The only bot, if none is named."""
        if number is None and len(self.bots) == 1:
            return next(iter(self.bots.values()))
        if number is None:
            raise ControlError(f"say which bot: there are {len(self.bots)}")
        if number not in self.bots:
            raise ControlError(f"no bot {number}", 404)
        return self.bots[number]

    def find_user(self, number: int) -> Person | Bot:
        return self.bots.get(number) or self.find_person(number)

    def find_chat(self, number: int, bot: int | None = None) -> Chat:
        if number > 0:
            return self.private_chat(self.find_person(number), self.find_bot(bot))
        if number not in self.groups:
            raise ControlError(f"no chat {number}", 404)
        return self.groups[number]

    # Callbacks

    def add_callback(self, bot: Bot, person: Person, chat: Chat) -> Callback:
        number = str(secrets.randbits(62))
        callback = Callback(number, bot, person, chat, self.timestamp(), asyncio.Event())
        self.callbacks[number] = callback
        if len(self.callbacks) > CALLBACKS_KEPT:
            del self.callbacks[next(iter(self.callbacks))]
        return callback


def token_owner(token: str) -> int:
    number, _, secret = token.partition(":")
    if not number.isdecimal() or not secret:
        raise ControlError("a token is a number, a colon and a secret")
    return int(number)
