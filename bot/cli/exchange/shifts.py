"""Verb `shifts`: check a duty roster, bring it into force, write out what is ahead of it."""

import argparse
import asyncio
import sys
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
    from bot.configuration.settings import Settings
    from models.shifts.sheet import ShiftSheet


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("shifts", help=t.plain("check, import or export the duty roster"))
    add_actions(parser, t, t.plain("write the shifts that are not over to a file"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run({"check": check, "import": bring_in, "export": write_out}[args.action](args.file, t))


def _read(path: Path, loaded: "Settings") -> "ShiftSheet":
    from bot.timekeeper import Timekeeper
    from models.shifts.sheet import check_file

    return check_file(path, Timekeeper().now().astimezone(loaded.zone).date(), loaded.zone)


async def check(path: Path, t: Translator) -> int:
    """Grids are looked up in the roster in force."""
    from models.grids.tree import living_grids
    from models.shifts.exchange import problems_with
    from models.shifts.sheet import TITLES

    loaded = settings.load()
    sheet = _read(path, loaded)
    problems = list(sheet.problems)
    if sheet.entries:
        async with opened(loaded) as database, database.read() as session:
            problems += problems_with(sheet, await living_grids(session))
    return checked(problems, TITLES, t, t.plain("Nothing to mend. Shifts: {shifts}.", shifts=len(sheet.entries)))


async def bring_in(path: Path, t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from models.grids.tree import living_grids
    from models.shifts.exchange import import_shifts, problems_with
    from models.shifts.sheet import TITLES

    loaded = settings.load()
    sheet = _read(path, loaded)
    async with opened(loaded) as database:
        try:
            async with database.write() as session:
                print_problems([*sheet.problems, *problems_with(sheet, await living_grids(session))], TITLES, t)
                done = await import_shifts(session, sheet, Timekeeper().now())
        except WanggeError as refused:
            print(t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
            return FAULTY
    if done.nothing:
        print(t.plain("These shifts are in force already; nothing has changed."))
    else:
        told = {"added": done.added, "changed": done.changed, "withdrawn": done.withdrawn}
        print(t.plain("Shifts: {added} added, {changed} changed, {withdrawn} withdrawn.", **told))
    say_which(loaded, t)
    return FINE


async def write_out(path: Path, t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from models.shifts.exchange import shift_rows

    if status := can_be_written(path, t):
        return status
    loaded = settings.load()
    async with opened(loaded) as database, database.read() as session:
        rows = await shift_rows(session, Timekeeper().now(), loaded.zone)
    if status := written(path, rows, t):
        return status
    print(t.plain("Written. Shifts: {shifts}.", shifts=len(rows) - 1))
    return FINE
