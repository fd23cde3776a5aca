"""The figures of a grid and its parts in a period, counted once and kept as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.asked import Counted
from models.figures.checks import Checks, checks
from models.figures.hazards import Progress, Reported, Times, progress, reported, times
from models.figures.notices import Confirmation, confirmation
from models.figures.parts import ByPart
from models.figures.quiz import Participation, participation
from models.grids.tables import Grid
from models.notices.tables import NoticeKind
from models.schedule.report_periods.periods import Days, ReportPeriod

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
    """As the classes in models/figures say; `by_day` are the checks of each day of a week, else nothing."""

    reported: Reported = field(default_factory=Reported)
    progress: Progress = field(default_factory=Progress)
    spans: Spans = field(default_factory=Spans)
    checks: Checks = field(default_factory=Checks)
    by_day: Sequence[Checks] = ()
    warnings: Confirmation = field(default_factory=Confirmation)
    notices: Confirmation = field(default_factory=Confirmation)
    quiz: Participation = field(default_factory=Participation)

    @property
    def nothing(self) -> bool:
        """Neither was there anything to do, nor was anything done."""
        return self == UnitFigures(by_day=self.by_day) and not any(each.due for each in self.by_day)


@dataclass(frozen=True)
class PeriodFigures:
    """`parts` by their grids' ids, in the order of their codes. `late_before` hazards of the period before came late:
    that period's own numbers stay as they were told.
    """

    total: UnitFigures = field(default_factory=UnitFigures)
    parts: Mapping[int, UnitFigures] = field(default_factory=dict)
    late_before: int = 0


CODEC = TypeAdapter(PeriodFigures)


def packed(figures: PeriodFigures) -> dict[str, Any]:
    found: dict[str, Any] = CODEC.dump_python(figures, mode="json")
    return found


def unpacked(stored: Mapping[str, Any]) -> PeriodFigures:
    return CODEC.validate_python(stored)


async def count(
    session: AsyncSession, grid: Grid, days: Days, zone: tzinfo, as_of: datetime | None = None
) -> PeriodFigures:
    """As known when the days were over, unless `as_of` says otherwise; checks a day later, as windows are closed once
    their day is over.
    """
    begin, end = days.bounds(zone)
    asked = Counted(grid, begin, end, as_of or end)
    counted: dict[str, ByPart[Any]] = {
        "reported": await reported(session, asked),
        "progress": await progress(session, asked),
        "checks": await checks(session, _once_closed(asked)),
        "warnings": await confirmation(session, asked, NoticeKind.WARNING),
        "notices": await confirmation(session, asked, NoticeKind.NOTICE),
        "quiz": await participation(session, asked),
    }
    took = await times(session, asked)
    by_day = await _by_day(session, asked, days, zone, counted["checks"])
    parts = {
        part: UnitFigures(
            spans=_spans(took.parts.get(part, Times())),
            by_day=[each.parts.get(part, Checks()) for each in by_day],
            **{name: each.parts[part] for name, each in counted.items() if part in each.parts},
        )
        for part in dict.fromkeys(part for each in (*counted.values(), took, *by_day) for part in each.parts)
    }
    total = UnitFigures(
        spans=_spans(took.total),
        by_day=[each.total for each in by_day],
        **{name: each.total for name, each in counted.items()},
    )
    return PeriodFigures(total, parts, await _late_before(session, asked, days, zone))


async def _by_day(
    session: AsyncSession, asked: Counted, days: Days, zone: tzinfo, together: ByPart[Checks]
) -> Sequence[ByPart[Checks]]:
    """Days are not counted one by one where none of them has anything."""
    if len(days) != WEEK_DAYS:
        return ()
    if together.total == Checks():
        return [together] * WEEK_DAYS
    each = (Days(day, day).bounds(zone) for day in (days.first + DAY * n for n in range(WEEK_DAYS)))
    known = _once_closed(asked)
    return [await checks(session, replace(known, begin=begin, end=end)) for begin, end in each]


def _once_closed(asked: Counted) -> Counted:
    return replace(asked, as_of=asked.as_of + DAY)


async def _late_before(session: AsyncSession, asked: Counted, days: Days, zone: tzinfo) -> int:
    if not isinstance(days, ReportPeriod):
        return 0
    begin, end = days.previous().bounds(zone)
    return (await reported(session, Counted(asked.grid, begin, end, end))).total.late


def _spans(took: Times) -> Spans:
    medians = took.median_to_accept, took.median_to_close
    to_accept, to_close = (each.total_seconds() if each is not None else None for each in medians)
    return Spans(len(took.to_accept), to_accept, len(took.to_close), to_close)
