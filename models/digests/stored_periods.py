"""What was frozen, and what it is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests.figures import UnitFigures, count, total_of
from models.digests.tables import FrozenPeriod
from models.figures.asked import Counted
from models.figures.hazards import reported
from models.grids.tables import Grid
from models.schedule.report_periods.periods import PeriodKind, ReportPeriod
from models.schedule.report_periods.year_before import Basis, Compared, year_before

TREND = 8  # periods


@dataclass(frozen=True)
class Point:
    """A period of a trend, without its parts; None: not known. `year_before` are the hazards reported in what it is
    compared with, `then` all its figures as they were frozen.
    """

    period: ReportPeriod
    total: UnitFigures | None
    compared: Compared
    year_before: int | None
    then: UnitFigures | None = None


async def frozen(session: AsyncSession, grid: Grid, period: ReportPeriod) -> FrozenPeriod | None:
    rows = select(FrozenPeriod).where(
        col(FrozenPeriod.grid_id) == grid.id,
        col(FrozenPeriod.kind) == period.kind,
        col(FrozenPeriod.first) == period.first,
    )
    found: FrozenPeriod | None = await session.scalar(rows)
    return found


async def total_in(session: AsyncSession, grid: Grid, period: ReportPeriod, zone: tzinfo) -> UnitFigures:
    """Without its parts: as it was frozen; else counted now, as known when the period ended."""
    row = await frozen(session, grid, period)
    return total_of(row.figures) if row is not None else (await count(session, grid, period, zone)).total


async def trend(
    session: AsyncSession, grid: Grid, period: ReportPeriod, zone: tzinfo, total: UnitFigures
) -> Sequence[Point]:
    """The periods up to this one, of which these are the figures, the oldest first."""
    run = period.run_up(TREND)
    stored = await _stored(session, grid, period.kind, [*run, *(each.year_before() for each in run)])
    since = await _known_since(session, grid, period.kind)
    points, known = [], {**stored, period.first: total}
    for each in run:
        compared = year_before(each)
        reported_then = await _year_before(session, grid, compared, stored, since, zone)
        then = stored.get(compared.days.first) if reported_then is not None else None
        points.append(Point(each, known.get(each.first), compared, reported_then, then))
    return points


async def _stored(
    session: AsyncSession, grid: Grid, kind: PeriodKind, periods: Sequence[ReportPeriod]
) -> Mapping[date, UnitFigures]:
    rows = select(FrozenPeriod).where(
        col(FrozenPeriod.grid_id) == grid.id,
        col(FrozenPeriod.kind) == kind,
        col(FrozenPeriod.first).in_([each.first for each in periods]),
    )
    return {row.first: total_of(row.figures) for row in (await session.scalars(rows)).all()}


async def _known_since(session: AsyncSession, grid: Grid, kind: PeriodKind) -> date:
    of = select(func.min(col(FrozenPeriod.first))).where(col(FrozenPeriod.grid_id) == grid.id)
    return await session.scalar(of.where(col(FrozenPeriod.kind) == kind)) or date.max


async def _year_before(
    session: AsyncSession,
    grid: Grid,
    compared: Compared,
    stored: Mapping[date, UnitFigures],
    since: date,
    zone: tzinfo,
) -> int | None:
    """None where nothing is known of it, or the feast makes the two unlike."""
    if compared.basis is Basis.FEAST_MOVED or compared.days.first < since:
        return None
    if (found := stored.get(compared.days.first)) is not None:
        return found.reported.hazards
    begin, end = compared.days.bounds(zone)
    return (await reported(session, Counted(grid, begin, end, end))).total.hazards
