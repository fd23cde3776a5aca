"""What the worker needs of aiogram: the dispatcher, the answer to a press, and who is an administrator."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner

from bot.readable import readable
from bot.work import Readable
from handlers.request import Request, Toast

log = logging.getLogger(__name__)
TOAST_LIMIT = 200
ANSWER_SECONDS = 10


@dataclass(frozen=True)
class ThroughDispatcher:
    bot: Bot
    dispatcher: Dispatcher

    def read(self, raw: dict[str, Any]) -> Readable:
        kept, update, lost = readable(raw, self.bot)
        if lost:
            log.warning("update %s is read without %s", update.update_id, ", ".join(lost))
        return Readable(kept, update)

    async def __call__(self, read: Readable, request: Request) -> None:
        await self.dispatcher.feed_update(self.bot, read.update, request=request)


def press_answer(bot: Bot) -> Callable[[str, Toast], Coroutine[Any, Any, None]]:
    async def answer(query_id: str, toast: Toast) -> None:
        try:
            await bot.answer_callback_query(
                query_id, text=toast.text[:TOAST_LIMIT] or None, show_alert=toast.alert, request_timeout=ANSWER_SECONDS
            )
        except TelegramBadRequest as late:
            log.info("a press was answered too late: %s", late)
        except AiogramError as error:
            log.warning("a press was not answered: %s", error)

    return answer


def admin_check(bot: Bot) -> Callable[[int, int], Awaitable[bool | None]]:
    async def is_admin(chat_id: int, user_id: int) -> bool | None:
        try:
            member = await bot.get_chat_member(chat_id, user_id, request_timeout=ANSWER_SECONDS)
        except AiogramError as error:
            log.warning("Telegram did not say who is an administrator of %s: %s", chat_id, error)
            return None
        return isinstance(member, ChatMemberOwner | ChatMemberAdministrator)

    return is_admin
