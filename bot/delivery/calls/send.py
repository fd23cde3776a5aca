"""Saying a worded message through the Bot API: which method, and with what."""

import logging
import math
import os
from collections.abc import Awaitable, Callable, Sequence
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
from bot.delivery.calls.files import Files
from bot.delivery.calls.html import CAPTION_LIMIT, TEXT_LIMIT, cut_html, cut_plain, plain
from bot.delivery.calls.pins import pin, unpin
from bot.delivery.calls.quiz import ask_quiz, end_quiz, told_of
from bot.delivery.job import SendJob, SentMessage, form_of, only_as_reply
from bot.delivery.pace import Rates
from handlers.messages import Button, Copy, Menu, MenuScope, MessageContent

logger = logging.getLogger(__name__)

AnyMarkup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
HINT_LIMIT = 64
BACKSTOP = 1.25  # the second limiter allows this much more than the pacer lets through, so that it never delays it


def open_bot(token: str, api_url: str, rates: Rates, request: AiohttpRequest) -> ExtBot[int]:
    """Not yet initialised."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own way to opt in to what it will become
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


class Speaker:
    """Says jobs; raises TelegramError."""

    def __init__(self, bot: ExtBot[int], files: Files) -> None:
        self._bot = bot
        self._files = files
        self._ways: dict[type, Callable[[SendJob, Any], Awaitable[SentMessage]]] = {
            MessageContent: self._word,
            Menu: self._menu,
        }

    async def say(self, job: SendJob) -> SentMessage:
        return await self._ways[type(job.said)](job, job.said)

    async def remove(self, chat_id: int, message_id: int) -> TelegramError | None:
        """What Telegram refuses to take away stays, as after two days; returns why it could not be asked, if so."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramError as error:
            logger.info("message %s in %s stays: %s", message_id, chat_id, error)
            return None if isinstance(error, BadRequest | Forbidden) else error
        return None

    async def _word(self, job: SendJob, worded: MessageContent) -> SentMessage:
        if job.editing and job.message_id is not None and worded.quiz is not None:
            told = await end_quiz(self._bot, job.chat_id, job.message_id) if worded.quiz.closed else None
            return SentMessage((job.message_id,), form_of(worded), told)
        if job.editing and job.message_id is not None:
            await self._edit(job, worded, job.message_id)
            if worded.unpin:
                await unpin(self._bot, job.chat_id, job.message_id)
            return SentMessage((job.message_id,), form_of(worded))
        if worded.reaction and await self._reacted(job, worded.reaction):
            return SentMessage((), form_of(worded))
        sent = await self._send(job, worded)
        if worded.pin:
            await pin(self._bot, job.chat_id, sent[0].message_id, aloud=worded.pin_aloud)
        return SentMessage(tuple(message.message_id for message in sent), form_of(worded), told_of(sent[0]))

    async def _send(self, job: SendJob, worded: MessageContent) -> tuple[Message | MessageId, ...]:
        common: dict[str, Any] = {"chat_id": job.chat_id, **_place(job)}
        if worded.silent:
            common["disable_notification"] = True
        if worded.protected:
            common["protect_content"] = True
        markup = _markup(job, worded)
        if worded.copy_of is not None:
            return await self._copy(job, worded, worded.copy_of)
        if worded.quiz is not None:
            return (await ask_quiz(self._bot, worded.quiz, common),)
        if not worded.photos and worded.document is None:
            body = {**_body(job, worded, "text"), "link_preview_options": LinkPreviewOptions(is_disabled=True)}
            return (await self._bot.send_message(**common, **body, reply_markup=markup),)
        return await self._show(worded, {**common, **_body(job, worded, "caption")}, markup)

    async def _show(self, worded: MessageContent, call: dict[str, Any], markup: AnyMarkup) -> tuple[Any, ...]:
        async def show(media: Sequence[Any]) -> tuple[Message, ...]:
            if worded.document is not None:
                return (await self._bot.send_document(document=media[0], **call, reply_markup=markup),)
            if len(media) == 1:
                return (await self._bot.send_photo(photo=media[0], **call, reply_markup=markup),)
            return await self._bot.send_media_group(media=[InputMediaPhoto(each) for each in media], **call)

        return tuple(await self._files.send(worded, show))

    async def _reacted(self, job: SendJob, sign: str) -> bool:
        """Not where it is not allowed; what is deleted needs no sign any more."""
        try:
            await self._bot.set_message_reaction(job.chat_id, job.reply_to or 0, sign)
        except BadRequest as error:
            logger.info("message %s in %s bears no sign: %s", job.reply_to, job.chat_id, error)
            return "not found" in str(error).lower()
        return True

    async def _copy(self, job: SendJob, worded: MessageContent, copy: Copy) -> tuple[Message | MessageId, ...]:
        """A refusal may speak of the chat that is copied from, so it is never taken to be about the chat told."""
        source: dict[str, Any] = {"from_chat_id": copy.chat_id, "message_id": copy.message_id}
        body = {**_body(job, worded, "caption"), "reply_markup": _inline(worded.buttons)}
        try:
            return (await self._bot.copy_message(job.chat_id, **source, **_place(job), **body),)
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

            async def change(media: Sequence[Any]) -> tuple[Message, ...]:
                photo = InputMediaPhoto(media[0], **_body(job, worded, "caption"))
                edited = await self._bot.edit_message_media(photo, **place, reply_markup=buttons)
                return (edited,) if isinstance(edited, Message) else ()

            await self._files.send(worded, change)

    async def _menu(self, job: SendJob, menu: Menu) -> SentMessage:
        await self.offer(menu, job.chat_id)
        return SentMessage((), form_of(menu))

    async def offer(self, menu: Menu, chat_id: int = 0) -> None:
        """Sets a command menu; `chat_id` matters to the scopes of one chat."""
        commands = [BotCommand(name, description) for name, description in menu.commands]
        scope = _scope(menu.scope, chat_id)
        await self._bot.set_my_commands(commands, scope=scope, language_code=menu.language_code or None)


def _body(job: SendJob, worded: MessageContent, name: str) -> dict[str, Any]:
    limit = TEXT_LIMIT if name == "text" else CAPTION_LIMIT
    if job.markup:
        return {name: cut_html(worded.html, limit), "parse_mode": "HTML"}
    return {name: cut_plain(plain(worded.html), limit)}


def _place(job: SendJob) -> dict[str, Any]:
    """Where the reply's target is gone, Telegram would put it beside the topic: there we are to hear of it."""
    if job.reply_to is None:
        return {"message_thread_id": job.topic}
    anyway = job.topic is None and not only_as_reply(job.said)
    return {"reply_parameters": ReplyParameters(job.reply_to, allow_sending_without_reply=anyway)}


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
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows]) if rows else None


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
