"""What the worker needs of aiogram: the dispatcher, the answer to a press, and who is an administrator."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner

from bot.updates.admins import Ask
from bot.updates.readable import readable
from bot.updates.waves import Readable
from handlers.request import Request, Toast

log = logging.getLogger(__name__)
TOAST_LIMIT = 200
ANSWER_SECONDS = 10  # as long as a press can be answered
ANSWER_PATIENCE = 3  # seconds for one try
ANSWER_AGAIN = (0.5, 1.0, 2.0, 4.0)  # seconds between tries
ADMIN_SECONDS = 2


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


def press_answer(
    bot: Bot, pauses: Sequence[float] = ANSWER_AGAIN, lifetime: float = ANSWER_SECONDS
) -> Callable[[str, Toast], Coroutine[Any, Any, None]]:
    """What it makes tries again after each of `pauses`, in seconds, while the press can be answered at all."""

    async def answer(query_id: str, toast: Toast) -> None:
        try:
            async with asyncio.timeout(lifetime):
                for pause in (*pauses, None):
                    if await _answered(bot, query_id, toast) or pause is None:
                        return
                    await asyncio.sleep(pause)
        except TimeoutError:
            log.warning("a press was not answered while it could be")

    return answer


async def _answered(bot: Bot, query_id: str, toast: Toast) -> bool:
    """Whether there is no more to be said; twice does no harm."""
    text = toast.text[:TOAST_LIMIT] or None
    try:
        await bot.answer_callback_query(query_id, text, toast.alert, request_timeout=ANSWER_PATIENCE)
    except TelegramBadRequest as late:
        log.info("a press was answered too late: %s", late)
    except AiogramError as error:
        log.warning("a press was not answered: %s", error)
        return False
    return True


def admin_check(bot: Bot) -> Ask:
    async def is_admin(chat_id: int, user_id: int) -> bool | None:
        try:
            member = await bot.get_chat_member(chat_id, user_id, request_timeout=ADMIN_SECONDS)
        except AiogramError as error:
            log.warning("Telegram did not say who is an administrator of %s: %s", chat_id, error)
            return None
        return isinstance(member, ChatMemberOwner | ChatMemberAdministrator)

    return is_admin
