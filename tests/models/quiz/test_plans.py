from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.members.tables import Leave, LeaveState, Post, Role
from models.quiz.plans import HOURS, Setting, quiz_plans, set_plan, slot_after
from models.quiz.tables import QuizPlan, QuizTurn
from tests.street import Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
ON, OFF = Setting(True), Setting(False)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of November 2026, of which the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        (at(16, 9), at(18, 19)),
        (at(18, 18, 59), at(18, 19)),
        (at(18, 19, 30), at(25, 19)),
        (at(18, 23), at(25, 19)),
        (at(24, 0), at(25, 19)),
    ],
)
def test_a_question_is_due_at_its_hour_of_its_weekday_some_minutes_into_it(moment: datetime, slot: datetime) -> None:
    plan = QuizPlan(grid_id=600, enabled=True, weekday=2, hour=19, set_by=1, set_at=moment)
    assert slot_after(plan, 600, moment.astimezone(UTC), SHANGHAI) == slot + timedelta(minutes=10)


def test_all_hours_end_before_night() -> None:
    assert (HOURS[0], HOURS[-1]) == (8, 20)


async def test_the_nearest_setting_holds_and_an_earlier_one_is_replaced(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await set_plan(session, street.community_leader, ON, now)
    assert (await quiz_plans(session)).of(street.street.path) is None
    found = (await quiz_plans(session)).of(street.grid.path)
    assert found is not None
    assert (found.grid_id, found.enabled) == (street.community.id, True)
    await set_plan(session, street.leader, OFF, now)
    await set_plan(session, street.community_leader, Setting(True, named=True, weekday=5, hour=8), now)
    own, above = [(await quiz_plans(session)).of(each.path) for each in (street.grid, street.community)]
    assert own is not None
    assert above is not None
    assert (own.enabled, above.named, above.weekday, above.hour) == (False, True, 5, 8)


async def test_groups_below_have_their_times_found_at_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    assert (await session.scalars(select(QuizTurn))).all() == []
    await set_plan(session, street.community_leader, ON, now)
    [turn] = (await session.scalars(select(QuizTurn))).all()
    assert (turn.grid_id, turn.planned, turn.next_at) == (street.grid.id, False, now)


async def test_only_leaders_set_it_each_where_they_lead(session: AsyncSession, street: Street, now: datetime) -> None:
    for person, grid in ((street.member, None), (street.resident, None), (street.leader, street.community)):
        with pytest.raises(Refused, match="not_leader"):
            await set_plan(session, person, ON, now, grid)
    assert await set_plan(session, street.community_leader, ON, now, street.grid) == [street.grid]


async def test_who_stands_in_for_a_leader_on_leave_sets_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    person = street.other_member
    session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="B岗", phone="+8613", person_id=person.id))
    await session.flush()
    with pytest.raises(Refused):
        await set_plan(session, person, ON, now)
    away: dict[str, Any] = {
        "begins_at": now,
        "ends_at": now + timedelta(days=3),
        "filed_at": now,
        "state": LeaveState.AWAY,
    }
    session.add(Leave(person_id=street.leader.id, **away))
    await session.flush()
    assert await set_plan(session, person, ON, now) == [street.grid]


@pytest.mark.parametrize("hour", [0, 7, 21, 23, 99])
async def test_no_hour_of_the_night_is_taken(session: AsyncSession, street: Street, now: datetime, hour: int) -> None:
    with pytest.raises(Refused) as refused:
        await set_plan(session, street.leader, Setting(True, hour=hour), now)
    assert (refused.value.code, refused.value.data) == ("training.hours", {"first": 8, "last": 20})
