"""Verb `departments`: check a sheet of line departments, bring it into force, write out the one in force."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened, say_which
from bot.cli.exchange.problems import REFUSALS
from bot.cli.exchange.roster import FAULTY, FINE, named
from bot.cli.exchange.sheet_files import can_be_written, print_problems, written
from bot.configuration import settings
from locales.translator import N_, Translator
from models.errors import WanggeError

if TYPE_CHECKING:
    from models.departments.endings import DepartmentEndings
    from models.departments.importer import DepartmentsImported


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("departments", help=t.plain("check, import or export the line departments"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in (
        ("check", t.plain("name every row that is wrong; changes nothing")),
        ("import", t.plain("bring the file into force: all of it or nothing")),
        ("export", t.plain("write the departments in force to a file")),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("file", type=Path, metavar="FILE", help=t.plain(".csv or .xlsx"))
        if name == "import":
            action.add_argument(
                "--retire", action="store_true", help=t.plain("also end more than a small share of what stands")
            )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    if args.action == "import":
        return asyncio.run(bring_in(args.file, t, retire=args.retire))
    return asyncio.run({"check": check, "export": write_out}[args.action](args.file, t))


async def check(path: Path, t: Translator) -> int:
    """Grids are looked up in the roster in force."""
    from models.departments.importer import foresee_departments, unknown_grids
    from models.departments.sheet import TITLES, check_file
    from models.hazards.transfer.tables import pending_at

    sheet = check_file(path)
    problems, ends = list(sheet.problems), None
    if sheet.entries:
        async with opened(settings.load()) as database, database.read() as session:
            problems += await unknown_grids(session, sheet)
            if all(problem.note for problem in problems):
                ends = await foresee_departments(session, sheet, pending_at)
    print_problems(problems, TITLES, t)
    errors = [problem for problem in problems if not problem.note]
    if errors:
        print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(errors)))
        return FAULTY
    told = {"departments": len(sheet.entries), "liaisons": sheet.liaisons}
    print(t.plain("Nothing to mend. Departments: {departments}, liaisons: {liaisons}.", **told))
    for line in ending(ends, t) if ends else ():
        print(line)
    return FINE


async def bring_in(path: Path, t: Translator, *, retire: bool = False) -> int:
    from bot.timekeeper import Timekeeper
    from models.departments.importer import foresee_departments, import_departments, unknown_grids
    from models.departments.sheet import TITLES, check_file
    from models.hazards.transfer.tables import pending_at

    sheet, loaded = check_file(path), settings.load()
    async with opened(loaded) as database:
        try:
            async with database.write() as session:
                print_problems([*sheet.problems, *await unknown_grids(session, sheet)], TITLES, t)
                for line in ending(await foresee_departments(session, sheet, pending_at), t):
                    print(line)
                now = Timekeeper().now()
                done = await import_departments(session, sheet, now, retire=retire, pending=pending_at)
        except WanggeError as refused:
            return _refuse(refused, t)
    print("\n".join(summary(done, t)))
    say_which(loaded, t)
    return FINE


async def write_out(path: Path, t: Translator) -> int:
    from models.departments.importer import department_rows

    if status := can_be_written(path, t):
        return status
    async with opened(settings.load()) as database, database.read() as session:
        rows = await department_rows(session)
    if status := written(path, rows, t):
        return status
    print(t.plain("Written. Departments: {departments}.", departments=len(rows) - 1))
    return FINE


def ending(ends: "DepartmentEndings", t: Translator) -> Iterator[str]:
    """A line for each kind of thing that would end: how many, and the first of them by name."""
    return named(
        [
            (N_("Departments retired: {count}. {names}"), len(ends.departments), ends.departments),
            (N_("Of these with a chat: {count}. {names}"), len(ends.served), ends.served),
            (N_("Hazards that are with them now: {count}. {names}"), ends.transfers, ends.busy),
            (N_("Liaisons ended: {count}. {names}"), len(ends.liaisons), ends.liaisons),
        ],
        t,
    )


def summary(done: "DepartmentsImported", t: Translator) -> Iterator[str]:
    if done.nothing:
        yield t.plain("These departments are in force already; nothing has changed.")
        return
    yield t.plain(
        "Departments: {added} added, {changed} changed, {retired} retired.",
        added=done.departments_added,
        changed=done.departments_changed,
        retired=done.departments_retired,
    )
    yield t.plain(
        "Liaisons: {added} added (of these {claimed} claimed at once), {changed} changed, {ended} ended.",
        added=done.liaisons_added,
        claimed=done.liaisons_claimed,
        changed=done.liaisons_changed,
        ended=done.liaisons_ended,
    )


def _refuse(refused: WanggeError, t: Translator) -> int:
    print(t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
    return FAULTY
