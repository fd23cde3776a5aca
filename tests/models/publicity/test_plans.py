from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.publicity.choosing import FIRST_MONDAY
from models.publicity.plans import USUAL, led_by, publicity_plans, set_plan
from models.publicity.schedule import Rule
from models.publicity.tables import PublicityTurn
from tests.street import Street


async def test_the_nearest_setting_holds_and_what_is_not_changed_stays(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await set_plan(session, street.community, street.community_leader, now, enabled=True, weekday=3)
    await set_plan(session, street.grid, street.community_leader, now, day_rule="day 5")
    plans = await publicity_plans(session)
    assert [plans.enabled(each.path) for each in (street.street, street.community, street.grid)] == [False, True, True]
    assert plans.rule(street.street.path) == USUAL
    assert plans.rule(street.community.path) == Rule(3, FIRST_MONDAY)
    assert plans.rule(street.grid.path) == Rule(3, "day 5")
    await set_plan(session, street.grid, street.leader, now, weekday=None, enabled=False)
    plans = await publicity_plans(session)
    assert (plans.enabled(street.grid.path), plans.rule(street.grid.path)) == (False, Rule(None, "day 5"))


async def test_groups_below_take_their_turn_at_once(session: AsyncSession, street: Street, now: datetime) -> None:
    await set_plan(session, street.community, street.community_leader, now, enabled=True)
    [turn] = (await session.scalars(select(PublicityTurn))).all()
    assert (turn.grid_id, turn.done_to, turn.next_at) == (street.grid.id, None, now)


async def test_only_leaders_set_it_where_they_lead(session: AsyncSession, street: Street, now: datetime) -> None:
    for person, grid in ((street.member, street.grid), (street.resident, street.grid), (street.leader, street.street)):
        with pytest.raises(Refused, match="not_yours"):
            await set_plan(session, grid, person, now, enabled=True)
    assert await led_by(session, street.leader) == [street.grid]
    assert await led_by(session, street.member) == []


@pytest.mark.parametrize("wrong", [{"weekday": 7}, {"weekday": -1}, {"day_rule": "day 30"}, {"day_rule": "x"}])
async def test_what_is_no_day_is_refused(
    session: AsyncSession, street: Street, now: datetime, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        await set_plan(session, street.grid, street.leader, now, **wrong)
