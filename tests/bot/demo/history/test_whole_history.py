"""The history is lived once: what must hold of it is looked at together."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.demo.history.plan import Turn, begin_of, plan
from bot.demo.history.time import OVER
from bot.demo.history.whole_history import live
from bot.demo.seed import GRID
from models.audit import audit
from models.checks.windows.closing import CHECK_WINDOWS
from models.digests import warnings
from models.digests.figures import unpacked
from models.digests.freezing import DIGEST_TURNS, begin
from models.digests.tables import FrozenPeriod
from models.domains import DOMAINS
from models.due import WallClock
from models.grids.tables import Grid, Level
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import LIVE, State
from models.outbox.tables import MessageState, OutboxMessage
from models.schedule.report_periods.periods import PeriodKind
from models.statistics.episodes import Course
from tests.bot.demo.history.conftest import set_up
from tests.models.conftest import SHANGHAI

pytestmark = pytest.mark.long
OPENS = datetime(2026, 12, 3, 9, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 12, 7, 0, 1, tzinfo=SHANGHAI)
PAPERS = "notices"  # drawn in the background, once the program runs


async def lived(session: AsyncSession) -> None:
    start = begin_of(OPENS, SHANGHAI)
    await live(session, await set_up(session, start), OPENS, SHANGHAI)
    await session.flush()


async def weeks(session: AsyncSession) -> list[FrozenPeriod]:
    """Of the street, frozen when the demo opens and on the Monday after."""
    while await begin(session, OPENS):
        pass
    for now in (OPENS, MONDAY):
        for due in (CHECK_WINDOWS, DIGEST_TURNS):
            while await due.take(session, WallClock(now, SHANGHAI)):
                await session.flush()
    rows = select(FrozenPeriod).join(Grid, col(Grid.id) == col(FrozenPeriod.grid_id))
    of_street = rows.where(col(Grid.level) == Level.STREET, col(FrozenPeriod.kind) == PeriodKind.WEEK)
    return list((await session.scalars(of_street.order_by(col(FrozenPeriod.first)))).all())


async def test_nothing_of_it_is_left_to_be_said_or_done_and_digests_have_something_to_tell(
    session: AsyncSession,
) -> None:
    await lived(session)
    planned = Counter(each.turn for each in plan(OPENS, SHANGHAI))
    hazards = (await session.scalars(select(Hazard))).all()
    assert len(hazards) == planned.total()
    states = Counter(hazard.state for hazard in hazards)
    assert states == {
        State.RECTIFYING: planned[Turn.STUCK],
        State.DISMISSED: planned[Turn.DISMISSED],
        State.CLOSED: planned.total() - planned[Turn.STUCK] - planned[Turn.DISMISSED],
    }
    assert sum(hazard.reopened for hazard in hazards) == planned[Turn.REOPENED] > 0
    looked_at = (await session.scalars(select(Grid).where(col(Grid.code) == GRID))).one()
    assert not [each for each in hazards if each.grid_id == looked_at.id and each.state in LIVE]
    said = (await session.execute(select(col(OutboxMessage.state), col(OutboxMessage.reason)).distinct())).all()
    assert said == [(MessageState.DROPPED, OVER)]
    found = await audit(session, DOMAINS, OPENS)
    assert (found.lost, [each for each in found.late if not each.startswith(PAPERS)]) == ((), [])

    rows = await weeks(session)
    figures = [unpacked(row.figures) for row in rows]
    assert len(rows) == 13
    assert all(each.total.reported.hazards and each.total.progress.closed for each in figures)
    assert figures[-1].total.progress.overdue == planned[Turn.STUCK]
    assert 0 < figures[-1].total.checks.missed < figures[-1].total.checks.due
    assert 0 < figures[-1].total.warnings.confirmed < figures[-1].total.warnings.asked
    pointed = [{each.key.kind for each in warnings.unpacked(row.warnings).pointed} for row in rows]
    assert not any(pointed[:-2])
    assert ("electricity" in pointed[-2], "e_bike" in pointed[-1]) == (True, True)
    newest = warnings.unpacked(rows[-1].warnings).pointed
    assert Course.NEW in {each.course for each in newest}


async def told(session: AsyncSession) -> list[Any]:
    of_event = (col(HazardEvent.act), col(HazardEvent.at), col(HazardEvent.after))
    rows = (
        select(col(Hazard.number), col(Hazard.text), *of_event)
        .join(Hazard, col(Hazard.id) == col(HazardEvent.hazard_id))
        .order_by(col(HazardEvent.id))
    )
    return [tuple(row) for row in (await session.execute(rows)).all()]


async def test_the_same_day_has_the_same_history(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.history.plan.WEEKS", 2)
    monkeypatch.setattr("bot.demo.history.routine.WEEKS", 2)
    monkeypatch.setattr("bot.demo.history.routine.DUTIES", 1)
    nested = await session.begin_nested()
    await lived(session)
    once = await told(session)
    await nested.rollback()
    session.expunge_all()
    await lived(session)
    assert await told(session) == once
    assert len(once) > 50
    assert once[0][3] >= begin_of(OPENS, SHANGHAI) - timedelta(0)
