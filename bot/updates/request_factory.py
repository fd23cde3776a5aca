"""Making the request for each update of a batch: its chat, person, grid and command, all read in a few statements."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.i18n import Languages
from bot.updates.admins import Admins, Question
from handlers.commands import command_in
from handlers.request import Request
from locales.translator import closest
from models.grids.tables import Binding, Chat, Grid
from models.inbox.raw_update import READ_LATE
from models.members.sightings import Pair, known, record_sightings
from models.members.tables import Person
from models.onboarding import chat_reachability
from models.outbox.enqueue import message_at
from models.outbox.lost_copies import recognise
from models.outbox.tables import OutboxMessage

ANONYMOUS_ADMIN = 1087968824
TELEGRAM = 777000
TITLE_LIMIT, NAME_LIMIT, USERNAME_LIMIT = 255, 160, 40  # of the columns
SPOKEN = ("message", "edited_message")
CONTENT = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")

BOUND = and_(col(Binding.chat_id) == col(Chat.id), col(Binding.unbound_at).is_(None))
IDS: BindParameter[int] = bindparam("ids", expanding=True)  # statements of every batch are put together once
CHATS = (
    select(Chat, Binding, Grid)
    .outerjoin(Binding, BOUND)
    .outerjoin(Grid, col(Grid.id) == col(Binding.grid_id))
    .where(col(Chat.id).in_(IDS))
)
OLDEST = timedelta(days=7)
ToldByTelegram = dict[int, dict[str, Any]]  # chats or users as Telegram tells of them, by their ids, the newest of each
Bound = dict[int, tuple[Binding, Grid]]


@dataclass
class KnownRows:
    """What was known of a batch's chats and people before."""

    chats: dict[int, Chat]
    bound: Bound
    people: dict[int, Person]  # by their Telegram ids
    sightings: set[Pair]


@dataclass(frozen=True)
class ParsedUpdate:
    """An update taken apart: who did what where."""

    kind: str
    event: dict[str, Any]
    message: dict[str, Any]
    chat: dict[str, Any] | None
    sender: dict[str, Any] | None


def parse_update(raw: dict[str, Any]) -> ParsedUpdate:
    kind = next((name for name in CONTENT if name in raw), "")
    event = raw.get(kind) or {}
    message = (event.get("message") or {}) if kind == "callback_query" else event
    sender = event.get("from")
    if sender is not None and (sender["id"] in (ANONYMOUS_ADMIN, TELEGRAM) or sender.get("is_bot")):
        sender = None
    return ParsedUpdate(kind, event, message, message.get("chat"), sender)


def sent_at(message: dict[str, Any], now: datetime) -> datetime | None:
    """
    When it was said, or edited. Telegram keeps updates for a day, and the inbox what could not be handled yet: a date
    that is older, or in the future, is not believed.
    """
    told = message.get("edit_date") or message.get("date") or 0
    ago = now.timestamp() - told
    return datetime.fromtimestamp(told, UTC) if 0 <= ago < OLDEST.total_seconds() else None


def late_since(message: dict[str, Any], now: datetime) -> datetime | None:
    """The same, if that was some time ago."""
    sent = sent_at(message, now)
    return sent if sent is not None and now - sent > READ_LATE else None


@dataclass(frozen=True)
class RequestFactory:
    bot_username: str
    bot_id: int
    zone: tzinfo
    languages: Languages
    admins: Admins
    asks_admin: Collection[str] = ()  # commands, and first words of presses, that are for administrators of a group
    admin_ids: frozenset[int] = frozenset()

    def question(self, raw: dict[str, Any]) -> Question | None:
        """What Telegram must have been asked before this update is handled."""
        return self._question(parse_update(raw))

    def _question(self, seen: ParsedUpdate) -> Question | None:
        if not seen.chat or not seen.sender or seen.chat["type"] == "private":
            return None
        if seen.kind == "callback_query":
            said = str(seen.event.get("data", "")).partition(":")[0]
        else:
            command = command_in(seen.message, self.bot_username) if seen.kind == "message" else None
            said = command.name if command else ""
        return (seen.chat["id"], seen.sender["id"]) if said in self.asks_admin else None

    async def make(self, session: AsyncSession, raws: Sequence[dict[str, Any]], now: datetime) -> list[Request]:
        seen = [parse_update(raw) for raw in raws]
        chats = {each.chat["id"]: each.chat for each in seen if each.chat}
        users = {each.sender["id"]: each.sender for each in seen if each.sender}
        met = await _met(session, chats, users)
        _meet_chats(session, met, chats, now)
        _meet_people(session, met, users, now)
        requests = [await self._request(session, each, now, met) for each in seen]
        pairs = [
            (request.person, request.chat.id)
            for request in requests
            if request.person and request.chat and request.grid
        ]
        record_sightings(session, pairs, met.sightings, now)
        return requests

    async def _request(self, session: AsyncSession, seen: ParsedUpdate, now: datetime, met: KnownRows) -> Request:
        chat = met.chats.get(seen.chat["id"]) if seen.chat else None
        person = met.people.get(seen.sender["id"]) if seen.sender else None
        binding, grid = met.bound.get(chat.id, (None, None)) if chat else (None, None)
        question = self._question(seen)
        if person and chat and chat.type == "private" and seen.kind == "message":
            person.started = True
            if not chat.reachable:
                await chat_reachability.reachable(session, chat.id, now)
                await session.refresh(chat)
        return Request(
            session=session,
            now=now,
            zone=self.zone,
            bot_username=self.bot_username,
            languages=self.languages,
            admin=self.admins.said(question) if question else None,
            admin_ids=self.admin_ids,
            chat=chat,
            person=person,
            binding=binding,
            grid=grid,
            command=command_in(seen.message, self.bot_username) if seen.kind in SPOKEN else None,
            message_id=seen.message.get("message_id"),
            sent_at=sent_at(seen.message, now) if seen.kind in SPOKEN else None,
            said_at=late_since(seen.message, now) if seen.kind in SPOKEN else None,
            replied_to=await self._replied(session, seen, now),
        )

    async def _replied(self, session: AsyncSession, seen: ParsedUpdate, now: datetime) -> OutboxMessage | None:
        replied = seen.message.get("reply_to_message") if seen.kind in SPOKEN else None
        if not replied or replied.get("from", {}).get("id") != self.bot_id:
            return None
        chat_id, message_id = replied["chat"]["id"], replied["message_id"]
        known = await message_at(session, chat_id, message_id)
        rows = (replied.get("reply_markup") or {}).get("inline_keyboard", ())
        buttons = [button.get("callback_data") for row in rows for button in row]
        return known or await recognise(session, chat_id, message_id, buttons, now)


async def _met(session: AsyncSession, chats: ToldByTelegram, users: ToldByTelegram) -> KnownRows:
    places = (await session.execute(CHATS, {"ids": list(chats)})).all()
    people, sightings = await known(session, users, chats)
    return KnownRows({chat.id: chat for chat, _, _ in places}, _bound(places), people, sightings)


def _bound(places: Iterable[Sequence[Any]]) -> Bound:
    return {chat.id: (binding, grid) for chat, binding, grid in places if grid is not None}


def _meet_chats(session: AsyncSession, met: KnownRows, told: ToldByTelegram, now: datetime) -> None:
    for chat_id, chat in told.items():
        row = met.chats.get(chat_id)
        if row is None:
            row = met.chats[chat_id] = Chat(id=chat_id, type=chat["type"], seen_at=now)
            session.add(row)
        title = str(chat.get("title") or chat.get("first_name") or "")[:TITLE_LIMIT]
        if (row.title, row.type) != (title, chat["type"]):
            row.title, row.type = title, chat["type"]


def _meet_people(session: AsyncSession, met: KnownRows, told: ToldByTelegram, now: datetime) -> None:
    for user_id, user in told.items():
        row = met.people.get(user_id)
        if row is None:
            language = closest(user.get("language_code"))
            row = met.people[user_id] = Person(tg_user_id=user_id, language=language, first_seen=now)
            session.add(row)
        name = " ".join(filter(None, (user.get("first_name"), user.get("last_name"))))[:NAME_LIMIT]
        username = str(user.get("username") or "")[:USERNAME_LIMIT] or None
        if (row.name, row.username) != (name, username):
            row.name, row.username = name, username
