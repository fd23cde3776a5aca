"""A message becomes words when it is sent, from the rows as they are then."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.files.making import Makings, MuchUnderWay
from bot.i18n import Languages
from handlers.messages import (
    Attachment,
    Kept,
    MessageContent,
    Photo,
    ReadsMuch,
    RenderContext,
    View,
    Worded,
)
from locales.translator import Translator
from models.db.database import Database
from models.grids.tables import Chat
from models.members.tables import Person
from models.outbox.tables import OutboxMessage

log = logging.getLogger(__name__)
PERSON = select(Person).where(col(Person.tg_user_id) == bindparam("id"))


class UnknownKind(Exception):
    """No view words messages of this kind."""


@dataclass(frozen=True)
class Rendered:
    """`message` as it was when it was leased: of changes since its revision the words may or may not know.

    `lost`: its chat is taken to be out of reach; `topic`: where in it what is no reply goes, which may be `closed`.
    """

    message: OutboxMessage
    said: Worded
    lost: bool = False
    topic: int | None = None
    closed: bool = False


@dataclass(frozen=True)
class Renderer:
    database: Database
    views: Mapping[str, View]
    languages: Languages
    zone: tzinfo
    bot_username: str
    now: Callable[[], datetime]
    kept: Kept
    makings: Makings = field(default_factory=Makings)

    async def render(self, message: OutboxMessage) -> Rendered:
        """Raises UnknownKind, MuchUnderWay, or whatever a view raises."""
        rendered = await self._worded(message)
        said = rendered.said
        if isinstance(said, MessageContent) and said.document and isinstance(said.document.content, partial):
            made = await self.makings.made(said.document.content)
            return replace(rendered, said=replace(said, document=Attachment(made, said.document.name)))
        if isinstance(said, MessageContent) and any(isinstance(photo, partial) for photo in said.photos):
            return replace(rendered, said=await self._pictured(said))
        return rendered

    async def _pictured(self, said: MessageContent) -> MessageContent:
        """Without any, where one of its pictures cannot be made."""
        made: list[Photo] = []
        try:
            for each in said.photos:
                made.append(await self.makings.made(each) if isinstance(each, partial) else each)
        except MuchUnderWay:
            raise
        except Exception:
            log.exception("a picture could not be made; its words are said without it")
            return said.without_pictures()
        return replace(said, photos=tuple(made))

    async def _worded(self, message: OutboxMessage) -> Rendered:
        view = self.views.get(message.kind)
        if view is None:
            raise UnknownKind(message.kind)
        if not isinstance(view, ReadsMuch):
            return await self._said(message, view)
        if self.makings.slots.locked():
            raise MuchUnderWay
        async with self.makings.slots:
            return await self._said(message, view)

    async def _said(self, message: OutboxMessage, view: View) -> Rendered:
        async with self.database.read(quick=not isinstance(view, ReadsMuch)) as session:
            chat = await session.get(Chat, message.chat_id)
            said = await view(await self._context(session, message, chat))
            if chat is None:
                return Rendered(message, said)
            again = chat.topic_again_at
            topic = chat.topic_id if again is None or again <= self.now() else None
            return Rendered(message, said, not chat.reachable, topic, closed=again is not None)

    async def _context(self, session: AsyncSession, message: OutboxMessage, chat: Chat | None) -> RenderContext:
        return RenderContext(
            session=session,
            message=message,
            t=await self._language(session, message.chat_id, chat),
            now=self.now(),
            zone=self.zone,
            bot_username=self.bot_username,
            editing=message.message_id is not None,
            kept=self.kept,
        )

    async def _language(self, session: AsyncSession, chat_id: int, chat: Chat | None) -> Translator:
        person = await session.scalar(PERSON, {"id": chat_id}) if chat_id > 0 else None
        return self.languages.of(chat, person)
