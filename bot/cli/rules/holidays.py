"""Verb `holidays`: which days are worked: show them, bring in a year's calendar, set a single day."""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened, say_which
from bot.cli.exchange.problems import PROBLEMS as SHEET_PROBLEMS
from bot.configuration import settings
from locales.translator import N_, Translator

if TYPE_CHECKING:
    from models.schedule.calendar.holiday_file import HolidayFile, HolidayProblem
    from models.schedule.calendar.library import DaySaid
    from models.schedule.calendar.working_days import DayKind

FINE, FAULTY = 0, 1
LONGEST_NOTE = 80
KINDS = {"working": N_("working"), "off": N_("off"), "unknown": N_("not known yet")}
FEASTS = {
    "new_year": N_("New Year's Day"),
    "spring_festival": N_("Spring Festival"),
    "qingming": N_("Qingming"),
    "labour_day": N_("Labour Day"),
    "dragon_boat": N_("Dragon Boat Festival"),
    "mid_autumn": N_("Mid-Autumn Festival"),
    "national_day": N_("National Day"),
}
PROBLEMS = {
    "no_calendar": N_(
        "The file is no calendar. It takes JSON of holiday-cn, or rows of day, working or off, and a note."
    ),
    "day_unreadable": N_("“{value}” is not a day. Write it like 2027-02-06."),
    "word_unreadable": N_("“{value}” is neither working nor off. Write one of the two."),
    "day_twice": N_("{value} is in the file already. Name each day once."),
    "day_of_other_year": N_("{value} is not a day of {year}. Correct the day, or delete the row."),
    "feast_missing": N_(
        "No free day for {feast} ({day}) in {year}: the file is not a whole year. Complete it; "
        "for a single day: python -m bot holidays set DAY working|off"
    ),
}


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("holidays", help=t.plain("which days are worked, and which are free"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help=t.plain("print the days that differ from Monday to Friday"))
    show.add_argument("year", nargs="?", type=int, metavar="YEAR", choices=range(2000, 2100))
    bring_in = actions.add_parser("import", help=t.plain("bring a year's calendar into force: all of it or nothing"))
    told = t.plain("JSON of holiday-cn, or rows of day, working or off, and a note, as .csv or .xlsx")
    bring_in.add_argument("file", type=Path, metavar="FILE", help=told)
    for name, told in (
        ("set", t.plain("say of a single day that it is worked, or free, whatever the calendar says")),
        ("reset", t.plain("let a day be again as the calendar says")),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("day", metavar="DAY", help=t.plain("such as 2027-02-20"))
        if name == "set":
            action.add_argument("word", metavar="working|off", help=t.plain("working or off"))
            action.add_argument("--note", default="", help=t.plain("why, for whoever looks it up"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    if args.action == "import":
        return _import(args.file, t)
    if args.action == "show":
        return asyncio.run(_show(args.year, t))
    return _change(args, t)


def _import(path: Path, t: Translator) -> int:
    from models.schedule.calendar.holiday_file import read_holidays
    from models.spreadsheet.sheet import NotASheet

    try:
        found = read_holidays(path)
    except NotASheet as error:
        print(t.plain(SHEET_PROBLEMS[error.code], **error.data), file=sys.stderr)
        return FAULTY
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        print(t.plain("The file cannot be read: {why}", why=why), file=sys.stderr)
        return FAULTY
    if found.problems:
        print("\n".join(worded(problem, t) for problem in found.problems))
        print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(found.problems)))
        return FAULTY
    if not found.days:
        print(
            t.plain("The file names no days: {year} is not announced in it. Nothing was changed.", year=found.years[0])
        )
        return FINE
    return asyncio.run(_bring_in(found, t))


def worded(problem: "HolidayProblem", t: Translator) -> str:
    data = dict(problem.data)
    if "feast" in data:
        data["feast"] = t.plain(FEASTS[str(data["feast"])])
    what = t.plain(PROBLEMS[problem.code], **data)
    return t.plain("Row {row}: {what}", row=problem.row, what=what) if problem.row else what


async def _bring_in(found: "HolidayFile", t: Translator) -> int:
    from models.schedule.calendar.stored_days import take_import

    loaded = settings.load()
    async with opened(loaded) as database, database.write() as session:
        changed = await take_import(session, found.days)
    years = ", ".join(map(str, found.years))
    if changed:
        print(t.plain("In force: the working days of {years}.", years=years))
    else:
        print(t.plain("The calendar of {years} is in force already; nothing has changed.", years=years))
    say_which(loaded, t)
    return FINE


def _change(args: argparse.Namespace, t: Translator) -> int:
    """Of a single day."""
    from models.schedule.calendar.holiday_file import read_day, read_word

    day = read_day(args.day)
    if day is None:
        print(t.plain(PROBLEMS["day_unreadable"], value=args.day), file=sys.stderr)
        return FAULTY
    if args.action == "reset":
        return asyncio.run(_reset(day, t))
    works = read_word(args.word)
    if works is None:
        print(t.plain(PROBLEMS["word_unreadable"], value=args.word), file=sys.stderr)
        return FAULTY
    return asyncio.run(_set(day, t, args.note[:LONGEST_NOTE], works=works))


async def _set(day: date, t: Translator, note: str, *, works: bool) -> int:
    from models.schedule.calendar.stored_days import set_day

    loaded = settings.load()
    async with opened(loaded) as database, database.write() as session:
        await set_day(session, day, note, works=works)
    print(t.plain("{day} is worked.", day=day) if works else t.plain("{day} is free.", day=day))
    say_which(loaded, t)
    return FINE


async def _reset(day: date, t: Translator) -> int:
    from models.schedule.calendar.stored_days import day_kind, reset_day

    loaded = settings.load()
    async with opened(loaded) as database, database.write() as session:
        was_set, kind = await reset_day(session, day), await day_kind(session, day)
    if was_set:
        print(t.plain("{day} is again as the calendar says: {kind}.", day=day, kind=t.plain(KINDS[kind])))
    else:
        print(t.plain("{day} was not set; nothing has changed.", day=day))
    say_which(loaded, t)
    return FINE


async def _show(year: int | None, t: Translator) -> int:
    from bot.timekeeper import Timekeeper
    from models.schedule.calendar.stored_days import is_announced, said_of_year

    loaded = settings.load()
    year = year or Timekeeper().now().astimezone(loaded.zone).year
    async with opened(loaded) as database, database.read() as session:
        announced, said = await is_announced(session, year), await said_of_year(session, year)
    if announced:
        print(t.plain("{year} is announced.", year=year))
    else:
        print(t.plain("{year} is not announced: how the days around the feasts are worked is not known.", year=year))
    for line in told(year, said, t):
        print(line)
    return FINE


def told(year: int, said: "Mapping[date, DaySaid]", t: Translator) -> Iterator[str]:
    """A line for days in a row that are alike, and differ from Monday to Friday or have a note."""
    from models.schedule.calendar.feasts import days_of
    from models.schedule.calendar.working_days import Calendar, DayKind, plainly_works

    calendar = Calendar({day: each.works for day, each in said.items()})

    def alike(day: date) -> "tuple[DayKind, str, bool]":
        kind, note = calendar.kind(day), said[day].note if day in said else ""
        return kind, note, bool(note) or kind is not (DayKind.WORKING if plainly_works(day) else DayKind.OFF)

    for (kind, note, worth_telling), run in groupby(days_of(year), alike):
        days = list(run)
        if worth_telling:
            span = str(days[0]) if len(days) == 1 else f"{days[0]} – {days[-1]}"
            yield f"{span:<23}  {t.plain(KINDS[kind])}  {note}".rstrip()
