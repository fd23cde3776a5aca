"""Verb `calendar`: check a sheet of own texts of the publicity calendar, bring it into force, write out what is set."""

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
    parser = verbs.add_parser("calendar", help=t.plain("check, import or export own texts of the publicity calendar"))
    add_actions(parser, t, t.plain("write own texts, and which are switched off, to a file"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run({"check": check, "import": bring_in, "export": write_out}[args.action](args.file, t))


async def check(path: Path, t: Translator) -> int:
    """Grids and texts are looked up in what is in force."""
    from models.grids.tree import living_grids
    from models.publicity.exchange import problems_with, stored_texts
    from models.publicity.sheet import TITLES, check_file

    sheet = check_file(path)
    problems = list(sheet.problems)
    if sheet.entries:
        async with opened(settings.load()) as database, database.read() as session:
            problems += problems_with(sheet, await living_grids(session), await stored_texts(session))
    return checked(problems, TITLES, t, t.plain("Nothing to mend. Texts: {n}.", n=len(sheet.entries)))


async def bring_in(path: Path, t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from models.grids.tree import living_grids
    from models.publicity.exchange import import_texts, problems_with, stored_texts
    from models.publicity.sheet import TITLES, check_file

    loaded = settings.load()
    sheet = check_file(path)
    async with opened(loaded) as database:
        try:
            async with database.write() as session:
                faults = problems_with(sheet, await living_grids(session), await stored_texts(session))
                print_problems([*sheet.problems, *faults], TITLES, t)
                done = await import_texts(session, sheet, Timekeeper().now())
        except WanggeError as refused:
            print(t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
            return FAULTY
    if done.added or done.changed:
        print(t.plain("Texts: {added} added, {changed} changed.", added=done.added, changed=done.changed))
    else:
        print(t.plain("These texts are in force already; nothing has changed."))
    say_which(loaded, t)
    return FINE


async def write_out(path: Path, t: Translator) -> int:
    from models.publicity.exchange import text_rows

    if status := can_be_written(path, t):
        return status
    async with opened(settings.load()) as database, database.read() as session:
        rows = await text_rows(session)
    if status := written(path, rows, t):
        return status
    print(t.plain("Written. Texts: {n}.", n=len(rows) - 1))
    return FINE
