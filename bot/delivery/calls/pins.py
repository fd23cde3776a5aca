"""A message stands on top of its chat, where the bot may put it there; where it may not, it stands all the same."""

import logging

from telegram.error import TelegramError
from telegram.ext import ExtBot

logger = logging.getLogger(__name__)


async def pin(bot: ExtBot[int], chat_id: int, message_id: int, *, aloud: bool) -> None:
    try:
        await bot.pin_chat_message(chat_id, message_id, disable_notification=not aloud)
    except TelegramError as error:
        logger.info("message %s in %s is not pinned: %s", message_id, chat_id, error)


async def unpin(bot: ExtBot[int], chat_id: int, message_id: int) -> None:
    """That message alone: others that are pinned are not ours to take down."""
    try:
        await bot.unpin_chat_message(chat_id, message_id)
    except TelegramError as error:
        logger.info("message %s in %s is not unpinned: %s", message_id, chat_id, error)
