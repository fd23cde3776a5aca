"""Verb `roster`: check a roster file, bring it into force, write out the one in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from bot.cli.database import is_there, opened
from bot.cli.exchange.verb import FINE, NAMED, RETIRES, SheetVerb, named
from locales.translator import N_, Translator
from models.errors import WanggeError
from models.roster.records import Roster, SheetProblem

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from models.patrols.doubts.datum import ShiftedBoundaries
    from models.quiz.roster_certificates import Listed
    from models.roster.endings import Endings
    from models.roster.importer import RosterImported
    from models.spreadsheet.sheet import Cells

LIVE = {
    "hazards": N_("Live hazards there, which go to the level above: {count}. {names}"),
    "emergencies": N_("Calls for help running there, which go to the level above: {count}. {names}"),
}


@dataclass(frozen=True)
class Taken:
    """`listed`: of certificates in the file."""

    roster: "RosterImported"
    listed: int
    certificates: "Listed"

    @property
    def nothing(self) -> bool:
        return self.roster.nothing


class RosterVerb(SheetVerb[Roster, Taken]):
    name = "roster"
    about = N_("check, import or export the roster of grids and staff")
    exports = N_("write the roster in force to a file")
    options: ClassVar[Mapping[str, str]] = {
        "--take-over": N_("also move grids here from other trees"),
        "--retire": RETIRES,
    }
    count = "grids"
    sound = N_("Nothing to mend. Grids: {grids}, posts: {posts}.")
    written = N_("Written. Grids: {grids}.")

    def read(self, path: Path) -> Roster:
        from models.roster.validate import check_file

        return check_file(path)

    def counted(self, sheet: Roster) -> Mapping[str, int]:
        return {"grids": len(sheet.entries), "posts": sheet.posts}

    async def check(self, path: Path) -> int:
        """Says what an import would end, too; where there is no database yet, there is nothing to end."""
        roster = self.read(path)
        status = self.judge(roster, roster.problems)
        if status or not is_there(self.loaded):
            return status
        try:
            async with opened(self.loaded) as database, database.read() as session:
                lines = [*await self.foreseen(session, roster), *await self.shifted(session)]
        except WanggeError as refused:
            return self.refuse(refused)
        self.print_lines(lines)
        return FINE

    async def force(self, sheet: Roster) -> int:
        """A file with a fault is not looked at beside what is in force."""
        return self.judge(sheet, sheet.problems) if sheet.errors else await super().force(sheet)

    async def problems(self, _session: "AsyncSession", _sheet: Roster) -> Sequence[SheetProblem]:
        return ()

    async def foreseen(self, session: "AsyncSession", sheet: Roster) -> Iterable[str]:
        from bot.timekeeper import Timekeeper
        from models.roster.importer import foresee

        return ending(await foresee(session, sheet, Timekeeper().now(), **self._how()), self.t)

    async def shifted(self, session: "AsyncSession") -> Iterable[str]:
        from bot.timekeeper import Timekeeper
        from models.patrols.doubts.datum import shifted_boundaries

        return looks_shifted(await shifted_boundaries(session, Timekeeper().now()), self.t)

    async def take(self, session: "AsyncSession", sheet: Roster, now: "datetime") -> Taken:
        from models.domains import grids_retired
        from models.quiz.roster_certificates import keep_listed
        from models.roster.importer import import_roster

        retire: bool = self.args.retire
        done = await import_roster(session, sheet, now, retire=retire, retired=grids_retired, **self._how())
        listed = [each for entry in sheet.entries for each in entry.certificates]
        return Taken(done, len(listed), await keep_listed(session, listed, now))

    def _how(self) -> dict[str, Any]:
        from models.domains import live_in

        return {"take_over": getattr(self.args, "take_over", False), "live_in": live_in}

    async def rows(self, session: "AsyncSession") -> "Sequence[Cells]":
        from models.quiz.roster_certificates import listed_now
        from models.roster.export import roster_rows

        return await roster_rows(session, await listed_now(session))

    def told(self, done: Taken) -> Iterator[str]:
        yield from summary(done.roster, self.t)
        if done.listed:
            yield self.t.plain(
                "Certificates: {entered} entered or renewed; {waiting} wait until their holder is known.",
                entered=done.certificates.entered,
                waiting=done.certificates.waiting,
            )

    def in_order(self, problems: Sequence[SheetProblem]) -> Sequence[SheetProblem]:
        """As they were found: by the order of the file's sheets."""
        return problems


add_parser = RosterVerb.add_parser


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
    return named(
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
