"""Verb `ledger`: a grid's ledger as a spreadsheet, row by row; and who has asked for one."""

import argparse
import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bot.cli.documents.ledger_options import BadUsage, Given
from bot.configuration import settings
from locales.translator import Translator

FINE, USAGE = 0, 2
EXPORTS, SUFFIX = "exports", ".xlsx"


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("ledger", help=t.plain("write a ledger of a grid and all below it as a spreadsheet"))
    which = t.plain("see --list; or “exports”: who asked for which")
    parser.add_argument("kind", metavar="KIND", nargs="?", help=which)
    parser.add_argument("--list", action="store_true", dest="lists", help=t.plain("name all kinds"))
    parser.add_argument("--grid", metavar="CODE", help=t.plain("the grid's code"))
    parser.add_argument("--from", metavar="DAY", dest="first", help=t.plain("the first day, such as 2026-11-01"))
    parser.add_argument("--to", metavar="DAY", dest="last", help=t.plain("the last day, itself included"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=t.plain("the .xlsx to write"))
    parser.add_argument("--purpose", metavar="TEXT", default="", help=t.plain("with personal data, and what for"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    try:
        if args.lists:
            return _print_kinds(t)
        from bot.cli.documents.exports import print_exports, write_ledger

        if args.kind == EXPORTS:
            return asyncio.run(print_exports(args.grid, t))
        return asyncio.run(write_ledger(_given(args, t), t))
    except BadUsage as bad:
        print(bad, file=sys.stderr)
        return USAGE


def _print_kinds(t: Translator) -> int:
    from handlers.ledgers.titles import NAMES
    from models.ledgers.columns import LedgerName

    for kind in LedgerName:
        print(f"{kind.value}\t{t.plain(NAMES[kind])}")
    return FINE


def _given(args: argparse.Namespace, t: Translator) -> Given:
    """Raises BadUsage."""
    from bot.timekeeper import Timekeeper
    from handlers.ledgers.reading import FIRST_DAY, read_kind
    from models.ledgers.columns import LedgerName
    from models.ledgers.tables import PURPOSE_LIMIT
    from models.schedule.report_periods.periods import Days

    kind = read_kind(args.kind or "")
    if kind is None:
        raise BadUsage(t.plain("There is no ledger “{kind}”. All kinds: python -m bot ledger --list", kind=args.kind))
    if kind is LedgerName.FILE:
        today = Timekeeper().now().astimezone(settings.load().zone)
        args.first, args.last = args.first or f"{FIRST_DAY}", args.last or f"{today:%Y-%m-%d}"
    lacking = [f"--{name}" for name, value in _needed(args) if not value]
    if lacking:
        raise BadUsage(t.plain("Please give {options}, too.", options=t.listed(lacking)))
    first, last = (_day(day, t) for day in (args.first, args.last))
    if last < first:
        raise BadUsage(t.plain("{last} is before {first}.", first=first, last=last))
    if args.out.suffix.lower() != SUFFIX:
        raise BadUsage(t.plain("The file must end in .xlsx: {file}", file=args.out))
    return Given(kind, args.grid, Days(first, last), args.out, args.purpose.strip()[:PURPOSE_LIMIT])


def _needed(args: argparse.Namespace) -> tuple[tuple[str, Any], ...]:
    return ("grid", args.grid), ("from", args.first), ("to", args.last), ("out", args.out)


def _day(said: str, t: Translator) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise BadUsage(t.plain("{day} is no day. Please write it like 2026-11-01.", day=said)) from error
