"""Verb `assessment`: show how a street assesses, try a file of rules, and print results without anybody's name."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.rules.at_grid import at_grid
from bot.configuration import settings
from bot.errors import usable
from locales.translator import N_, Translator

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from models.grids.tables import Grid

FINE = 0


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("assessment", help=t.plain("how grids and posts are assessed, and with which results"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    weights = actions.add_parser("weights", help=t.plain("print the rules in force, or try those of a file"))
    weights.add_argument("--file", type=Path, metavar="FILE", help=t.plain("a file to try; nothing is changed"))
    show = actions.add_parser("show", help=t.plain("print the newest results of grids, of nobody by name"))
    show.add_argument("--grid", metavar="CODE", required=True, help=t.plain("the grid's code"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    if args.action == "weights":
        return weights(args.file, t)
    return asyncio.run(show(args.grid, t))


def weights(file: Path | None, t: Translator) -> int:
    """A file that cannot be used stops it with status 2, as it would stop the bot."""
    from bot.configuration.own_lists import rules_in
    from models.assessment.rules import BadRules, chosen_text, read_rules
    from models.text.encoding import decoded

    if file is not None:
        with usable(N_("The rules of assessment cannot be used. {problem}"), BadRules):
            read_rules(decoded(file.read_bytes()), str(file))
        print(t.plain("The file can be used. To put it in force, name it weights.toml in DATA_DIR and restart."))
        return FINE
    loaded = settings.load()
    rules_in(loaded)
    print(chosen_text(loaded.data_dir), end="")
    return FINE


async def show(code: str, t: Translator) -> int:
    async def tell(session: "AsyncSession", grid: "Grid") -> int:
        from models.assessment.seeing import newest, units_below

        found = False
        for assessment in await newest(session, grid):
            for seen in await units_below(session, assessment, grid):
                found = True
                score = "-" if seen.score.score is None else f"{seen.score.score:.1f}"
                row = (assessment.period.name, assessment.state, seen.grid.code, seen.grid.name, score)
                print("\t".join((*row, seen.score.in_force)))
        if not found:
            print(t.plain("Nothing has been assessed here yet."))
        return FINE

    return await at_grid(code, tell, t)
