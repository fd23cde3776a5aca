"""Windows close: what was expected and is not there is written down, once, with why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Window
from models.checks.duties import AT_PLACE, LOOK_AFTER
from models.checks.tables import MISSED, CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.checks.windows.again import What, missed_before
from models.checks.windows.answering import Answering, answering
from models.checks.windows.counting import counts_for, within
from models.checks.windows.owing import owing_people
from models.checks.windows.short_time import short_of_time
from models.checks.windows.telling import TELLS
from models.checks.windows.walks import Walk, walks_in
from models.db.database import insert
from models.due import DueRows, WallClock
from models.grids.tables import Grid
from models.places.changes.exemptions import exempt_among
from models.places.tables import Place
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import Calendar, working_day_from
from models.schedule.deadlines import at

DAY = timedelta(days=1)
BATCH = 35  # windows in a transaction: an answer waits for no more than that


async def close_windows(session: AsyncSession, windows: Sequence[CheckWindow], clock: WallClock) -> None:
    around = await _around(session, windows, clock)
    missed: dict[tuple[int, str, bool], Collection[What]] = {}
    # Of a duty the earlier window first: after a standstill both may be here.
    for window in sorted(windows, key=lambda each: each.first):
        duty, misses = (window.grid_id, window.duty, window.heightened), around.misses(window)
        before = missed.get(duty, around.before[window.id])
        for miss in misses:
            again = miss.why in MISSED and miss.what in before
            insert(session, CheckMiss, window_id=window.id, again=again, **miss._asdict())
        missed[duty] = {miss.what for miss in misses if miss.why in MISSED}
        window.closed_at, window.missed = clock.now, sum(miss.why in MISSED for miss in misses)
        told_from = max(clock.now.astimezone(clock.zone).date(), window.last + DAY)  # a slot is over within its day
        window.told_on = working_day_from(around.calendar, told_from)
        if window.missed:
            window.tell_at = at(window.told_on, TELLS, clock.zone)


class Miss(NamedTuple):
    why: Why
    place_id: int | None = None
    post_id: int | None = None
    minutes: int | None = None

    @property
    def what(self) -> What:
        return self.place_id, self.post_id


@dataclass(frozen=True)
class Closing:
    """What a batch of windows needs to know: `checks` by place; `closed` places; by id those that were `exempt` for a
    while; `retired` grids and since when; who is `answering`; `walks` by grid whose window it is; by window what was
    missed in the one `before`, and the posts (by id) whose time fell `short`, with the minutes done.
    """

    calendar: Calendar
    checks: Mapping[int, Sequence[PlaceCheck]]
    closed: Collection[int]
    exempt: Mapping[int, Place]
    retired: Mapping[int, datetime]
    answering: Answering
    walks: Mapping[int, Sequence[Walk]]
    before: Mapping[int, Collection[What]]
    short: Mapping[int, Sequence[tuple[int, int]]]
    clock: WallClock

    def misses(self, window: CheckWindow) -> list[Miss]:
        excuse = self.excuse(window)
        if window.places:
            return [Miss(why, place_id=place) for place in window.places if (why := self._why(window, place, excuse))]
        if window.hours:
            return self._of_hours(window, excuse)
        people, zone = owing_people(window, self.answering.posts), self.clock.zone
        if any(walk.person_id in people and within(window, walk.at, zone) for walk in self.walks[window.grid_id]):
            return []
        return [Miss(excuse or Why.MISSED)]

    def _of_hours(self, window: CheckWindow, excuse: Why | None) -> list[Miss]:
        """Where nobody holds a post no time is owed: the vacancy is told with the duties that somebody should do."""
        if excuse:
            return [] if excuse is Why.VACANT else [Miss(excuse)]
        short = self.short.get(window.id, ())
        return [Miss(Why.MISSED, post_id=post, minutes=minutes) for post, minutes in short]

    def _why(self, window: CheckWindow, place: int, excuse: Why | None) -> Why | None:
        """None where it was checked."""
        found = [each for each in self.checks.get(place, ()) if self._counts(window, each)]
        if any(each.outcome is not Outcome.NO_ENTRY for each in found):
            return None
        if place in self.closed:
            return Why.CLOSED
        if place in self.exempt and self.exempt[place].exempt_on(window.last):
            return Why.EXEMPT
        return excuse or (Why.NO_ENTRY if found else Why.MISSED)

    def _counts(self, window: CheckWindow, check: PlaceCheck) -> bool:
        inside, owing = within(window, check.said_at, self.clock.zone), owing_people(window, self.answering.posts)
        return inside and counts_for(window.owner, check.person_id, owing, own=check.own)

    def excuse(self, window: CheckWindow) -> Why | None:
        if not Window(window.first, window.last).counts(self.calendar):
            return Why.CALENDAR
        retired = self.retired.get(window.grid_id)
        if retired and retired < window.due_at:
            return Why.CLOSED
        if window.owner in AT_PLACE:
            return None
        if not self.answering.standing(window):
            return Why.CLOSED if window.owner in LOOK_AFTER else Why.VACANT
        return None if self.answering.named(window) else Why.LEAVE


async def _around(session: AsyncSession, windows: Sequence[CheckWindow], clock: WallClock) -> Closing:
    first, last = min(each.first for each in windows), max(each.last for each in windows)
    span = begin_of(first, clock.zone), begin_of(last + DAY, clock.zone)
    calendar = await load_calendar(session, first, last)
    answers = await answering(session, windows, calendar)
    places = {place for window in windows for place in window.places}
    return Closing(
        calendar,
        await _checks(session, places, span),
        await _closed(session, places),
        {each.id: each for each in await exempt_among(session, places)},
        await _retired(session, windows),
        answers,
        await walks_in(session, windows, answers.posts, span),
        await missed_before(session, windows),
        await short_of_time(session, windows, answers, clock),
        clock,
    )


def begin_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


async def _checks(
    session: AsyncSession, places: Collection[int], span: tuple[datetime, datetime]
) -> Mapping[int, Sequence[PlaceCheck]]:
    rows = select(PlaceCheck).where(col(PlaceCheck.place_id).in_(places), col(PlaceCheck.said_at).between(*span))
    found: dict[int, list[PlaceCheck]] = defaultdict(list)
    for check in (await session.scalars(rows)).all() if places else ():
        found[check.place_id].append(check)
    return found


async def _closed(session: AsyncSession, places: Collection[int]) -> Collection[int]:
    """Those that are no longer open."""
    rows = select(col(Place.id)).where(col(Place.id).in_(places), col(Place.closed_at).is_not(None))
    return set((await session.scalars(rows)).all())


async def _retired(session: AsyncSession, windows: Iterable[CheckWindow]) -> Mapping[int, datetime]:
    """Grids (by id) that have left the roster, and when."""
    grids = {each.grid_id for each in windows}
    rows = select(col(Grid.id), col(Grid.retired_at)).where(col(Grid.id).in_(grids), col(Grid.retired_at).is_not(None))
    return {grid_id: left for grid_id, left in (await session.execute(rows)).all() if left}


CHECK_WINDOWS = DueRows(
    "check_windows",
    col(CheckWindow.due_at),
    col(CheckWindow.closed_at).is_(None),
    row=CheckWindow,
    handle=close_windows,
    seconds=60,
    batch=BATCH,
    then=(col(CheckWindow.id),),
)
