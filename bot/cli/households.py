"""Verb `households`: check a sheet of households, bring it into force, write out those in force."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.cli.database import opened, say_which
from bot.cli.roster import FAULTY, FINE, USAGE, worded
from bot.cli.roster_messages import REFUSALS
from bot.configuration import settings
from locales.translator import Translator
from models.errors import WanggeError
from models.roster.records import SheetProblem
from models.spreadsheet.sheet import Cells

OWN_EYES = 0o600  # nobody else on the machine reads the file


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("households", help=t.plain("check, import or export the households to visit"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in (
        ("check", t.plain("name every row that is wrong; changes nothing")),
        ("import", t.plain("bring the file into force: all of it or nothing")),
        ("export", t.plain("write the households to a file: personal data")),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("file", type=Path, metavar="FILE", help=t.plain(".csv or .xlsx"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run({"check": check, "import": bring_in, "export": write_out}[args.action](args.file, t))


async def check(path: Path, t: Translator) -> int:
    """Grids are looked up in the roster in force."""
    from bot.wiring import household_kinds_in
    from models.visits.importer import living_grids, problems_with
    from models.visits.sheet import check_file

    loaded = settings.load()
    sheet = check_file(path, household_kinds_in(loaded))
    problems = list(sheet.problems)
    if sheet.entries:
        async with opened(loaded) as database, database.read() as session:
            problems += problems_with(sheet, await living_grids(session))
    _print_problems(problems, t)
    errors = [problem for problem in problems if not problem.note]
    if errors:
        print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(errors)))
        return FAULTY
    print(t.plain("Nothing to mend. Households: {households}.", households=len(sheet.entries)))
    return FINE


async def bring_in(path: Path, t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from bot.wiring import household_kinds_in
    from models.visits.importer import import_households, living_grids, problems_with
    from models.visits.kinds import HOUSEHOLD_KINDS
    from models.visits.sheet import check_file

    loaded = settings.load()
    kinds = household_kinds_in(loaded)
    sheet = check_file(path, kinds)
    async with opened(loaded) as database:
        database.info[HOUSEHOLD_KINDS.name] = kinds
        try:
            async with database.write() as session:
                _print_problems([*sheet.problems, *problems_with(sheet, await living_grids(session))], t)
                done = await import_households(session, sheet, kinds, Timekeeper().now(), loaded.zone)
        except WanggeError as refused:
            print(t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
            return FAULTY
    if done.nothing:
        print(t.plain("These households are in force already; nothing has changed."))
    else:
        print(t.plain("Households: {added} added, {changed} changed.", added=done.added, changed=done.changed))
    print(t.plain("The file holds personal data: please do not send it to any group, and delete it when done."))
    say_which(loaded, t)
    return FINE


async def write_out(path: Path, t: Translator) -> int:
    from bot.wiring import household_kinds_in
    from models.roster.export import FORMATS
    from models.visits.export import ABOVE, household_rows

    if path.suffix.lower() not in FORMATS:
        print(t.plain(REFUSALS["roster.format"], formats=" ".join(FORMATS)), file=sys.stderr)
        return USAGE
    loaded = settings.load()
    async with opened(loaded) as database, database.read() as session:
        rows = await household_rows(session, household_kinds_in(loaded))
    try:
        _write(path, rows)
    except OSError as error:
        print(t.plain("The file cannot be written: {why}", why=error.strerror or error), file=sys.stderr)
        return FAULTY
    print(t.plain("Written. Households: {households}.", households=len(rows) - ABOVE))
    print(t.plain("The file holds personal data: please do not send it to any group, and delete it when done."))
    return FINE


def _write(path: Path, rows: Sequence[Cells]) -> None:
    from models.roster.export import write_rows

    write_rows(path, rows)
    path.chmod(OWN_EYES)


def _print_problems(problems: list[SheetProblem], t: Translator) -> None:
    from models.visits.sheet import TITLES

    for problem in sorted(problems, key=lambda problem: (problem.sheet, problem.row)):
        print(worded(problem, t, TITLES))
