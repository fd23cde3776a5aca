"""A letter becomes words when it is sent, from the rows as they are then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.i18n import Languages
from handlers.messages import Gone, Menu, Pointless, Scene, View, Worded
from locales.translator import Translator
from models.db.database import Database
from models.grids.tables import Chat
from models.members.tables import Person
from models.outbox.tables import Letter

PERSON = select(Person).where(col(Person.tg_user_id) == bindparam("id"))


class UnknownKind(Exception):
    """No view words letters of this kind."""


@dataclass(frozen=True)
class Rendered:
    """`letter` as it was when it was leased: of changes since its revision the words may or may not know."""

    letter: Letter
    said: Worded | Menu | Gone | Pointless


@dataclass(frozen=True)
class Renderer:
    database: Database
    views: Mapping[str, View]
    languages: Languages
    zone: tzinfo
    bot_username: str
    now: Callable[[], datetime]

    async def render(self, letter: Letter) -> Rendered:
        """Raises UnknownKind, or whatever a view raises."""
        async with self.database.read(quick=True) as session:
            view = self.views.get(letter.kind)
            if view is None:
                raise UnknownKind(letter.kind)
            return Rendered(letter, await view(await self._scene(session, letter)))

    async def _scene(self, session: AsyncSession, letter: Letter) -> Scene:
        return Scene(
            session=session,
            letter=letter,
            t=await self._language(session, letter.chat_id),
            now=self.now(),
            zone=self.zone,
            bot_username=self.bot_username,
            editing=letter.message_id is not None,
        )

    async def _language(self, session: AsyncSession, chat_id: int) -> Translator:
        chat = await session.get(Chat, chat_id)
        person = await session.scalar(PERSON, {"id": chat_id}) if chat_id > 0 else None
        return self.languages.of(chat, person)
