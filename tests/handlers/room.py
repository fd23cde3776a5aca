"""A room to speak in: updates as Telegram sends them go through requests and dispatcher; messages come out, worded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.features import ASKS_ADMIN
from bot.i18n import Languages
from bot.updates.admins import Admins
from bot.updates.request_factory import RequestFactory
from bot.updates.work import Dispatch
from handlers.callbacks import Press
from handlers.messages import MessageContent, RenderContext, View, Worded
from handlers.request import Request
from locales.translator import translator
from models.emergencies.tables import Call
from models.hazards.tables import Hazard
from models.outbox.enqueue import enqueue
from models.outbox.tables import Delivered, Lane, MessageState, OutboxMessage
from tests.handlers.pressing import BUTTONS

BOT = {"id": 42, "is_bot": True, "first_name": "网格哨", "username": "wangge_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
SHANGHAI = ZoneInfo("Asia/Shanghai")


def person(tg: int, name: str = "某人", **more: Any) -> dict[str, Any]:
    return {"id": tg, "is_bot": False, "first_name": name, **more}


def chat(chat_id: int, title: str = "某群") -> dict[str, Any]:
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": "某人"}
    return {"id": chat_id, "type": "supergroup", "title": title}


@dataclass
class Room:
    session: AsyncSession
    now: datetime
    dispatch: Dispatch
    views: dict[str, View]
    admins: set[int] = field(default_factory=set)
    buttons: Sequence[type[Press]] = BUTTONS
    telegram_answers: bool = True
    asked: list[tuple[int, int]] = field(default_factory=list)
    kept: dict[str, Path] = field(default_factory=dict)  # files by their SHA-256
    numbers: count = field(default_factory=lambda: count(1))  # type: ignore[type-arg]

    async def is_admin(self, chat_id: int, user_id: int) -> bool | None:
        self.asked.append((chat_id, user_id))
        return user_id in self.admins if self.telegram_answers else None

    async def take(self, **update: Any) -> Request:
        read = self.dispatch.read({"update_id": next(self.numbers), **update})
        languages = Languages("zh_CN")
        admins = Admins(self.is_admin)
        requests = RequestFactory("wangge_bot", 42, SHANGHAI, languages, admins, ASKS_ADMIN)
        if question := requests.question(read.raw):
            await admins.learn(question)
        [request] = await requests.make(self.session, [read.raw], self.now)
        await self.dispatch(read, request)
        await self.session.flush()
        return request

    async def says(self, by: int | dict[str, Any], where: int | dict[str, Any], text: str, **more: Any) -> Request:
        return await self.take(message={**self.message(by, where), "text": text, **more})

    async def sends(self, by: int | dict[str, Any], where: int | dict[str, Any], **content: Any) -> Request:
        return await self.take(message={**self.message(by, where), **content})

    async def presses(
        self, by: int | dict[str, Any], where: int | dict[str, Any], data: str, on: int | None = None
    ) -> Request:
        """On the message of this number, or on one that we do not know of."""
        card = {**self.message(BOT, where), "text": "…"}
        card["message_id"] = on or card["message_id"]
        query = {"id": "1", "from": who(by), "message": card, "chat_instance": "1", "data": data}
        return await self.take(callback_query=query)

    async def membership(self, where: int | dict[str, Any], old: str, new: str, by: int = 90, **more: Any) -> Request:
        event = {
            "chat": place(where),
            "from": person(by),
            "date": int(self.now.timestamp()),
            "old_chat_member": member(old),
            "new_chat_member": member(new, **more),
        }
        return await self.take(my_chat_member=event)

    def message(self, by: int | dict[str, Any], where: int | dict[str, Any]) -> dict[str, Any]:
        number = next(self.numbers)
        return {"message_id": number, "date": int(self.now.timestamp()), "chat": place(where), "from": who(by)}

    async def messages(self, chat_id: int | None = None) -> list[OutboxMessage]:
        rows = select(OutboxMessage).order_by(col(OutboxMessage.id)).execution_options(populate_existing=True)
        here = rows if chat_id is None else rows.where(col(OutboxMessage.chat_id) == chat_id)
        return list((await self.session.scalars(here)).all())

    async def kinds(self, chat_id: int | None = None) -> list[str]:
        """What is told, menus aside."""
        return [message.kind for message in await self.messages(chat_id) if not message.kind.startswith("menu.")]

    async def newest(self, kind: str) -> OutboxMessage:
        return [message for message in await self.messages() if message.kind == kind][-1]

    async def worded(self, message: OutboxMessage, locale: str = "zh_CN") -> Worded:
        said = await self.views[message.kind](self.context(message, locale))
        if isinstance(said, MessageContent):
            await self._made_for(message, said)
        return said

    async def _made_for(self, message: OutboxMessage, said: MessageContent) -> None:
        """No view puts a button under a message that it was not made for."""
        for data in (button.data for row in said.buttons for button in row if button.data):
            [press] = [read for each in self.buttons if (read := each.read(data)) is not None]
            named = await self._numbered(press, data) if press.about == "number" else None
            assert press.made_for(message, named), f"{data} under {message.kind}"

    async def _numbered(self, press: Press, data: str) -> int:
        table: Any = Call if data.startswith("sos") else Hazard
        rows = select(col(table.id)).where(col(table.number) == vars(press)["number"])
        return int((await self.session.execute(rows)).scalar_one())

    def context(self, message: OutboxMessage, locale: str = "zh_CN", *, editing: bool = False) -> RenderContext:
        """`editing`: the message stands in the chat already and is worded anew."""
        about = self.session, message, translator(locale), self.now, SHANGHAI, "wangge_bot"
        return RenderContext(*about, editing, self.kept.get)

    async def text(self, kind: str, locale: str = "zh_CN") -> str:
        said = await self.worded(await self.newest(kind), locale)
        assert isinstance(said, MessageContent), said
        return said.html

    async def standing(
        self, chat_id: int, kind: str, message_id: int, subject_id: int | None = None, **args: Any
    ) -> OutboxMessage:
        """A message as delivery has sent it."""
        message = enqueue(self.session, chat_id, kind, Lane.REPLY, self.now, subject_id=subject_id, **args)
        await self.session.flush()
        await self.sent(kind, message_id)
        return await self.session.get_one(OutboxMessage, message.id)

    async def sent(self, kind: str, message_id: int) -> None:
        """As if delivery had sent the message."""
        message = await self.newest(kind)
        message.state, message.message_id = MessageState.SENT, message_id
        self.session.add(Delivered(chat_id=message.chat_id, message_id=message_id, letter_id=message.id))
        await self.session.flush()


def who(by: int | dict[str, Any]) -> dict[str, Any]:
    return person(by) if isinstance(by, int) else by


def place(where: int | dict[str, Any]) -> dict[str, Any]:
    return chat(where) if isinstance(where, int) else where


def member(status: str, **more: Any) -> dict[str, Any]:
    """The bot as a member of a chat, with the rights that Telegram names for the status."""
    rights: dict[str, Any] = {}
    if status == "kicked":
        rights = {"until_date": 0}
    elif status == "restricted":
        names = "send_messages send_audios send_documents send_photos send_videos send_video_notes send_voice_notes "
        names += "send_polls send_other_messages add_web_page_previews change_info invite_users pin_messages "
        names += "manage_topics edit_tag react_to_messages"
        rights = {f"can_{name}": False for name in names.split()} | {"is_member": True, "until_date": 0}
    elif status == "administrator":
        names = "manage_chat delete_messages manage_video_chats restrict_members promote_members change_info "
        names += "invite_users post_stories edit_stories delete_stories send_welcome_messages"
        rights = {f"can_{name}": True for name in names.split()} | {"can_be_edited": False, "is_anonymous": False}
    return {"user": BOT, "status": status, **rights, **more}
