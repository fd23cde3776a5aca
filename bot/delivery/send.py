"""Saying a worded message through the Bot API: which method, and with what."""

import asyncio
import hashlib
import logging
import math
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeDefault,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    MessageId,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from bot.delivery.aiohttp_request import AiohttpRequest
from bot.delivery.classify import MessagePart
from bot.delivery.html import CAPTION_LIMIT, TEXT_LIMIT, cut_html, cut_plain, plain
from bot.delivery.pace import Rates
from bot.files.photo import sendable
from handlers.messages import Button, Copy, Menu, MenuScope, MessageContent, Photo

logger = logging.getLogger(__name__)

Said = MessageContent | Menu
AnyMarkup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
HINT_LIMIT = 64
PATIENCE = 20.0
BACKSTOP = 1.25  # the second limiter allows this much more than the pacer lets through, so that it never delays it


def open_bot(
    token: str, api_url: str, rates: Rates, *, senders: int, patience: float = PATIENCE, proxy: str = ""
) -> ExtBot[int]:
    """Not yet initialised. `patience`: seconds to wait for an answer; `proxy`: an HTTP proxy's address, if any."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own way to opt in to what it will become
    request = AiohttpRequest(connections=senders + 2, patience=patience, proxy=proxy)
    backstop = AIORateLimiter(
        overall_max_rate=math.ceil(rates.per_second * BACKSTOP),
        group_max_rate=math.ceil(rates.per_group_minute * BACKSTOP),
        max_retries=0,
    )
    return ExtBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=request,
        rate_limiter=backstop,
    )


@dataclass(frozen=True)
class SendJob:
    """What to say where; with `message_id`, what stands there in `form` is changed to it."""

    chat_id: int
    said: Said
    reply_to: int | None = None
    message_id: int | None = None
    form: str | None = None
    markup: bool = True

    @property
    def cost(self) -> int:
        """How many messages it counts as."""
        return max(1, len(self.said.photos)) if isinstance(self.said, MessageContent) else 1

    @property
    def editing(self) -> bool:
        return self.message_id is not None and changeable(self.form, form_of(self.said))

    def without(self, part: MessagePart | None) -> "SendJob | None":
        """The same job, less a part that was refused; None if it had no such part."""
        match part:
            case MessagePart.REPLY if self.reply_to is not None and not only_as_reply(self.said):
                return replace(self, reply_to=None)
            case MessagePart.STANDING if self.message_id is not None:
                return replace(self, message_id=None, form=None)
            case MessagePart.PHOTOS if isinstance(self.said, MessageContent) and self.said.photos:
                return replace(self, said=replace(self.said, photos=()))
            case MessagePart.MARKUP if self.markup:
                return replace(self, markup=False)
        return None


def only_as_reply(said: Said) -> bool:
    return isinstance(said, MessageContent) and said.only_as_reply


@dataclass(frozen=True)
class SentMessage:
    """What stands in the chat now."""

    message_ids: tuple[int, ...]
    form: str


def form_of(said: Said) -> str:
    """text, menu, document, copy, question, or photo and album with a mark of their pictures."""
    if isinstance(said, Menu):
        return "menu"
    if said.copy_of is not None:
        return "copy"
    if said.document is not None:
        return "document"
    if said.ask_reply:
        return "question"
    if not said.photos:
        return "text"
    mark = hashlib.sha256("\n".join(map(str, said.photos)).encode()).hexdigest()[:6]
    return f"{'photo' if len(said.photos) == 1 else 'album'}:{mark}"


def changeable(stands: str | None, wanted: str) -> bool:
    """Whether a message can be edited from one form into another: a text can become a photo, not the other way.

    Telegram lets nobody edit a message that opens the reader's reply line.
    """
    if stands == "question":
        return False
    if stands is None or stands == wanted:
        return stands is not None
    return wanted.startswith("photo") and stands.startswith(("text", "photo"))


class Speaker:
    """Says jobs; raises TelegramError."""

    def __init__(self, bot: ExtBot[int]) -> None:
        self._bot = bot
        self._ways: dict[type, Callable[[SendJob, Any], Awaitable[SentMessage]]] = {
            MessageContent: self._word,
            Menu: self._menu,
        }

    async def say(self, job: SendJob) -> SentMessage:
        return await self._ways[type(job.said)](job, job.said)

    async def remove(self, chat_id: int, message_id: int) -> None:
        """Best effort: a message older than two days stays."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramError as error:
            logger.info("message %s in %s stays: %s", message_id, chat_id, error)

    async def _word(self, job: SendJob, worded: MessageContent) -> SentMessage:
        if job.editing and job.message_id is not None:
            await self._edit(job, worded, job.message_id)
            return SentMessage((job.message_id,), form_of(worded))
        sent = await self._send(job, worded)
        return SentMessage(tuple(message.message_id for message in sent), form_of(worded))

    async def _send(self, job: SendJob, worded: MessageContent) -> tuple[Message | MessageId, ...]:
        common: dict[str, Any] = {"chat_id": job.chat_id, "reply_parameters": _reply(job)}
        markup = _markup(job, worded)
        if worded.copy_of is not None:
            return await self._copy(job, worded, worded.copy_of)
        if not worded.photos and worded.document is None:
            body = {**_body(job, worded, "text"), "link_preview_options": LinkPreviewOptions(is_disabled=True)}
            return (await self._bot.send_message(**common, **body, reply_markup=markup),)
        body = _body(job, worded, "caption")
        if worded.document is not None:
            file = InputFile(await asyncio.to_thread(worded.document.path.read_bytes), filename=worded.document.name)
            return (await self._bot.send_document(document=file, **common, **body, reply_markup=markup),)
        if len(worded.photos) == 1:
            photo = await _picture(worded.photos[0])
            return (await self._bot.send_photo(photo=photo, **common, **body, reply_markup=markup),)
        album = [InputMediaPhoto(await _picture(photo)) for photo in worded.photos]
        return await self._bot.send_media_group(media=album, **common, **body)

    async def _copy(self, job: SendJob, worded: MessageContent, copy: Copy) -> tuple[Message | MessageId, ...]:
        """A refusal may speak of the chat that is copied from, so it is never taken to be about the chat told."""
        source: dict[str, Any] = {"from_chat_id": copy.chat_id, "message_id": copy.message_id}
        body = {**_body(job, worded, "caption"), "reply_markup": _inline(worded.buttons)}
        try:
            return (await self._bot.copy_message(job.chat_id, **source, reply_parameters=_reply(job), **body),)
        except (BadRequest, ChatMigrated, Forbidden) as error:
            logger.info("message %s in %s cannot be copied: %s", copy.message_id, copy.chat_id, error)
            return await self._send(job, copy.fallback)

    async def _edit(self, job: SendJob, worded: MessageContent, message_id: int) -> None:
        place: dict[str, Any] = {"chat_id": job.chat_id, "message_id": message_id}
        buttons = None if len(worded.photos) > 1 else _inline(worded.buttons)
        if not worded.photos and worded.document is None:
            body = {**_body(job, worded, "text"), "link_preview_options": LinkPreviewOptions(is_disabled=True)}
            await self._bot.edit_message_text(**place, **body, reply_markup=buttons)
        elif job.form == form_of(worded):
            body = _body(job, worded, "caption")
            await self._bot.edit_message_caption(**place, **body, reply_markup=buttons)
        else:
            media = InputMediaPhoto(await _picture(worded.photos[0]), **_body(job, worded, "caption"))
            await self._bot.edit_message_media(media, **place, reply_markup=buttons)

    async def _menu(self, job: SendJob, menu: Menu) -> SentMessage:
        await self.offer(menu, job.chat_id)
        return SentMessage((), form_of(menu))

    async def offer(self, menu: Menu, chat_id: int = 0) -> None:
        """Sets a command menu; `chat_id` matters to the scopes of one chat."""
        commands = [BotCommand(name, description) for name, description in menu.commands]
        scope = _scope(menu.scope, chat_id)
        await self._bot.set_my_commands(commands, scope=scope, language_code=menu.language_code or None)


async def _picture(photo: Photo) -> str | bytes:
    return photo if isinstance(photo, str) else await asyncio.to_thread(lambda: sendable(photo.read_bytes()))


def _body(job: SendJob, worded: MessageContent, name: str) -> dict[str, Any]:
    limit = TEXT_LIMIT if name == "text" else CAPTION_LIMIT
    if job.markup:
        return {name: cut_html(worded.html, limit), "parse_mode": "HTML"}
    return {name: cut_plain(plain(worded.html), limit)}


def _reply(job: SendJob) -> ReplyParameters | None:
    if job.reply_to is None:
        return None
    return ReplyParameters(job.reply_to, allow_sending_without_reply=not only_as_reply(job.said))


def _markup(job: SendJob, worded: MessageContent) -> AnyMarkup:
    if worded.buttons:
        return _inline(worded.buttons)
    if worded.ask_contact:
        asking = KeyboardButton(worded.ask_contact, request_contact=True)
        return ReplyKeyboardMarkup([[asking]], resize_keyboard=True, one_time_keyboard=True)
    if worded.ask_location:
        asking = KeyboardButton(worded.ask_location, request_location=True)
        return ReplyKeyboardMarkup([[asking]], resize_keyboard=True, one_time_keyboard=True)
    if worded.ask_reply:
        in_group = job.chat_id < 0  # there it is for whom the message mentions or answers
        return ForceReply(selective=in_group, input_field_placeholder=worded.ask_reply[:HINT_LIMIT])
    return ReplyKeyboardRemove() if worded.drop_keyboard else None


def _inline(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.data)


def _scope(scope: MenuScope, chat_id: int) -> BotCommandScope:
    match scope:
        case MenuScope.DEFAULT:
            return BotCommandScopeDefault()
        case MenuScope.GROUPS:
            return BotCommandScopeAllGroupChats()
        case MenuScope.ADMINISTRATORS:
            return BotCommandScopeAllChatAdministrators()
        case MenuScope.CHAT:
            return BotCommandScopeChat(chat_id)
        case MenuScope.CHAT_ADMINISTRATORS:
            return BotCommandScopeChatAdministrators(chat_id)
