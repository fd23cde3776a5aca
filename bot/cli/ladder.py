"""Verb `ladder`: show, set or reset after what delay whom a hazard climbs to."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.at_grid import at_grid
from bot.cli.ladder_messages import PROBLEMS
from locales.translator import N_, Translator
from models.text.encoding import decoded

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from models.escalation.policy import Ladder
    from models.escalation.policy_store import FoundLadder
    from models.escalation.policy_text import PolicyProblem
    from models.grids.tables import Grid
    from models.hazards.workflow import Severity

FINE, FAULTY = 0, 1
SEVERITIES = ("urgent", "major", "ordinary")
ACTIONS = {
    "show": N_("print the ladder in force, as rows that `set` takes"),
    "set": N_("give this grid, and those below it without one of their own, another ladder"),
    "reset": N_("let this grid inherit its ladder again"),
}


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("ladder", help=t.plain("how long a hazard may wait, and to whom it climbs"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in ACTIONS.items():
        action = actions.add_parser(name, help=t.plain(told))
        action.add_argument("--grid", metavar="CODE", required=name != "show", help=t.plain("the grid's code"))
        action.add_argument("--severity", choices=SEVERITIES, required=name != "show")
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

    try:
        text = decoded(args.file.read_bytes()) if args.file else sys.stdin.read()
        ladder = parse(text)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        print(t.plain("The file cannot be read: {why}", why=why), file=sys.stderr)
        return FAULTY
    except Faulty as faulty:
        print("\n".join(worded(problem, t) for problem in faulty.problems))
        print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(faulty.problems)))
        return FAULTY
    return asyncio.run(_bring_in(args, ladder, t))


def worded(problem: "PolicyProblem", t: Translator) -> str:
    what = t.plain(PROBLEMS[problem.code], **problem.data)
    return t.plain("Row {row}: {what}", row=problem.row, what=what) if problem.row else what


async def _bring_in(args: argparse.Namespace, ladder: "Ladder", t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from models.escalation.policy_store import set_ladder
    from models.hazards.workflow import Severity

    severity = Severity(args.severity)

    async def bring_in(session: "AsyncSession", grid: "Grid") -> int:
        await set_ladder(session, grid, severity, ladder, Timekeeper().now())
        print(t.plain("In force for hazards opened from now on. Those that climb already keep their ladder."))
        return FINE

    return await at_grid(args.grid, bring_in, t, writes=True)


async def _reset(args: argparse.Namespace, t: Translator) -> int:
    from models.escalation.policy_store import reset_ladder
    from models.hazards.alerting.ladder import ladder_of
    from models.hazards.workflow import Severity

    severity = Severity(args.severity)

    async def reset(session: "AsyncSession", grid: "Grid") -> int:
        if not await reset_ladder(session, grid, severity):
            print(t.plain("This grid has no ladder of its own; nothing has changed."))
            return FINE
        print(t.plain("From now on: {whose}", whose=_whose((await ladder_of(session, grid, severity)).owner, t)))
        return FINE

    return await at_grid(args.grid, reset, t, writes=True)


async def _show(args: argparse.Namespace, t: Translator) -> int:
    """The default is the same everywhere: no database is asked for it."""
    from models.escalation.policy_store import FoundLadder
    from models.hazards.alerting.ladder import LADDERS, ladder_of
    from models.hazards.workflow import Severity

    severities = [Severity(args.severity)] if args.severity else list(Severity)
    if args.grid is None:
        return _print(severities, [FoundLadder(LADDERS[severity]) for severity in severities], t)

    async def show(session: "AsyncSession", grid: "Grid") -> int:
        return _print(severities, [await ladder_of(session, grid, severity) for severity in severities], t)

    return await at_grid(args.grid, show, t)


def _print(severities: "Sequence[Severity]", ladders: "Sequence[FoundLadder]", t: Translator) -> int:
    from models.escalation.policy_text import as_text

    told = zip(severities, ladders, strict=True)
    print("\n".join(f"# {each}: {_whose(found.owner, t)}\n{as_text(found.ladder)}" for each, found in told), end="")
    return FINE


def _whose(owner: "Grid | None", t: Translator) -> str:
    if owner is None:
        return t.plain("the default")
    return t.plain("as set for {grid} ({code})", grid=owner.name, code=owner.code)
