"""Verb `ladder`: show, set or reset after what delay whom a hazard climbs to, or a whistle that nobody answers."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.rules.at_grid import at_grid
from locales.translator import N_, Translator
from models.text.encoding import decoded

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from models.escalation.grammar import Grammar
    from models.escalation.policy import Ladder
    from models.escalation.policy_store import FoundLadder
    from models.escalation.policy_text import PolicyProblem
    from models.grids.tables import Grid

FINE, FAULTY = 0, 1
SEVERITIES = ("urgent", "major", "ordinary")
POLICIES = (*SEVERITIES, "whistle")
ACTIONS = {
    "show": N_("print the ladder in force, as rows that `set` takes"),
    "set": N_("give this grid, and those below it without one of their own, another ladder"),
    "reset": N_("let this grid inherit its ladder again"),
}
PROBLEMS = {
    "row": N_("“{value}” begins no row. Begin with one of: {rows}."),
    "json": N_("This is no JSON: {why}. Correct it, or write rows of text as `ladder show` prints them."),
    "json_row": N_("{name}: {value} is no text. Write “2h community” or a list of such texts."),
    "aim": N_("“{value}” cannot be told here. Use one of: {aims}."),
    "step": N_("{name}: “{value}” is not a step. Write DELAY WHOM, or DELAY WHOM every DELAY."),
    "delay": N_("“{value}” is not a delay. Write a number and m, h or d: 30m, 2h, 7d."),
    "delay_range": N_("The delay “{value}” is too short or too long. Use 1m to 365d."),
    "hours": N_("“{value}” are no hours on duty. Write always, or from and to: 08:00-20:00."),
    "missing": N_("A row “{name}” is missing. Add one, for example as `ladder show` prints it for the default."),
    "repeat": N_("The last step of “{name}” must repeat, or a hazard would be left lying. Add: every 1d"),
    "falls": N_("The steps of “{name}” go down. Let later steps tell higher levels."),
    "once": N_("“{name}” has one row for each of these, in this order and each only once: {aims}."),
    "twice": N_("The row “{name}” stands twice. Keep one."),
    "empty": N_("The file is empty. Write a row a step, as `ladder show` prints them."),
}


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("ladder", help=t.plain("how long a hazard may wait, and to whom it climbs"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in ACTIONS.items():
        action = actions.add_parser(name, help=t.plain(told))
        action.add_argument("--grid", metavar="CODE", required=name != "show", help=t.plain("the grid's code"))
        action.add_argument("--severity", choices=POLICIES, required=name != "show")
        if name == "set":
            action.add_argument(
                "--file", type=Path, metavar="FILE", help=t.plain("rows of text or JSON; without it, what comes in")
            )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    if args.action == "set":
        return _set(args, t)
    return asyncio.run(_show(args, t) if args.action == "show" else _reset(args, t))


def _set(args: argparse.Namespace, t: Translator) -> int:
    from models.escalation.policy_text import Faulty, parse

    _, grammar = _known(args.severity)
    try:
        text = decoded(args.file.read_bytes()) if args.file else sys.stdin.read()
        ladder = parse(text, grammar)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        print(t.plain("The file cannot be read: {why}", why=why), file=sys.stderr)
        return FAULTY
    except Faulty as faulty:
        print("\n".join(worded(problem, t) for problem in faulty.problems))
        print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(faulty.problems)))
        return FAULTY
    return asyncio.run(_bring_in(args, ladder, t))


def _known(policy: str) -> "tuple[Ladder, Grammar]":
    """What it is by default, and which rows it has."""
    from models.escalation.grammar import OF_HAZARDS
    from models.hazards.alerting.ladder import LADDERS
    from models.hazards.workflow import Severity
    from models.obligations.whistles.pace import GRAMMAR, LADDER

    return (LADDERS[Severity(policy)], OF_HAZARDS) if policy in SEVERITIES else (LADDER, GRAMMAR)


async def _found(session: "AsyncSession", grid: "Grid", policy: str) -> "FoundLadder":
    from models.escalation.policy_store import ladder_of

    return await ladder_of(session, grid, policy, _known(policy)[0])


def worded(problem: "PolicyProblem", t: Translator) -> str:
    what = t.plain(PROBLEMS[problem.code], **problem.data)
    return t.plain("Row {row}: {what}", row=problem.row, what=what) if problem.row else what


async def _bring_in(args: argparse.Namespace, ladder: "Ladder", t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from models.escalation.policy_store import set_ladder

    async def bring_in(session: "AsyncSession", grid: "Grid") -> int:
        await set_ladder(session, grid, args.severity, ladder, Timekeeper().now())
        print(t.plain("In force for hazards opened from now on. Those that climb already keep their ladder."))
        return FINE

    return await at_grid(args.grid, bring_in, t, writes=True)


async def _reset(args: argparse.Namespace, t: Translator) -> int:
    from models.escalation.policy_store import reset_ladder

    async def reset(session: "AsyncSession", grid: "Grid") -> int:
        if not await reset_ladder(session, grid, args.severity):
            print(t.plain("This grid has no ladder of its own; nothing has changed."))
            return FINE
        owner = (await _found(session, grid, args.severity)).owner
        print(t.plain("From now on: {whose}", whose=_whose(owner, t)))
        return FINE

    return await at_grid(args.grid, reset, t, writes=True)


async def _show(args: argparse.Namespace, t: Translator) -> int:
    """The default is the same everywhere: no database is asked for it."""
    from models.escalation.policy_store import FoundLadder

    policies = [args.severity] if args.severity else POLICIES
    if args.grid is None:
        return _print({each: FoundLadder(_known(each)[0]) for each in policies}, t)

    async def show(session: "AsyncSession", grid: "Grid") -> int:
        return _print({each: await _found(session, grid, each) for each in policies}, t)

    return await at_grid(args.grid, show, t)


def _print(ladders: "Mapping[str, FoundLadder]", t: Translator) -> int:
    from models.escalation.policy_text import as_text

    told = (
        f"# {each}: {_whose(found.owner, t)}\n{as_text(found.ladder, _known(each)[1])}"
        for each, found in ladders.items()
    )
    print("\n".join(told), end="")
    return FINE


def _whose(owner: "Grid | None", t: Translator) -> str:
    if owner is None:
        return t.plain("the default")
    return t.plain("as set for {grid} ({code})", grid=owner.name, code=owner.code)
