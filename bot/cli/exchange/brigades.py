"""Verb `brigades`: check a list of volunteer fire brigades, bring it into force, write out those in force."""

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


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("brigades", help=t.plain("check, import or export the volunteer fire brigades"))
    add_actions(parser, t, t.plain("write the members of brigades to a file"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run({"check": check, "import": bring_in, "export": write_out}[args.action](args.file, t))


async def check(path: Path, t: Translator) -> int:
    """Grids and places are looked up in what is in force."""
    from models.brigades.exchange import problems_with
    from models.brigades.sheet import TITLES, check_file

    sheet = check_file(path)
    problems = list(sheet.problems)
    if sheet.entries:
        async with opened(settings.load()) as database, database.read() as session:
            problems += await problems_with(session, sheet)
    return checked(problems, TITLES, t, t.plain("Nothing to mend. Members: {members}.", members=len(sheet.entries)))


async def bring_in(path: Path, t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from models.brigades.exchange import import_brigades, problems_with
    from models.brigades.sheet import TITLES, check_file

    loaded = settings.load()
    sheet = check_file(path)
    async with opened(loaded) as database:
        try:
            async with database.write() as session:
                print_problems([*sheet.problems, *await problems_with(session, sheet)], TITLES, t)
                done = await import_brigades(session, sheet, Timekeeper().now())
        except WanggeError as refused:
            print(t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
            return FAULTY
    if done.nothing:
        print(t.plain("These brigades are in force already; nothing has changed."))
    else:
        told = {"added": done.added, "changed": done.changed, "left": done.left}
        print(t.plain("Members: {added} added, {changed} changed, {left} left.", **told))
    say_which(loaded, t)
    return FINE


async def write_out(path: Path, t: Translator) -> int:
    from models.brigades.exchange import brigade_rows

    if status := can_be_written(path, t):
        return status
    async with opened(settings.load()) as database, database.read() as session:
        rows = await brigade_rows(session)
    if status := written(path, rows, t):
        return status
    print(t.plain("Written. Members: {members}.", members=len(rows) - 1))
    return FINE
