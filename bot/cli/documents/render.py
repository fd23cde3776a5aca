"""Verb `render digest`: the picture of a grid's week, month, half or year, without Telegram."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened
from bot.configuration import settings
from locales.translator import Translator, translator
from models.errors import NotFound
from models.schedule.report_periods.periods import ReportPeriod
from models.schedule.report_periods.words import read_period

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.configuration.settings import Settings
    from reports.charts.page import Page

FINE, FAULTY, MISUSED = 0, 1, 2
SUFFIXES = (".png", ".svg")


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("render", help=t.plain("draw what leaders are sent, without Telegram"))
    kinds = parser.add_subparsers(dest="what", required=True)
    digest = kinds.add_parser("digest", help=t.plain("the picture of a grid's week, month, half or year"))
    digest.add_argument("--grid", metavar="CODE", required=True, help=t.plain("the grid's code"))
    digest.add_argument(
        "--week",
        "--period",
        dest="period",
        metavar="PERIOD",
        default="week",
        help=t.plain("2026-W46, 2026-11, 2026-H2 or 2026; without it, the last whole week"),
    )
    digest.add_argument("--out", type=Path, metavar="FILE", required=True, help=t.plain("a .png or .svg to write"))
    digest.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run(draw(args.grid, args.period, args.out, t))


async def draw(code: str, asked: str, out: Path, t: Translator) -> int:
    from bot.timekeeper import Timekeeper

    loaded = settings.load()
    now = Timekeeper().now()
    period = read_period(asked, now.astimezone(loaded.zone).date())
    if period is None or out.suffix.lower() not in SUFFIXES:
        print(
            t.plain("No period such as 2026-W46, 2026-11 or 2026: {words}", words=asked)
            if period is None
            else t.plain("Please name a file that ends in .png or .svg."),
            file=sys.stderr,
        )
        return MISUSED
    try:
        async with opened(loaded) as database, database.read() as session:
            page = await page_of(session, code, period, loaded)
    except NotFound:
        print(t.plain("There is no grid with the code {code}.", code=code), file=sys.stderr)
        return FAULTY
    return write(page, out, t)


async def page_of(session: "AsyncSession", code: str, period: ReportPeriod, loaded: "Settings") -> "Page":
    from bot.timekeeper import Timekeeper
    from handlers.digests.page import page
    from models.digests.areas import areas
    from models.digests.reading import read_digest
    from models.grids.tree import grid_by_code
    from models.hazards.kinds import kinds_of

    grid = await grid_by_code(session, code)
    digest = await read_digest(session, grid, period, Timekeeper().now(), loaded.zone)
    words = translator(loaded.locale)
    return page(words, kinds_of(session), digest, await areas(session, digest), loaded.zone)


def write(page: "Page", out: Path, t: Translator) -> int:
    from reports.charts.drawing import png, svg
    from reports.charts.page import NotDrawn

    try:
        out.write_bytes(svg(page) if out.suffix.lower() == ".svg" else png(page))
    except OSError as error:
        print(t.plain("The file cannot be written: {why}", why=error.strerror or error), file=sys.stderr)
        return FAULTY
    except NotDrawn as why:
        print(
            t.plain("The picture cannot be drawn as it should be, and is not written: {why}", why=why), file=sys.stderr
        )
        return FAULTY
    print(t.plain("Written: {file}", file=out))
    return FINE
