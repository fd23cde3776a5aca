"""Heightened periods that a warning opens; the town's boss and deputy lead the street."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.notices.audience import Audience, Reach
from models.notices.ending import lift, withdraw
from models.notices.sending import NOTICES, send
from models.notices.tables import Notice, NoticeKind, NoticeState
from models.periods.of_warnings import OF_WARNINGS, TRY_AGAIN
from models.periods.tables import Origin, Period, PeriodState
from tests.due import taker
from tests.models.notices.conftest import Town, clock, drafted, to, town
from tests.models.periods.opened import open_one

__all__ = ["town"]
follow, step = taker(OF_WARNINGS), taker(NOTICES)
DAY = timedelta(days=1)


async def warned(session: AsyncSession, town: Town, now: datetime, **values: Any) -> Notice:
    """To the community, which needs no second person."""
    where = {"grid_id": town.street.community.id, "opens_period": True}
    notice = await drafted(session, town, now, NoticeKind.WARNING, **{**where, **values})
    await send(session, notice, notice.revision, town.boss, clock(now))
    return notice


async def periods(session: AsyncSession) -> list[Period]:
    rows = select(Period).order_by(col(Period.id)).execution_options(populate_existing=True)
    return list((await session.scalars(rows)).all())


async def test_it_holds_until_the_day_on_which_the_warning_expires(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await warned(session, town, now)
    await follow(session, now)
    (period,) = await periods(session)
    assert (period.grid_id, period.name, period.origin) == (town.street.community.id, "明日停电检修", Origin.WARNING)
    assert (period.state, period.last - period.first, warning.period_at) == (PeriodState.RUNNING, DAY, None)
    await step(session, now + DAY)
    assert warning.state is NoticeState.EXPIRED
    await follow(session, now + DAY)
    assert (period.state, warning.period_at) == (PeriodState.RUNNING, None)


@pytest.mark.parametrize("end", ["lift", "withdraw"])
async def test_it_is_over_with_the_warning(session: AsyncSession, town: Town, now: datetime, end: str) -> None:
    warning = await warned(session, town, now)
    await follow(session, now)
    if end == "lift":
        await lift(session, warning, town.boss, now + DAY / 4)
    else:
        await withdraw(session, warning, town.boss, "误发", now + DAY / 4)
    await follow(session, now + DAY / 4)
    (period,) = await periods(session)
    assert (period.state, period.ended_by, warning.period_at) == (PeriodState.OVER, None, None)
    assert period.ended_on == period.first


async def test_of_branches_each_has_its_own(session: AsyncSession, town: Town, now: datetime) -> None:
    branches = (town.street.grid.id,)
    await warned(session, town, now, audience=to(Reach.GROUPS, branches=branches))
    await follow(session, now)
    assert [period.grid_id for period in await periods(session)] == [town.street.grid.id]


async def test_a_drill_and_a_warning_that_opens_none_open_none(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    await warned(session, town, now, opens_period=False)
    await warned(session, town, now, drill=True, audience=Audience(frozenset({Reach.STAFF})).kept())
    await follow(session, now)
    assert await periods(session) == []


async def test_where_another_is_in_the_way_it_comes_after_it(session: AsyncSession, town: Town, now: datetime) -> None:
    leader = town.street.community_leader
    other = await open_one(session, town.street.community, leader, "2026-11-16", "2026-11-16")
    warning = await warned(session, town, now)
    await follow(session, now)
    assert (len(await periods(session)), warning.period_at) == (1, now + TRY_AGAIN)
    other.state = PeriodState.OVER
    await follow(session, now + TRY_AGAIN)
    assert [period.origin for period in await periods(session)] == [Origin.PERSON, Origin.WARNING]
