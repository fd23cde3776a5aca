"""Verb `roster`: check a roster file, bring it into force, write out the one in force."""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import is_there, opened, say_which
from bot.cli.exchange.problems import PROBLEMS, REFUSALS
from bot.configuration import settings
from locales.translator import N_, Translator
from models.errors import WanggeError
from models.roster.records import Roster, SheetProblem

if TYPE_CHECKING:
    from models.patrols.doubts.datum import ShiftedBoundaries
    from models.roster.endings import Endings
    from models.roster.importer import RosterImported

FINE, FAULTY, USAGE = 0, 1, 2
NAMED = 10
LIVE = {
    "hazards": N_("Live hazards there, which go to the level above: {count}. {names}"),
    "emergencies": N_("Calls for help running there, which go to the level above: {count}. {names}"),
}


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("roster", help=t.plain("check, import or export the roster of grids and staff"))
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in (
        ("check", t.plain("name every row that is wrong; changes nothing")),
        ("import", t.plain("bring the file into force: all of it or nothing")),
        ("export", t.plain("write the roster in force to a file")),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("file", type=Path, metavar="FILE", help=t.plain(".csv or .xlsx"))
        if name == "import":
            action.add_argument(
                "--take-over", action="store_true", help=t.plain("also move grids here from other trees")
            )
            action.add_argument(
                "--retire", action="store_true", help=t.plain("also end more than a small share of what stands")
            )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    if args.action == "check":
        return check(args.file, t)
    if args.action == "import":
        return asyncio.run(bring_in(args.file, t, take_over=args.take_over, retire=args.retire))
    return asyncio.run(write_out(args.file, t))


def check(path: Path, t: Translator) -> int:
    from models.roster.validate import check_file

    roster = check_file(path)
    _print_problems(roster, t)
    if roster.errors:
        print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(roster.errors)))
        return FAULTY
    print(t.plain("Nothing to mend. Grids: {grids}, posts: {posts}.", grids=len(roster.entries), posts=roster.posts))
    return asyncio.run(what_ends(roster, t))


async def what_ends(roster: Roster, t: Translator) -> int:
    """Says what an import would end; where there is no database yet, there is nothing to end."""
    loaded = settings.load()
    if not is_there(loaded):
        return FINE
    from bot.timekeeper import Timekeeper
    from models.domains import live_in
    from models.patrols.doubts.datum import shifted_boundaries
    from models.roster.importer import foresee

    now = Timekeeper().now()
    try:
        async with opened(loaded) as database, database.read() as session:
            ends = await foresee(session, roster, now, live_in=live_in)
            shifted = await shifted_boundaries(session, now)
    except WanggeError as refused:
        return _refuse(refused, t)
    for line in [*ending(ends, t), *looks_shifted(shifted, t)]:
        print(line)
    return FINE


def looks_shifted(shifted: Iterable["ShiftedBoundaries"], t: Translator) -> Iterator[str]:
    from models.grids.datum import TITLES

    for each in shifted:
        yield t.plain(
            "The boundaries of {grids}, said to be {said}, look like {truth}: "
            "where people checked in lies inside if they are.",
            grids=" ".join(each.grids[:NAMED]),
            said=TITLES[each.said],
            truth=TITLES[each.truth],
        )


async def bring_in(path: Path, t: Translator, *, take_over: bool = False, retire: bool = False) -> int:
    from bot.timekeeper import Timekeeper
    from models.domains import grids_retired, live_in
    from models.quiz.roster_certificates import keep_listed
    from models.roster.importer import foresee, import_roster
    from models.roster.validate import check_file

    roster = check_file(path)
    _print_problems(roster, t)
    if roster.errors:
        print(t.plain("To mend: {errors}. Nothing was changed.", errors=len(roster.errors)))
        return FAULTY
    loaded = settings.load()
    try:
        async with opened(loaded) as database, database.write() as session:
            now = Timekeeper().now()
            how: dict[str, Any] = {"take_over": take_over, "live_in": live_in}
            for line in ending(await foresee(session, roster, now, **how), t):
                print(line)
            done = await import_roster(session, roster, now, retire=retire, retired=grids_retired, **how)
            listed = [each for entry in roster.entries for each in entry.certificates]
            certificates = await keep_listed(session, listed, now)
    except WanggeError as refused:
        return _refuse(refused, t)
    print("\n".join(summary(done, t)))
    if listed:
        print(
            t.plain(
                "Certificates: {entered} entered or renewed; {waiting} wait until their holder is known.",
                entered=certificates.entered,
                waiting=certificates.waiting,
            )
        )
    say_which(loaded, t)
    return FINE


async def write_out(path: Path, t: Translator) -> int:
    from models.quiz.roster_certificates import listed_now
    from models.roster import export as roster_export

    if path.suffix.lower() not in roster_export.FORMATS:
        print(t.plain(REFUSALS["roster.format"], formats=" ".join(roster_export.FORMATS)), file=sys.stderr)
        return USAGE
    async with opened(settings.load()) as database, database.read() as session:
        rows = await roster_export.roster_rows(session, await listed_now(session))
    try:
        roster_export.write_rows(path, rows)
    except WanggeError as refused:
        return _refuse(refused, t)
    except OSError as error:
        print(t.plain("The file cannot be written: {why}", why=error.strerror or error), file=sys.stderr)
        return FAULTY
    print(t.plain("Written. Grids: {grids}.", grids=len(rows) - 1))
    return FINE


def worded(problem: SheetProblem, t: Translator, titles: Mapping[str, str] | None = None) -> str:
    """One line: where it is, what is wrong, what to do; `titles` of the sheet's columns, or else of a roster's."""
    from models.places.exchange.sheet import CYCLE_TITLES, RISK_TITLES
    from models.roster.columns import LEVEL_TITLES, PUBLISHED_TITLES, TITLES

    levels = {name: LEVEL_TITLES[str(problem.data[name])] for name in ("level", "above") if name in problem.data}
    data: dict[str, Any] = {**problem.data, **levels, "levels": " ".join(LEVEL_TITLES.values())}
    data |= {"roles": ";".join(PUBLISHED_TITLES.values()), "risks": " ".join(RISK_TITLES.values())}
    data["cycles"] = " ".join(CYCLE_TITLES.values())
    if "first" in data:
        sheet = str(data.get("first_sheet", ""))
        data["first"] = t.plain("row {row}", row=data["first"])
        if sheet != problem.sheet:
            data["first"] = t.plain("sheet “{sheet}”, {what}", sheet=sheet, what=data["first"])
    what = t.plain(PROBLEMS[problem.code], **data)
    column = (titles or TITLES).get(problem.column, "")
    if problem.row and column:
        what = t.plain("Row {row}, {column}: {what}", row=problem.row, column=column, what=what)
    elif problem.row:
        what = t.plain("Row {row}: {what}", row=problem.row, what=what)
    if problem.sheet:
        what = t.plain("Sheet “{sheet}”: {what}", sheet=problem.sheet, what=what)
    return t.plain("Note: {what}", what=what) if problem.note else what


def summary(done: "RosterImported", t: Translator) -> Iterator[str]:
    if done.nothing:
        yield t.plain("This roster is in force already; nothing has changed.")
        return
    yield t.plain(
        "Grids: {added} added, {changed} changed (of these {moved} moved, {revived} back again), {retired} retired.",
        added=done.grids_added,
        changed=done.grids_changed,
        moved=done.grids_moved,
        revived=done.grids_revived,
        retired=done.grids_retired,
    )
    yield t.plain(
        "Posts: {added} added (of these {claimed} claimed at once), {changed} changed, {ended} ended.",
        added=done.posts_added,
        claimed=done.posts_claimed,
        changed=done.posts_changed,
        ended=done.posts_ended,
    )


def ending(ends: "Endings", t: Translator) -> Iterator[str]:
    """A line for each kind of thing that would end or move: how many, and the first of them by name."""
    yield from named(
        [
            (N_("Grids retired: {count}. {names}"), len(ends.grids), ends.grids),
            (N_("Of these with a chat, which will be told: {count}. {names}"), len(ends.served), ends.served),
            *((LIVE[live.slug], live.count, live.grids) for live in ends.live),
            (N_("Posts ended: {count}. {names}"), len(ends.posts), ends.posts),
            (N_("Grids moved: {count}. {names}"), len(ends.moved), ends.moved),
            (N_("Grids left without a leader: {count}. {names}"), len(ends.unled), ends.unled),
        ],
        t,
    )


def named(told: Iterable[tuple[str, int, Sequence[str]]], t: Translator) -> Iterator[str]:
    """A line for each message that has a count; of many names the first."""
    for message, count, names in told:
        if count:
            more = t.plain(" and others") if len(names) > NAMED else ""
            yield t.plain(message, count=count, names="; ".join(names[:NAMED]) + more)


def _print_problems(roster: Roster, t: Translator) -> None:
    for problem in roster.problems:
        print(worded(problem, t))


def _refuse(refused: WanggeError, t: Translator) -> int:
    print(t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
    return FAULTY
