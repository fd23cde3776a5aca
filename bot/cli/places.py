"""Verb `places`: check a sheet of places, bring it into force, write out the registry."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened, say_which
from bot.cli.roster import FAULTY, FINE, USAGE, worded
from bot.cli.roster_messages import REFUSALS
from bot.configuration import settings
from locales.translator import Translator
from models.errors import WanggeError
from models.roster.records import SheetProblem

if TYPE_CHECKING:
    from models.places.exchange.importer import PlacesImported


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("places", help=t.plain("check, import or export the registry of places"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in (
        ("check", t.plain("name every row that is wrong; changes nothing")),
        ("import", t.plain("bring the file into force: all of it or nothing")),
        ("export", t.plain("write the open places to a file")),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("file", type=Path, metavar="FILE", help=t.plain(".csv or .xlsx"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run({"check": check, "import": bring_in, "export": write_out}[args.action](args.file, t))


async def check(path: Path, t: Translator) -> int:
    """Grids and places are looked up in what is in force."""
    from bot.wiring import place_kinds_in
    from models.places.exchange.importer import problems_with, stored_places
    from models.places.exchange.sheet import check_file

    loaded = settings.load()
    sheet = check_file(path, place_kinds_in(loaded))
    problems = list(sheet.problems)
    if sheet.entries:
        async with opened(loaded) as database, database.read() as session:
            problems += problems_with(sheet, await stored_places(session))
    _print_problems(problems, t)
    errors = [problem for problem in problems if not problem.note]
    if errors:
        print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(errors)))
        return FAULTY
    print(t.plain("Nothing to mend. Places: {places}.", places=len(sheet.entries)))
    return FINE


async def bring_in(path: Path, t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from bot.wiring import place_kinds_in
    from models.places.exchange.importer import import_places, problems_with, stored_places
    from models.places.exchange.sheet import check_file

    loaded = settings.load()
    kinds = place_kinds_in(loaded)
    sheet = check_file(path, kinds)
    async with opened(loaded) as database:
        try:
            async with database.write() as session:
                _print_problems([*sheet.problems, *problems_with(sheet, await stored_places(session))], t)
                done = await import_places(session, sheet, kinds, Timekeeper().now())
        except WanggeError as refused:
            print(t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
            return FAULTY
    print("\n".join(summary(done, t)))
    say_which(loaded, t)
    return FINE


async def write_out(path: Path, t: Translator) -> int:
    from bot.wiring import place_kinds_in
    from models.places.exchange.export import place_rows
    from models.roster import export as roster_export

    if path.suffix.lower() not in roster_export.FORMATS:
        print(t.plain(REFUSALS["roster.format"], formats=" ".join(roster_export.FORMATS)), file=sys.stderr)
        return USAGE
    loaded = settings.load()
    async with opened(loaded) as database, database.read() as session:
        rows = await place_rows(session, place_kinds_in(loaded))
    try:
        roster_export.write_rows(path, rows)
    except OSError as error:
        print(t.plain("The file cannot be written: {why}", why=error.strerror or error), file=sys.stderr)
        return FAULTY
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


def _print_problems(problems: list[SheetProblem], t: Translator) -> None:
    from models.places.exchange.sheet import TITLES

    for problem in sorted(problems, key=lambda problem: (problem.sheet, problem.row)):
        print(worded(problem, t, TITLES))
