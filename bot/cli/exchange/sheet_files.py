"""What the verbs that check, import and export a sheet share: their actions, the problems found, the file written."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.cli.exchange.problems import REFUSALS
from bot.cli.exchange.roster import FAULTY, FINE, USAGE, worded
from locales.translator import Translator
from models.roster.records import SheetProblem
from models.spreadsheet.sheet import Cells


def add_actions(parser: argparse.ArgumentParser, t: Translator, export: str) -> None:
    """`check`, `import` and `export` of a file; `export` says what is written."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in (
        ("check", t.plain("name every row that is wrong; changes nothing")),
        ("import", t.plain("bring the file into force: all of it or nothing")),
        ("export", export),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("file", type=Path, metavar="FILE", help=t.plain(".csv or .xlsx"))


def print_problems(problems: Sequence[SheetProblem], titles: Mapping[str, str], t: Translator) -> None:
    for problem in sorted(problems, key=lambda problem: (problem.sheet, problem.row)):
        print(worded(problem, t, titles))


def checked(problems: Sequence[SheetProblem], titles: Mapping[str, str], t: Translator, fine: str) -> int:
    """Prints the problems, and what is to be mended or that it is `fine`; returns the exit status."""
    print_problems(problems, titles, t)
    errors = sum(not problem.note for problem in problems)
    print(t.plain("To mend: {errors}. Nothing was changed.", errors=errors) if errors else fine)
    return FAULTY if errors else FINE


def can_be_written(path: Path, t: Translator) -> int:
    """FINE, or the exit status of a format that we do not write."""
    from models.roster.export import FORMATS

    if path.suffix.lower() in FORMATS:
        return FINE
    print(t.plain(REFUSALS["roster.format"], formats=" ".join(FORMATS)), file=sys.stderr)
    return USAGE


def written(path: Path, rows: Sequence[Cells], t: Translator, protect: Callable[[Path], Any] | None = None) -> int:
    """FINE, or FAULTY where the file cannot be written; `protect` is done to it at once."""
    from models.roster.export import write_rows

    try:
        write_rows(path, rows)
        if protect is not None:
            protect(path)
    except OSError as error:
        print(t.plain("The file cannot be written: {why}", why=error.strerror or error), file=sys.stderr)
        return FAULTY
    return FINE
