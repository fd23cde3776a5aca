"""The other sides: python-telegram-bot with its AIORateLimiter and nothing else, and a loop that waits when told to."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Bot, InputMediaPhoto
from telegram.error import RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from tests.bench.notices.given import TEXT, Given

TRIES = 20


def _limited(given: Given) -> Bot:
    rates = given.rates
    limiter = AIORateLimiter(
        overall_max_rate=rates.per_second, group_max_rate=rates.per_group_minute, max_retries=TRIES
    )
    return ExtBot(given.token, base_url=f"{given.api}/bot", rate_limiter=limiter)


def _plain(given: Given) -> Bot:
    return Bot(given.token, base_url=f"{given.api}/bot")


async def _say(bot: Bot, chat: int, photos: list[str]) -> None:
    if photos:
        await bot.send_media_group(chat, [InputMediaPhoto(photo) for photo in photos])
    await bot.send_message(chat, TEXT)


async def limiter(given: Given) -> None:
    async with _limited(given) as bot:
        told = await asyncio.gather(*(_say(bot, chat, given.photos) for chat in given.chats), return_exceptions=True)
    lost = [each for each in told if isinstance(each, TelegramError)]
    print(f"{len(lost)} lost", *set(map(str, lost)), file=sys.stderr)


async def naive(given: Given) -> None:
    async with _plain(given) as bot:
        for chat in given.chats:
            if given.photos:
                await _patiently(partial(bot.send_media_group, chat, list(map(InputMediaPhoto, given.photos))))
            await _patiently(partial(bot.send_message, chat, TEXT))


async def _patiently(call: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await call()
        except RetryAfter as told:
            wait = told.retry_after
            await asyncio.sleep(wait if isinstance(wait, int) else wait.total_seconds())
        else:
            return


SIDES = {"limiter": limiter, "naive": naive}

if __name__ == "__main__":
    asyncio.run(SIDES[sys.argv[1]](Given.read(sys.argv[2])))
