"""Weeks that the clock froze say what an independent count of every event says, and go on saying it whatever comes."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests.figures import UnitFigures, unpacked
from models.digests.freezing import DIGEST_TURNS, begin
from models.digests.tables import FrozenPeriod
from models.due import WallClock
from models.figures.asked import Counted
from models.grids.tables import Grid
from models.grids.tree import WIDTH, ids_in
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.schedule.report_periods.periods import PeriodKind
from tests.models.conftest import SHANGHAI
from tests.models.figures.histories import Life, counted_slowly, lived, lives, places
from tests.street import GROUP, Street

BEGIN = datetime(2026, 11, 1, 16, tzinfo=UTC)  # Monday 00:00 in the street
DAY, WEEK, MINUTE = timedelta(days=1), timedelta(weeks=1), timedelta(minutes=1)
WEEKS, STEPS = 4, 22  # in each, of some five hours
STANDS_STILL = 2  # the clock, for a week


def quickly(figures: UnitFigures) -> dict[str, Any]:
    """In the words of the slow count."""
    reported, progress, spans = figures.reported, figures.progress, figures.spans
    return {
        **{name: getattr(reported, name) for name in ("hazards", "on_patrol", "joined", "late")},
        **{name: getattr(progress, name) for name in ("open", "overdue", "closed", "dismissed", "reopened")},
        "kinds": dict(reported.kinds),
        "median_to_accept": None if spans.to_accept is None else timedelta(seconds=spans.to_accept),
        "median_to_close": None if spans.to_close is None else timedelta(seconds=spans.to_close),
    }


async def tick(session: AsyncSession, now: datetime) -> None:
    await begin(session, now)
    await session.flush()
    while await DIGEST_TURNS.take(session, WallClock(now, SHANGHAI)):
        await session.flush()


async def frozen(session: AsyncSession) -> Sequence[FrozenPeriod]:
    rows = select(FrozenPeriod).where(col(FrozenPeriod.kind) == PeriodKind.WEEK)
    ordered = rows.order_by(col(FrozenPeriod.first), col(FrozenPeriod.grid_id))
    return (await session.scalars(ordered.execution_options(populate_existing=True))).all()


def by_part(every: Sequence[Life], asked: Counted) -> Mapping[int, Sequence[Life]]:
    found: dict[int, list[Life]] = {}
    for life in every:
        found.setdefault(ids_in(life.path[: len(asked.grid.path) + WIDTH + 1])[-1], []).append(life)
    return found


async def compared(session: AsyncSession, row: FrozenPeriod) -> set[str]:
    """Total and parts; returns which numbers were not 0."""
    grid = await session.get_one(Grid, row.grid_id)
    first, end = row.period.bounds(SHANGHAI)
    asked, every = Counted(grid, first, end, end), await lives(session, grid)
    figures, parts = unpacked(row.figures), by_part(every, asked)
    assert quickly(figures.total) == counted_slowly(every, asked)
    for part in {*figures.parts, *parts}:
        slowly = counted_slowly(parts.get(part, []), asked)
        assert quickly(figures.parts.get(part, UnitFigures())) == slowly
    last = Counted(grid, first - WEEK, first, first)
    assert figures.late_before == counted_slowly(every, last)["late"]
    return {name for name, number in quickly(figures.total).items() if number} | (
        {"late_before"} if figures.late_before else set()
    )


async def meddle(session: AsyncSession, street: Street, chance: Random, now: datetime) -> None:
    """Of weeks that are told: a late report, hazards opened again, and what a leader corrects."""
    said = Said(
        GROUP, chance.randrange(10**9, 2 * 10**9), "楼道堆满杂物", person=street.resident, said_at=now - 2 * DAY
    )
    await report(session, said, street.grid, now, SHANGHAI)
    for hazard in (await session.scalars(select(Hazard).order_by(col(Hazard.number)))).all():
        if hazard.state is State.CLOSED and hazard.reporter_id == street.resident.id and chance.random() < 0.5:
            await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI, reason="又堆了")
        elif chance.random() < 0.3:
            hazard.category = "other"
            hazard.grid_id = street.community.id
            hazard.due_at = now + 30 * DAY
    await session.flush()


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_frozen_week_is_what_every_event_says_and_never_changes(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    chance, met = Random(seed), set()
    where = await places(session, street, now)
    await tick(session, BEGIN)
    told: dict[int, dict[str, Any]] = {}
    for week in range(WEEKS):
        began = BEGIN + week * WEEK
        await lived(session, street, where, chance, began + chance.randrange(60) * MINUTE, STEPS)
        if week != STANDS_STILL:
            await tick(session, began + WEEK)
        for row in await frozen(session):
            if row.id not in told:
                met |= await compared(session, row)
                told[row.id] = deepcopy(row.figures)
        await meddle(session, street, chance, began + WEEK + DAY / 2)
        if week != STANDS_STILL:
            await tick(session, began + WEEK + DAY)
        assert {row.id: row.figures for row in await frozen(session)} == told
    assert len(told) == 3 * WEEKS, "of the street and of two communities"
    assert met >= {"hazards", "on_patrol", "late", "late_before", "open", "overdue", "closed", "reopened"}
