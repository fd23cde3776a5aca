"""Verb `cycles`: show, set or reset what is owed by whom how often in a grid and below."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.rules.at_grid import at_grid
from locales.translator import N_, Translator
from models.text.encoding import decoded

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from models.checks.duties import DutyProblem
    from models.grids.tables import Grid

FINE, FAULTY = 0, 1
ACTIONS = {
    "show": N_("print the duties in force, as rows that `set` takes"),
    "set": N_("give this grid, and those below it without any of their own, other duties"),
    "reset": N_("let this grid inherit its duties again"),
}
PROBLEMS = {
    "columns": N_("“{value}” is no duty. Write WHO, WHAT and HOW OFTEN, with two spaces between."),
    "owner": N_("“{value}” is nobody who can owe a check. Use one of: {owners}."),
    "what": N_("“{value}” cannot be checked. Use one of: {kinds}."),
    "cycle": N_(
        "“{value}” is no cycle. Write daily, weekly, half-monthly, monthly, quarterly, termly, yearly, days 1-10, "
        "2 tue or, for places, cycle."
    ),
    "hours": N_("Time on patrol is owed by member or leader, daily, in a row of its own: member  hours  daily"),
    "area": N_("An area is owed by police, adopting or team, in a row of its own: adopting  area  monthly"),
    "slot": N_("Slots are filled in daily, at places: slot  places  daily"),
    "twice": N_("{owner} owes {what} twice. Keep one row."),
}


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("cycles", help=t.plain("what is to be checked how often, and by whom"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in ACTIONS.items():
        action = actions.add_parser(name, help=t.plain(told))
        action.add_argument("--grid", metavar="CODE", required=name != "show", help=t.plain("the grid's code"))
        if name == "set":
            action.add_argument(
                "--file", type=Path, metavar="FILE", help=t.plain("rows of text; without it, what comes in")
            )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    if args.action == "show" and args.grid is None:
        from models.checks.duties import DEFAULT

        print(f"# {t.plain('the default')}\n{DEFAULT}", end="")
        return FINE
    return asyncio.run({"show": show, "set": bring_in, "reset": reset}[args.action](args, t))


async def show(args: argparse.Namespace, t: Translator) -> int:
    async def tell(session: "AsyncSession", grid: "Grid") -> int:
        print(await _in_force(session, grid, t), end="")
        return FINE

    return await at_grid(args.grid, tell, t)


async def bring_in(args: argparse.Namespace, t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from models.checks.duties import FaultyDuties, parse
    from models.checks.duty_tables import kinds_known, set_duties

    try:
        text = decoded(args.file.read_bytes()) if args.file else sys.stdin.read()
    except (OSError, UnicodeDecodeError) as error:
        print(t.plain("The file cannot be read: {why}", why=getattr(error, "strerror", None) or error), file=sys.stderr)
        return FAULTY

    async def take(session: "AsyncSession", grid: "Grid") -> int:
        try:
            duties = parse(text, kinds_known(session))
        except FaultyDuties as faulty:
            print("\n".join(worded(problem, t) for problem in faulty.problems))
            print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(faulty.problems)))
            return FAULTY
        await set_duties(session, grid, duties, Timekeeper().now())
        print(t.plain("In force for what opens from tomorrow on. What is open already stays as it was."))
        return FINE

    return await at_grid(args.grid, take, t, writes=True)


async def reset(args: argparse.Namespace, t: Translator) -> int:
    from models.checks.duty_tables import reset_duties

    async def take_back(session: "AsyncSession", grid: "Grid") -> int:
        if not await reset_duties(session, grid):
            print(t.plain("This grid has no duties of its own; nothing has changed."))
            return FINE
        print(await _in_force(session, grid, t), end="")
        return FINE

    return await at_grid(args.grid, take_back, t, writes=True)


def worded(problem: "DutyProblem", t: Translator) -> str:
    return t.plain("Row {row}: {what}", row=problem.row, what=t.plain(PROBLEMS[problem.code], **problem.data))


async def _in_force(session: "AsyncSession", grid: "Grid", t: Translator) -> str:
    from models.checks.duties import as_text
    from models.checks.duty_tables import duty_tables
    from models.grids.tables import Grid

    tables = await duty_tables(session)
    owner_id = tables.owner(grid.path)
    owner = await session.get(Grid, owner_id) if owner_id else None
    whose = t.plain("as set for {grid} ({code})", grid=owner.name, code=owner.code) if owner else t.plain("the default")
    return f"# {whose}\n{as_text(tables.of(grid.path))}"
