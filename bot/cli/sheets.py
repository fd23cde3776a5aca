"""Verbs `poster`, `card` and `chart`: what is printed and put up in a grid, as PDF."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened
from bot.cli.links import bot_username
from bot.configuration import settings
from locales.translator import N_, Translator
from models.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.configuration.settings import Settings

FINE, FAULTY = 0, 1
VERBS = {
    "poster": N_("print the public notice of a grid"),
    "card": N_("print contact cards for the businesses of a grid, eight a page"),
    "chart": N_("print who is responsible, from a grid down"),
}
EMPTY_CARDS = 8


def add_parser(verbs: Any, t: Translator) -> None:
    for name, told in VERBS.items():
        parser = verbs.add_parser(name, help=t.plain(told))
        parser.add_argument("--grid", metavar="CODE", required=True, help=t.plain("the grid's code"))
        parser.add_argument("--out", type=Path, metavar="FILE", help=t.plain("the PDF to write"))
        parser.set_defaults(run=run, verb=name)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run(print_sheet(args.verb, args.grid, args.out, t))


async def print_sheet(verb: str, code: str, out: Path | None, t: Translator) -> int:
    loaded = settings.load()
    try:
        async with opened(loaded) as database, database.read() as session:
            username, why = ("", "") if verb == "chart" else await bot_username(loaded, t)
            if why:
                print(t.plain("Without the bot's name there is no code to scan: {why}", why=why), file=sys.stderr)
                return FAULTY
            document = await made(session, verb, code, loaded, username)
    except NotFound:
        print(t.plain("There is no grid with the code {code}.", code=code), file=sys.stderr)
        return FAULTY
    path = out or Path(f"{verb}-{code}.pdf")
    try:
        path.write_bytes(document)
    except OSError as error:
        print(t.plain("The file cannot be written: {why}", why=error.strerror or error), file=sys.stderr)
        return FAULTY
    print(t.plain("Written: {file}", file=path))
    return FINE


async def made(session: "AsyncSession", verb: str, code: str, loaded: "Settings", username: str) -> bytes:
    """The document; raises NotFound where there is no such grid."""
    from bot.timekeeper import Timekeeper
    from models.grids.tree import grid_by_code
    from reports.sheets import contact_cards, data, poster, responsibility_chart

    grid = await grid_by_code(session, code)
    now = Timekeeper().now().astimezone(loaded.zone)
    if verb == "chart":
        signed = await data.office(session, grid, loaded.office_name)
        return responsibility_chart.make(signed, await data.responsibility(session, grid), now)
    sheet = await data.grid_sheet(session, grid, username, loaded.office_name)
    if verb == "poster":
        return poster.make(sheet, await data.grid_map(session, grid), now)
    return contact_cards.make(sheet, [""] * EMPTY_CARDS, now)
