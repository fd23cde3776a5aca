"""Which plan holds for a grid, who sets it, and when its leaders are asked whether it still does."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.outbox.tables import OutboxMessage
from models.plans.actions import CONFIRM, PLANS_DUE, before_it, confirm, plan_for, set_plan, show
from tests.street import Street

ZONE, YEAR, WEEK = ZoneInfo("Asia/Shanghai"), timedelta(days=365), timedelta(days=7)


async def asked(session: AsyncSession) -> list[int]:
    await session.flush()
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == CONFIRM)
    return list(await session.scalars(rows.order_by(col(OutboxMessage.id))))


async def test_a_grid_without_its_own_has_the_one_above_and_older_ones_are_kept(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    assert await plan_for(session, street.grid) is None
    above = await set_plan(session, street.community, "社区预案", street.community_leader, now)
    assert await plan_for(session, street.grid) == above
    first = await set_plan(session, street.grid, "第一版", street.leader, now)
    second = await set_plan(session, street.grid, "第二版", street.leader, now + WEEK)
    assert await plan_for(session, street.grid) == second
    assert list(await before_it(session, second)) == [first]
    assert await plan_for(session, street.community) == above
    assert await plan_for(session, street.street) is None


async def test_only_leaders_set_and_confirm_it_and_only_who_set_it_adds_to_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    for person in (street.member, street.resident):
        with pytest.raises(Refused, match="not_leader"):
            await set_plan(session, street.grid, "预案", person, now)
    plan = await set_plan(session, street.grid, "预案", street.community_leader, now)
    with pytest.raises(Refused, match="not_leader"):
        await confirm(session, plan, street.member, now)
    with pytest.raises(Refused, match="not_yours"):
        await show(session, plan, [], street.leader, 14, now)
    with pytest.raises(Conflict, match="too_late"):
        await show(session, plan, [], street.community_leader, 15, now + WEEK)


async def test_its_leaders_are_asked_after_a_year_and_each_week_until_one_confirms(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    plan = await set_plan(session, street.grid, "预案", street.leader, now)
    assert await PLANS_DUE.take(session, WallClock(now + YEAR - WEEK, ZONE)) == 0
    for week in (0, 1):
        assert await PLANS_DUE.take(session, WallClock(now + YEAR + week * WEEK, ZONE)) == 1
    assert await asked(session) == [14, 14]
    await confirm(session, plan, street.leader, now + YEAR + WEEK)
    assert plan.confirm_at == now + YEAR + WEEK + YEAR
    await set_plan(session, street.grid, "新预案", street.leader, now + YEAR + WEEK)
    with pytest.raises(Conflict, match="replaced"):
        await confirm(session, plan, street.leader, now + YEAR + WEEK)


@pytest.mark.parametrize(("hours", "waits"), [(13, 11), (-5, 5)])
async def test_nobody_is_asked_at_night(
    session: AsyncSession, street: Street, now: datetime, hours: int, waits: int
) -> None:
    """`now` is nine in the morning."""
    at_night = now + timedelta(hours=hours)
    plan = await set_plan(session, street.grid, "预案", street.leader, at_night - YEAR)
    await PLANS_DUE.take(session, WallClock(at_night, ZONE))
    assert await asked(session) == []
    assert plan.confirm_at == at_night + timedelta(hours=waits)
    await PLANS_DUE.take(session, WallClock(at_night + timedelta(hours=waits), ZONE))
    assert await asked(session) == [14]


async def test_a_plan_of_a_retired_grid_is_asked_about_no_more(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    plan = await set_plan(session, street.grid, "预案", street.leader, now - YEAR)
    street.grid.retired_at = now
    await PLANS_DUE.take(session, WallClock(now, ZONE))
    assert (plan.confirm_at, await asked(session)) == (None, [])
