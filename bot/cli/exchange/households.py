"""Verb `households`: check a sheet of households, bring it into force, write out those in force."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from bot.cli.database import opened, say_which
from bot.cli.exchange.problems import REFUSALS
from bot.cli.exchange.roster import FAULTY, FINE
from bot.cli.exchange.sheet_files import add_actions, can_be_written, checked, print_problems, written
from bot.configuration import settings
from locales.translator import Translator
from models.errors import WanggeError

OWN_EYES = 0o600  # nobody else on the machine reads the file


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("households", help=t.plain("check, import or export the households to visit"))
    add_actions(parser, t, t.plain("write the households to a file: personal data"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run({"check": check, "import": bring_in, "export": write_out}[args.action](args.file, t))


async def check(path: Path, t: Translator) -> int:
    """Grids are looked up in the roster in force."""
    from bot.configuration.own_lists import household_kinds_in
    from models.grids.tree import living_grids
    from models.visits.importer import problems_with
    from models.visits.sheet import TITLES, check_file

    loaded = settings.load()
    sheet = check_file(path, household_kinds_in(loaded))
    problems = list(sheet.problems)
    if sheet.entries:
        async with opened(loaded) as database, database.read() as session:
            problems += problems_with(sheet, await living_grids(session))
    return checked(
        problems, TITLES, t, t.plain("Nothing to mend. Households: {households}.", households=len(sheet.entries))
    )


async def bring_in(path: Path, t: Translator) -> int:
    from bot.configuration.own_lists import household_kinds_in
    from bot.timekeeper import Timekeeper
    from models.grids.tree import living_grids
    from models.visits.importer import import_households, problems_with
    from models.visits.kinds import HOUSEHOLD_KINDS
    from models.visits.sheet import TITLES, check_file

    loaded = settings.load()
    kinds = household_kinds_in(loaded)
    sheet = check_file(path, kinds)
    async with opened(loaded) as database:
        database.info[HOUSEHOLD_KINDS.name] = kinds
        try:
            async with database.write() as session:
                print_problems([*sheet.problems, *problems_with(sheet, await living_grids(session))], TITLES, t)
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
    from bot.configuration.own_lists import household_kinds_in
    from models.visits.export import ABOVE, household_rows

    if status := can_be_written(path, t):
        return status
    loaded = settings.load()
    async with opened(loaded) as database, database.read() as session:
        rows = await household_rows(session, household_kinds_in(loaded))
    if status := written(path, rows, t, lambda file: file.chmod(OWN_EYES)):
        return status
    print(t.plain("Written. Households: {households}.", households=len(rows) - ABOVE))
    print(t.plain("The file holds personal data: please do not send it to any group, and delete it when done."))
    return FINE
