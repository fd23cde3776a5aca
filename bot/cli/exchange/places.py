"""Verb `places`: check a sheet of places, bring it into force, write out the registry."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened, say_which
from bot.cli.exchange.problems import REFUSALS
from bot.cli.exchange.roster import FAULTY, FINE
from bot.cli.exchange.sheet_files import add_actions, can_be_written, checked, print_problems, written
from bot.configuration import settings
from locales.translator import Translator
from models.errors import WanggeError

if TYPE_CHECKING:
    from models.places.exchange.importer import PlacesImported


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("places", help=t.plain("check, import or export the registry of places"))
    add_actions(parser, t, t.plain("write the open places to a file"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run({"check": check, "import": bring_in, "export": write_out}[args.action](args.file, t))


async def check(path: Path, t: Translator) -> int:
    """Grids and places are looked up in what is in force."""
    from bot.configuration.own_lists import place_kinds_in
    from models.places.exchange.importer import problems_with, stored_places
    from models.places.exchange.sheet import TITLES, check_file

    loaded = settings.load()
    sheet = check_file(path, place_kinds_in(loaded))
    problems = list(sheet.problems)
    if sheet.entries:
        async with opened(loaded) as database, database.read() as session:
            problems += problems_with(sheet, await stored_places(session))
    return checked(problems, TITLES, t, t.plain("Nothing to mend. Places: {places}.", places=len(sheet.entries)))


async def bring_in(path: Path, t: Translator) -> int:
    from bot.configuration.own_lists import place_kinds_in
    from bot.timekeeper import Timekeeper
    from models.places.exchange.importer import import_places, problems_with, stored_places
    from models.places.exchange.sheet import TITLES, check_file

    loaded = settings.load()
    kinds = place_kinds_in(loaded)
    sheet = check_file(path, kinds)
    async with opened(loaded) as database:
        try:
            async with database.write() as session:
                print_problems([*sheet.problems, *problems_with(sheet, await stored_places(session))], TITLES, t)
                done = await import_places(session, sheet, kinds, Timekeeper().now())
        except WanggeError as refused:
            print(t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
            return FAULTY
    print("\n".join(summary(done, t)))
    say_which(loaded, t)
    return FINE


async def write_out(path: Path, t: Translator) -> int:
    from bot.configuration.own_lists import place_kinds_in
    from models.places.exchange.export import place_rows

    if status := can_be_written(path, t):
        return status
    loaded = settings.load()
    async with opened(loaded) as database, database.read() as session:
        rows = await place_rows(session, place_kinds_in(loaded))
    if status := written(path, rows, t):
        return status
    print(t.plain("Written. Places: {places}.", places=len(rows) - 1))
    return FINE


def summary(done: "PlacesImported", t: Translator) -> Iterator[str]:
    if done.nothing:
        yield t.plain("These places are in force already; nothing has changed.")
    else:
        yield t.plain(
            "Places: {added} added, {changed} changed; claimed at once by their phone: {claimed}.",
            added=done.added,
            changed=done.changed,
            claimed=done.claimed,
        )
    if done.closed:
        yield t.plain("Rows of places that were closed, which stay closed: {closed}", closed=done.closed)
