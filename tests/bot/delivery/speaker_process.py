"""A process that only speaks, to be killed: DATABASE_URL, API_URL and TOKEN are its arguments."""

import asyncio
import sys
from datetime import UTC

from bot.delivery.factory import TelegramLine, open_drain
from bot.i18n import Languages
from handlers.messages import nothing_kept
from models.schema import open_database
from tests.bot.delivery.talk import QUICK, Heard, real_time, say


async def speak(database_url: str, api_url: str, token: str) -> None:
    database = open_database(database_url)
    line = TelegramLine(token, api_url, QUICK)
    hooks, languages, views = Heard().hooks(), Languages("zh_CN"), {"say": say}
    async with open_drain(
        database, line, views=views, languages=languages, zone=UTC, now=real_time, kept=nothing_kept, hooks=hooks
    ) as drain:
        await drain.run()


if __name__ == "__main__":
    asyncio.run(speak(*sys.argv[1:]))
