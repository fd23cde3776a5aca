"""What is in a file that Telegram has, by its id."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import aiohttp
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramRetryAfter

from models.errors import WanggeError

ASK_SECONDS = 30
DOWNLOAD_SECONDS = 90
CHUNK = 1 << 16

Download = Callable[[str], AsyncGenerator[bytes, None]]


class FileRefused(WanggeError):
    """It will never come: too_big, wrong_file or empty; `perhaps`, for Telegram says the same of what it cannot find
    just now.
    """

    def __init__(self, code: str, *, perhaps: bool = False) -> None:
        super().__init__(code)
        self.perhaps = perhaps


class FileUnreachable(WanggeError):
    """It cannot be had now; `after` is when to ask again, if the far side said so."""

    def __init__(self, code: str, after: timedelta | None = None) -> None:
        super().__init__(code)
        self.after = after


class TelegramFiles:
    """The Download of the real world. Errors are not chained: they tell the address, and the address the token.

    A server of one's own that runs with --local says where on this machine it has put the file.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def __call__(self, file_id: str) -> AsyncGenerator[bytes, None]:
        path = await self._path(file_id)
        content = local_content(path, self._bot.token) if path.startswith("/") else self._fetched(path)
        try:
            async with aclosing(content) as stream:
                async for chunk in stream:
                    yield chunk
        except (aiohttp.ClientError, AiogramError, OSError) as error:
            raise FileUnreachable(type(error).__name__) from None

    def _fetched(self, path: str) -> AsyncGenerator[bytes, None]:
        session = self._bot.session
        return session.stream_content(session.api.file_url(self._bot.token, path), timeout=DOWNLOAD_SECONDS)

    async def _path(self, file_id: str) -> str:
        try:
            file = await self._bot.get_file(file_id, request_timeout=ASK_SECONDS)
        except TelegramBadRequest as error:
            perhaps = "temporarily unavailable" in error.message
            raise FileRefused("too_big" if "too big" in error.message else "wrong_file", perhaps=perhaps) from None
        except TelegramRetryAfter as error:
            raise FileUnreachable("too_fast", timedelta(seconds=error.retry_after)) from None
        except (AiogramError, TimeoutError) as error:
            raise FileUnreachable(type(error).__name__) from None
        if not file.file_path:
            raise FileUnreachable("no_path")
        return file.file_path


async def local_content(path: str, token: str) -> AsyncGenerator[bytes, None]:
    """Such a server keeps a bot's files in a folder named by its token: nothing else is read, whatever it says."""
    place = await asyncio.to_thread(Path(path).resolve, strict=True)
    if token not in place.parent.parts:
        raise FileRefused("wrong_file")
    with await asyncio.to_thread(place.open, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
