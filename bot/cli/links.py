"""Verb `links`: codes and links for chats and posts that are still missing, one a line, with tabs between."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened, say_which
from locales.translator import Translator
from models.errors import NotFound

if TYPE_CHECKING:
    from bot.configuration.settings import Settings
    from models.onboarding.one_time_codes import Offer

HEADINGS = ("grid", "name", "purpose", "code", "link", "person")
SECONDS = 10


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("links", help=t.plain("one-time links that bind chats to grids, and codes for posts"))
    parser.add_argument("--grid", metavar="CODE", help=t.plain("only this grid and those below it"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    from bot.configuration import settings

    return asyncio.run(print_links(settings.load(), args.grid, t))


async def print_links(loaded: "Settings", grid_code: str | None, t: Translator) -> int:
    try:
        found = await _offers(loaded, grid_code)
    except NotFound:
        print(t.plain("There is no grid with the code {code}.", code=grid_code or ""), file=sys.stderr)
        return 1
    say_which(loaded, t)
    username, why = await bot_username(loaded, t)
    if not username:
        print(
            t.plain("Codes only, without links: {why} To find out what is wrong: python -m bot doctor", why=why),
            file=sys.stderr,
        )
    print("\n".join(lines(found, username)))
    return 0


async def _offers(loaded: "Settings", grid_code: str | None) -> "list[Offer]":
    """Raises NotFound when there is no such grid."""
    from bot.timekeeper import Timekeeper
    from models.grids.tree import grid_by_code
    from models.onboarding import one_time_codes
    from models.onboarding.bind_department import department_offers

    now = Timekeeper().now()
    async with opened(loaded) as database, database.write() as session:
        under = None if grid_code is None else await grid_by_code(session, grid_code)
        chats, posts = (
            await one_time_codes.offers(session, now, under),
            await one_time_codes.post_offers(session, now, under),
        )
        return [*chats, *await department_offers(session, now, under), *posts]


def lines(offers: list["Offer"], username: str) -> Iterator[str]:
    """A heading, then a line an offer; without a username the links are empty."""
    yield "\t".join(HEADINGS)
    for offer in offers:
        start = "start" if offer.post else "startgroup"
        link = f"https://t.me/{username}?{start}={offer.code}" if username else ""
        role = offer.post.role if offer.post else "department"
        cells = (offer.grid_code, offer.grid_name, offer.purpose or role, offer.code, link)
        person = offer.post.name if offer.post else offer.department
        yield "\t".join(" ".join(str(cell).split()) for cell in (*cells, person))


async def bot_username(loaded: "Settings", t: Translator) -> tuple[str, str]:
    """The bot's name as Telegram tells it, or an empty one and why it could not be learnt."""
    if not loaded.bot_token:
        return "", t.plain("BOT_TOKEN is missing.")
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, proxy=loaded.proxy or None) as client,
            client.get(f"{loaded.api_url}/bot{loaded.bot_token}/getMe") as response,
        ):
            told = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return "", t.plain("Telegram cannot be reached.")
    if not isinstance(told, dict) or not told.get("ok"):
        return "", t.plain("Telegram refuses BOT_TOKEN.")
    return str(told["result"]["username"]), ""
