"""When a period has ended its figures are frozen, and it is planned when people are told.

What must always hold: a period of a grid is frozen once. It is counted in a session that only reads, and written in a
transaction of its own, which locks the turn. Whatever stops the program between the two, it is counted again, to
the same numbers, as they are as known when it ended.

Freezing goes on from where it stopped, a period at a time: after a standstill every week has its numbers, and people
are told of the newest alone. A street that is new here has the weeks frozen that early warning looks back on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, cast

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.db.database import upsert
from models.db.session_value import SessionValue
from models.digests import figures, warnings
from models.digests.figures import DAY
from models.digests.minutes import APART, minute
from models.digests.tables import DigestTurn, FrozenPeriod
from models.due import AHEAD, DueRows, WallClock
from models.feature import Chore
from models.figures.asked import Counted
from models.figures.checks import unclosed
from models.grids.tables import Grid, Level
from models.grids.tree import living, subtree
from models.hazards.tables import Hazard
from models.notices.tables import NoticeKind
from models.notices.timing import not_at_night
from models.schedule.report_periods.periods import WEEK, PeriodKind, ReportPeriod, newest_whole, period_of
from models.statistics.early_warning import LOOKS_BACK

KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.HALF, PeriodKind.YEAR)
WITH_PARTS = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
WEEKS_BACK = LOOKS_BACK + 2
SOME = 50
AGAIN = timedelta(minutes=1)  # until the windows of the last day are closed
DIGEST_AT: SessionValue[time] = SessionValue("digest_at", lambda: time(8, 30))


async def planned(session: AsyncSession, grid: Grid, period: ReportPeriod, at: time, zone: tzinfo) -> datetime:
    """When people are told: the morning after, longer periods after all weeks."""
    minutes = await minute(session, grid) + (0 if period.kind is PeriodKind.WEEK else 2 * APART)
    return (datetime.combine(period.next().first, at, zone) + timedelta(minutes=minutes)).astimezone(UTC)


@dataclass(frozen=True)
class Frozen:
    """What there is to keep of a grid's period."""

    figures: Mapping[str, Any]
    warnings: Mapping[str, Any] | None


Ahead = Mapping[tuple[int, PeriodKind, date], Frozen]


async def read_ahead(session: AsyncSession, turns: Sequence[DigestTurn], clock: WallClock) -> Ahead:
    """The figures of those whose turn it is: of a year they take seconds, which no writer should wait for."""
    found = {}
    for turn in turns:
        grid, period = await session.get_one(Grid, turn.grid_id), turn.period
        if grid.retired_at is None and period is not None and not await _waits(session, grid, period, clock):
            found[grid.id, turn.kind, period.first] = await _counted(session, grid, period, clock.zone)
    return found


async def freeze(session: AsyncSession, turns: Sequence[DigestTurn], clock: WallClock) -> None:
    ahead = cast("Ahead", AHEAD.take(session) or {})
    for turn in turns:
        grid, period = await session.get_one(Grid, turn.grid_id), turn.period
        if grid.retired_at is not None:
            await session.delete(turn)
        elif period is None:
            turn.wait_for(await _first(session, grid, turn.kind, clock), clock.zone)
        elif await _waits(session, grid, period, clock):
            turn.next_at = clock.now + AGAIN
        else:
            counted = ahead.get((grid.id, turn.kind, period.first))
            kept = counted or await _counted(session, grid, period, clock.zone)
            await _keep(session, grid, period, kept, turn.begun_at, clock)
            turn.wait_for(period.next(), clock.zone)


async def _waits(session: AsyncSession, grid: Grid, period: ReportPeriod, clock: WallClock) -> bool:
    """For the windows of its last day, but no longer than a day."""
    in_time = clock.now < period.bounds(clock.zone)[1] + DAY
    return in_time and await unclosed(session, _asked(grid, period, clock.zone))


async def _counted(session: AsyncSession, grid: Grid, period: ReportPeriod, zone: tzinfo) -> Frozen:
    counted, warned = await figures.count(session, grid, period, zone), None
    if period.kind is PeriodKind.WEEK and grid.level is Level.STREET:
        warned = warnings.packed(await warnings.warn(session, _asked(grid, period, zone), period.first))
    return Frozen(figures.packed(counted), warned)


async def _keep(
    session: AsyncSession, grid: Grid, period: ReportPeriod, kept: Frozen, begun: datetime, clock: WallClock
) -> None:
    end = period.bounds(clock.zone)[1]
    at = await planned(session, grid, period, DIGEST_AT.of(session), clock.zone)
    told = end > begun and period == newest_whole(period.kind, clock.now, clock.zone)
    row = {
        "id": new_id(),
        "grid_id": grid.id,
        "kind": period.kind,
        "first": period.first,
        "figures": kept.figures,
        "warnings": kept.warnings,
        "as_of": end,
        "frozen_at": clock.now,
        "planned_at": at if told else None,
        "tell_at": not_at_night(NoticeKind.NOTICE, max(at, clock.now), clock.zone) if told else None,
    }
    await session.execute(upsert(session, FrozenPeriod).on_conflict_do_nothing(), [row])


def _asked(grid: Grid, period: ReportPeriod, zone: tzinfo) -> Counted:
    begins, ends = period.bounds(zone)
    return Counted(grid, begins, ends, ends)


async def begin(session: AsyncSession, now: datetime) -> int:
    """Rows for grids that have parts and none yet; says how many grids."""
    wanting = exists().where(col(DigestTurn.grid_id) == col(Grid.id))
    rows = select(col(Grid.id)).where(living(), col(Grid.level).in_(WITH_PARTS), ~wanting).limit(SOME)
    grids = (await session.scalars(rows.order_by(col(Grid.path)))).all()
    session.add_all(
        DigestTurn(grid_id=grid_id, kind=kind, next_at=now, begun_at=now) for grid_id in grids for kind in KINDS
    )
    return len(grids)


async def _first(session: AsyncSession, grid: Grid, kind: PeriodKind, clock: WallClock) -> ReportPeriod:
    """The week of the oldest hazard that there is, within what early warning looks back on; else the running one."""
    running = period_of(kind, clock.now.astimezone(clock.zone).date())
    if kind is not PeriodKind.WEEK:
        return running.previous()
    oldest = select(func.min(col(Hazard.created_at))).join(Grid, col(Grid.id) == col(Hazard.grid_id))
    since = await session.scalar(oldest.where(subtree(grid)))
    if since is None:
        return running
    return period_of(kind, max(since.astimezone(clock.zone).date(), running.first - WEEKS_BACK * WEEK))


DIGEST_TURNS = DueRows(
    "digest_turns",
    col(DigestTurn.next_at),
    col(DigestTurn.next_at).is_not(None),
    row=DigestTurn,
    handle=freeze,
    ahead=read_ahead,
    seconds=20,
    batch=1,
    then=(col(DigestTurn.grid_id),),
)
BEGIN_TURNS = Chore("begin_digest_turns", begin, seconds=300)
