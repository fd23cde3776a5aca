"""The figures of a grid and its parts in a period, counted once and kept as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.asked import Counted
from models.figures.checks import Checks, checks, late_checks
from models.figures.hazards import Progress, Reported, Times, progress, reported, times
from models.figures.notices import Confirmation, confirmation
from models.figures.parts import ByPart
from models.figures.quiz import Participation, participation
from models.figures.time_on_patrol import PatrolDays, PatrolTime, added, late_patrol_time, patrol_time
from models.grids.tables import Grid
from models.notices.tables import NoticeKind
from models.schedule.report_periods.periods import Days, ReportPeriod

Figure = TypeVar("Figure")
Made = TypeVar("Made")
DAY = timedelta(days=1)
WEEK_DAYS = 7


@dataclass(frozen=True)
class Spans:
    """How long it took, of how many: medians in seconds, None of none."""

    accepted: int = 0
    to_accept: float | None = None
    closed: int = 0
    to_close: float | None = None


@dataclass(frozen=True)
class UnitFigures:
    """As the classes in models/figures say; `by_day` are the checks of each day of a week, `patrol_by_day` the time on
    patrol, else nothing.
    """

    reported: Reported = field(default_factory=Reported)
    progress: Progress = field(default_factory=Progress)
    spans: Spans = field(default_factory=Spans)
    checks: Checks = field(default_factory=Checks)
    by_day: Sequence[Checks] = ()
    patrol: PatrolTime = field(default_factory=PatrolTime)
    patrol_by_day: Sequence[PatrolTime] = ()
    warnings: Confirmation = field(default_factory=Confirmation)
    notices: Confirmation = field(default_factory=Confirmation)
    quiz: Participation = field(default_factory=Participation)

    @property
    def nothing(self) -> bool:
        """Neither was there anything to do, nor was anything done."""
        without = UnitFigures(by_day=self.by_day, patrol_by_day=self.patrol_by_day)
        return self == without and not any(each.due for each in self.by_day)


@dataclass(frozen=True)
class PeriodFigures:
    """`parts` by their grids' ids, in the order of their codes. `late_before` hazards of the period before came late,
    and the checks and the time on patrol of earlier ones were counted late, as their windows were closed late: the
    numbers of those periods stay as they were told.
    """

    total: UnitFigures = field(default_factory=UnitFigures)
    parts: Mapping[int, UnitFigures] = field(default_factory=dict)
    late_before: int = 0
    late_checks: Checks = field(default_factory=Checks)
    late_patrol: PatrolTime = field(default_factory=PatrolTime)


CODEC = TypeAdapter(PeriodFigures)
OF_UNIT = TypeAdapter(UnitFigures)


def packed(figures: PeriodFigures) -> dict[str, Any]:
    found: dict[str, Any] = CODEC.dump_python(figures, mode="json")
    return found


def unpacked(stored: Mapping[str, Any]) -> PeriodFigures:
    return CODEC.validate_python(stored)


def total_of(stored: Mapping[str, Any]) -> UnitFigures:
    """Alone: with its parts it would take thirty times as long."""
    return OF_UNIT.validate_python(stored["total"])


def part_of(stored: Mapping[str, Any], grid_id: int) -> UnitFigures | None:
    part = stored["parts"].get(str(grid_id))
    return OF_UNIT.validate_python(part) if part is not None else None


def open_in_parts(stored: Mapping[str, Any]) -> Mapping[int, int]:
    """By part, how many hazards are open."""
    return {int(part): figures["progress"]["open"] for part, figures in stored["parts"].items()}


async def count(
    session: AsyncSession, grid: Grid, days: Days, zone: tzinfo, as_of: datetime | None = None
) -> PeriodFigures:
    """As known when the days were over, unless `as_of` says otherwise; checks a day later, as windows are closed once
    their day is over.
    """
    begin, end = days.bounds(zone)
    asked = Counted(grid, begin, end, as_of or end)
    checked = await checks(session, _once_closed(asked))
    walked = await patrol_time(session, _once_closed(asked))
    counted: dict[str, ByPart[Any]] = {
        "reported": await reported(session, asked),
        "progress": await progress(session, asked),
        "spans": await _spans(session, asked),
        "checks": checked,
        "by_day": await _by_day(session, asked, days, zone, checked),
        "warnings": await confirmation(session, asked, NoticeKind.WARNING),
        "notices": await confirmation(session, asked, NoticeKind.NOTICE),
        "quiz": await participation(session, asked),
        "patrol": _each(walked, lambda found: added(found.values())),
        "patrol_by_day": _each(walked, lambda found: _by_weekday(found, days)),
    }
    parts = {
        part: UnitFigures(**{name: each.parts[part] for name, each in counted.items() if part in each.parts})
        for part in dict.fromkeys(part for each in counted.values() for part in each.parts)
    }
    total = UnitFigures(**{name: each.total for name, each in counted.items()})
    found = PeriodFigures(total, parts)
    return await _with_late_ones(session, found, asked, days, zone) if isinstance(days, ReportPeriod) else found


def _each(found: ByPart[Figure], made: Callable[[Figure], Made]) -> ByPart[Made]:
    return ByPart(made(found.total), {part: made(each) for part, each in found.parts.items()})


def _by_weekday(found: PatrolDays, days: Days) -> Sequence[PatrolTime]:
    """Nothing where it is no week, or where there is nothing on any of its days."""
    if len(days) != WEEK_DAYS or not found:
        return ()
    return [found.get(days.first + DAY * n, PatrolTime()) for n in range(WEEK_DAYS)]


async def _by_day(
    session: AsyncSession, asked: Counted, days: Days, zone: tzinfo, together: ByPart[Checks]
) -> ByPart[Sequence[Checks]]:
    """Days are not counted one by one where none of them has anything."""
    if len(days) != WEEK_DAYS:
        return ByPart((), {})
    if together.total == Checks():
        return _each(together, lambda none: [none] * WEEK_DAYS)
    bounds = (Days(day, day).bounds(zone) for day in (days.first + DAY * n for n in range(WEEK_DAYS)))
    known = _once_closed(asked)
    each = [await checks(session, replace(known, begin=begin, end=end)) for begin, end in bounds]
    parts = dict.fromkeys(part for day in each for part in day.parts)
    return ByPart(
        [day.total for day in each], {part: [day.parts.get(part, Checks()) for day in each] for part in parts}
    )


def _once_closed(asked: Counted) -> Counted:
    return replace(asked, as_of=asked.as_of + DAY)


async def _with_late_ones(
    session: AsyncSession, found: PeriodFigures, asked: Counted, days: ReportPeriod, zone: tzinfo
) -> PeriodFigures:
    """With what was not yet known when the periods before were counted."""
    begin, end = days.previous().bounds(zone)
    before = await reported(session, Counted(asked.grid, begin, end, end))
    known, since = _once_closed(asked), asked.begin + DAY
    return replace(
        found,
        late_before=before.total.late,
        late_checks=await late_checks(session, known, since),
        late_patrol=await late_patrol_time(session, known, since),
    )


async def _spans(session: AsyncSession, asked: Counted) -> ByPart[Spans]:
    return _each(await times(session, asked), _of_times)


def _of_times(took: Times) -> Spans:
    medians = took.median_to_accept, took.median_to_close
    to_accept, to_close = (each.total_seconds() if each is not None else None for each in medians)
    return Spans(len(took.to_accept), to_accept, len(took.to_close), to_close)
