"""Verbs `qr`, `poster`, `card` and `chart`: what is printed and put up in a grid, as PDF; leaders get it by /sheets."""

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
NOT_FOUND = {
    "grid.unknown": N_("There is no grid with the code {code}."),
    "places": N_("There is no open place in {code} yet. Enter some first: python -m bot places import FILE"),
}
VERBS = {
    "qr": N_("print the codes of the places of a grid, to put up there"),
    "poster": N_("print the public notice of a grid"),
    "card": N_("print contact cards for the businesses of a grid, eight a page"),
    "chart": N_("print who is responsible, from a grid down"),
}
NEW_CODES = "qr"


class NotWritten(Exception):
    """Its text says why; no fault of the database, in whose transaction it happens."""


def add_parser(verbs: Any, t: Translator) -> None:
    for name, told in VERBS.items():
        parser = verbs.add_parser(name, help=t.plain(told))
        parser.add_argument("--grid", metavar="CODE", required=True, help=t.plain("the grid's code"))
        parser.add_argument("--out", type=Path, metavar="FILE", help=t.plain("the PDF to write"))
        if name == NEW_CODES:
            renews = t.plain("make new codes; sheets that were printed before are no longer good")
            parser.add_argument("--renew", action="store_true", help=renews)
        parser.set_defaults(run=run, verb=name)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run(print_sheet(args.verb, args.grid, args.out, t, renew=getattr(args, "renew", False)))


async def print_sheet(verb: str, code: str, out: Path | None, t: Translator, *, renew: bool = False) -> int:
    """Codes are renewed only if their sheet has been written."""
    loaded = settings.load()
    username, why = ("", "") if verb == "chart" else await bot_username(loaded, t)
    if why:
        print(t.plain("Without the bot's name there is no code to scan: {why}", why=why), file=sys.stderr)
        return FAULTY
    path = out or Path(f"{verb}-{code}.pdf")
    try:
        async with opened(loaded) as database, database.write() if verb == NEW_CODES else database.read() as session:
            _write(path, await made(session, verb, code, loaded, username, renew=renew))
    except NotFound as missing:
        print(t.plain(NOT_FOUND[missing.code], code=code), file=sys.stderr)
        return FAULTY
    except NotWritten as error:
        print(t.plain("The file cannot be written: {why}", why=error), file=sys.stderr)
        return FAULTY
    print(t.plain("Written: {file}", file=path))
    return FINE


def _write(path: Path, document: bytes) -> None:
    try:
        path.write_bytes(document)
    except OSError as error:
        raise NotWritten(error.strerror or str(error)) from error


async def made(
    session: "AsyncSession", verb: str, code: str, loaded: "Settings", username: str, *, renew: bool = False
) -> bytes:
    """The document; raises NotFound where there is no such grid, or nothing to print a code for."""
    from bot.configuration.own_lists import place_kinds_in
    from bot.timekeeper import Timekeeper
    from handlers.sheets.gathering import Around, SheetKind, gather
    from models.grids.tree import grid_by_code
    from models.places import printed_codes

    grid = await grid_by_code(session, code)
    now = Timekeeper().now().astimezone(loaded.zone)
    if renew:
        await printed_codes.renew_all(session, grid, None, now)
    around = Around(loaded.office_name, place_kinds_in(loaded), username)
    return (await gather(session, SheetKind(verb), grid, around, now)).make()
