"""Everything that a digest says of a grid and a period, gathered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests import warnings
from models.digests.drives import Drive, drives_behind
from models.digests.figures import DAY, PeriodFigures, UnitFigures, count, unpacked
from models.digests.findings import Finding, Standings, findings, standings
from models.digests.stored_periods import Point, frozen, total_in, trend
from models.grids.tables import Grid, Level
from models.grids.tree import level_above
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import DayKind
from models.schedule.report_periods.periods import ReportPeriod, WorkedDays, worked_days
from models.statistics.tallies import SeriesKey


@dataclass(frozen=True)
class Digest:
    """`running`: the period is not over, and its numbers are as known at `as_of`. `names` of the parts, by id, and of
    places that `warned` names; that is None but of weeks that were watched. `before` is the period before, `day_kinds`
    are of its days in their order, `drives` are by what rose.
    """

    grid: Grid
    period: ReportPeriod
    as_of: datetime
    running: bool
    figures: PeriodFigures
    before: UnitFigures
    names: Mapping[int, str]
    trend: Sequence[Point]
    warned: warnings.WeekWarnings | None
    worked: WorkedDays
    day_kinds: Sequence[DayKind]
    drives: Mapping[SeriesKey, Sequence[Drive]]

    @property
    def total(self) -> UnitFigures:
        return self.figures.total

    @property
    def findings(self) -> Sequence[Finding]:
        before = [each.total.reported.hazards for each in self.trend[:-1] if each.total is not None]
        parts = {} if self.running else self.figures.parts
        return findings(self.total, parts, [] if self.running else before, self.warned.alarms if self.warned else [])

    @property
    def standings(self) -> Standings:
        return Standings() if self.running else standings(self.figures.parts)


async def read_digest(session: AsyncSession, grid: Grid, period: ReportPeriod, now: datetime, zone: tzinfo) -> Digest:
    end = period.bounds(zone)[1]
    row = await frozen(session, grid, period)
    if row is not None:
        figures, as_of = unpacked(row.figures), row.as_of
    else:
        as_of = min(end, now)
        figures = await count(session, grid, period, zone, as_of)
    before = await total_in(session, grid, period.previous(), zone)
    calendar = await load_calendar(session, period.first, period.last)
    street = await level_above(session, grid, Level.STREET)
    warned = await _warned(session, grid, street, period) if street is not None else None
    return Digest(
        grid,
        period,
        as_of,
        row is None and now < end,
        figures,
        before,
        await _names(session, figures, warned),
        await trend(session, grid, period, zone, figures.total),
        warned,
        worked_days(period, calendar),
        [calendar.kind(period.first + DAY * n) for n in range(len(period))],
        await drives_behind(session, street, period, warned.alarms) if street and warned else {},
    )


async def _warned(
    session: AsyncSession, grid: Grid, street: Grid, period: ReportPeriod
) -> warnings.WeekWarnings | None:
    """Of the street that the grid is or lies in: a part of it is told what is about itself."""
    row = await frozen(session, street, period)
    if row is None or row.warnings is None:
        return None
    found = warnings.unpacked(row.warnings)
    if street.id == grid.id:
        return found
    return replace(
        found,
        pointed=[each for each in found.pointed if each.key.community == grid.id],
        repeated=[each for each in found.repeated if each.community == grid.id],
    )


async def _names(
    session: AsyncSession, figures: PeriodFigures, warned: warnings.WeekWarnings | None
) -> Mapping[int, str]:
    grids = {*figures.parts, *(each.key.community for each in (warned.pointed if warned else ()) if each.key.community)}
    rows = await session.execute(select(col(Grid.id), col(Grid.name)).where(col(Grid.id).in_(grids)))
    return dict(rows.all())
