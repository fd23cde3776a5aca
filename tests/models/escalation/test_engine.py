"""The engine with a subject of no feature's, on a ladder of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.escalation.engine import Climber, next_due, rungs_of, start, stop, take
from models.escalation.policy import Ladder, PolicyStep
from models.escalation.tables import Aim, Lack, Rung, RungState

ZONE = ZoneInfo("Asia/Shanghai")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
LADDER = Ladder(
    (
        PolicyStep(Lack.ACCEPTED, Aim.GRID, HOUR),
        PolicyStep(Lack.ACCEPTED, Aim.COMMUNITY, 2 * HOUR),
        PolicyStep(Lack.DONE, Aim.ABOVE, 5 * HOUR, every=HOUR),
    )
)
ROUND = Climber("round", 7, {Lack.ACCEPTED, Lack.DONE}, LADDER)
OTHER = Climber("notice", 8, {Lack.ACCEPTED}, LADDER)


async def waiting(session: AsyncSession, subject_id: int) -> list[Rung]:
    await session.flush()
    rows = select(Rung).where(col(Rung.subject_id) == subject_id, col(Rung.state) == RungState.WAITING)
    return list((await session.scalars(rows.order_by(col(Rung.due_at)))).all())


async def test_rungs_are_written_for_what_the_subject_lacks(session: AsyncSession, now: datetime) -> None:
    await start(session, OTHER, now, ZONE, first=True)
    written = [(rung.subject_kind, rung.lack, rung.due_at - now) for rung in await waiting(session, OTHER.id)]
    assert written == [("notice", Lack.ACCEPTED, HOUR), ("notice", Lack.ACCEPTED, 2 * HOUR)]


@pytest.mark.parametrize(("late", "shifted"), [(60 * SECOND, timedelta(0)), (61 * SECOND, 61 * SECOND)])
async def test_a_rung_taken_over_a_minute_late_moves_those_that_wait_for_the_same(
    session: AsyncSession, now: datetime, late: timedelta, shifted: timedelta
) -> None:
    await start(session, ROUND, now, ZONE, first=True)
    first, second, done = await waiting(session, ROUND.id)
    await take(session, first, now + HOUR + late)
    assert second.due_at == now + 2 * HOUR + shifted
    assert done.due_at == now + 5 * HOUR


async def test_a_rung_that_repeats_is_due_again_and_nothing_after_it_has_happened(
    session: AsyncSession, now: datetime
) -> None:
    await start(session, ROUND, now, ZONE, first=True)
    await take(session, (await waiting(session, ROUND.id))[-1], now + 5 * HOUR)
    await session.flush()
    assert await next_due(session, ROUND.id, Lack.DONE) == now + 6 * HOUR
    await stop(session, ROUND.id, Lack.DONE)
    assert await next_due(session, ROUND.id, Lack.DONE) is None


async def test_a_kind_is_handled_by_its_feature_one_rung_of_each_subject_at_a_time(
    session: AsyncSession, now: datetime
) -> None:
    handled: list[tuple[int, Aim]] = []

    async def handle(session: AsyncSession, rungs: Sequence[Rung], clock: WallClock) -> None:
        handled.extend((rung.subject_id, rung.aim) for rung in rungs)
        for rung in rungs:
            await take(session, rung, clock.now)

    for climber in (ROUND, OTHER, Climber("round", 9, {Lack.ACCEPTED}, LADDER)):
        await start(session, climber, now, ZONE, first=True)
    await session.flush()
    await rungs_of("round", handle).take(session, WallClock(now + 3 * HOUR, ZONE))
    assert sorted(handled) == [(7, Aim.GRID), (9, Aim.GRID)]
    assert len(await waiting(session, OTHER.id)) == 2
