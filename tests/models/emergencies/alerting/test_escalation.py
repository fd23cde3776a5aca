from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies import actions, outcomes
from models.emergencies.alerting import notify
from models.emergencies.alerting.escalation import patience
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call, CallStep, StepState
from models.emergencies.workflow import CallLack, CallState, Finding, Outcome
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Role
from models.outbox.tables import MessageState, OutboxMessage
from tests.due import take_call_steps
from tests.models.emergencies.conftest import Quarter, chats, staff
from tests.street import resign


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


async def run(session: AsyncSession, start: datetime, until: float, every: float = 0.5) -> list[float]:
    """Ticks as the clock does; the minutes at which something was done."""
    done = []
    for tick in range(1, int(until / every) + 1):
        if await take_call_steps(session, start + minutes(tick * every)):
            done.append(tick * every)
    return done


async def waiting(session: AsyncSession, call: Call) -> list[CallLack]:
    rows = select(col(CallStep.lack)).where(col(CallStep.call_id) == call.id, col(CallStep.state) == StepState.WAITING)
    return list((await session.scalars(rows)).all())


async def test_while_nobody_goes_all_are_told_after_2_5_10_and_every_10_minutes(
    session: AsyncSession, call: Call, now: datetime
) -> None:
    assert await run(session, now, 41) == [2, 5, 10, 20, 30, 40]
    first, again = await chats(session, "alarm", "new"), await chats(session, "alarm", "again")
    assert again == first * 6


async def test_who_has_no_post_any_more_is_not_told_again(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    assert quarter.member.tg_user_id in await chats(session, "alarm", "new")
    await resign(session, quarter.member, now)
    await run(session, now, 10)
    again = await chats(session, "alarm", "again")
    assert quarter.leader.tg_user_id in again
    assert quarter.member.tg_user_id not in again


async def test_an_administrator_without_a_post_who_was_told_is_told_again(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    admin = quarter.stranger.tg_user_id
    await call_for_help(session, Cry(-5005, 1, "着火", quarter.resident), None, now, admins=[admin])
    await run(session, now, 2)
    assert admin in await chats(session, "alarm", "again")


async def test_after_ten_minutes_the_district_is_told_too(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    district = Grid(code="D", name="区", level=Level.DISTRICT, path="")
    district.path = path_of(district.id)
    session.add(district)
    for grid in (quarter.street, quarter.community, quarter.grid):
        grid.path = district.path + grid.path
    quarter.street.parent_id = district.id
    chief = staff(session, 40, "区消防办", district, Role.LEADER, now)
    await session.flush()
    await call_for_help(session, Cry(-1001, 1, "着火", quarter.resident), quarter.grid, now)
    assert await run(session, now, 9) == [2, 5]
    assert chief.tg_user_id not in await chats(session, "alarm")
    assert await run(session, now + minutes(9), 1) == [1]
    assert chief.tg_user_id in await chats(session, "alarm", "again")


async def test_as_soon_as_somebody_goes_those_who_went_are_asked_and_from_the_third_time_the_leader(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.go(session, call, quarter.beside_member, now + minutes(1))
    assert await run(session, now + minutes(1), 20) == [10, 20]
    assert await chats(session, "alarm", "again") == []
    assert await chats(session, "asked") == [quarter.beside_member.tg_user_id] * 2
    assert await run(session, now + minutes(21), 10) == [10]
    assert (await chats(session, "asked"))[2:] == [quarter.beside_member.tg_user_id, quarter.leader.tg_user_id]


async def test_asked_again_the_question_before_is_worded_anew(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.go(session, call, quarter.beside_member, now)
    await run(session, now, 10)
    await session.execute(
        update(OutboxMessage).where(col(OutboxMessage.kind) == notify.ASKED).values(state=MessageState.SENT)
    )
    await run(session, now + minutes(10), 10)
    rows = select(col(OutboxMessage.state), col(OutboxMessage.revision)).where(col(OutboxMessage.kind) == notify.ASKED)
    first, second = (await session.execute(rows.order_by(col(OutboxMessage.id)))).all()
    assert (first.state, first.revision - second.revision) == (MessageState.PENDING, 1)


async def test_a_helper_out_of_reach_leaves_the_question_to_the_leader(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.go(session, call, quarter.other_member, now)
    assert await run(session, now, 10) == [10]
    assert await chats(session, "asked") == [quarter.leader.tg_user_id]


async def test_an_outcome_ends_all_asking(session: AsyncSession, call: Call, quarter: Quarter, now: datetime) -> None:
    await actions.go(session, call, quarter.member, now)
    await outcomes.end(session, call, quarter.member, Outcome.FIRE_OUT, now)
    assert await run(session, now, 60, every=5) == []


async def test_a_live_call_always_has_a_step_ahead(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await run(session, now, 35, every=1)
    assert await waiting(session, call) == [CallLack.GOING]
    await actions.arrive(session, call, quarter.member, now + minutes(36))
    await run(session, now + minutes(36), 35, every=1)
    assert await waiting(session, call) == [CallLack.OUTCOME]


@pytest.mark.parametrize("away", [60, 600])
async def test_after_downtime_one_step_is_taken_and_the_rest_keep_their_distance(
    session: AsyncSession, call: Call, now: datetime, away: int
) -> None:
    back = now + minutes(away)
    assert [await take_call_steps(session, back), await take_call_steps(session, back)] == [3, 0]
    assert await run(session, back, 20) == [3, 8, 18]


async def test_a_call_without_a_grid_is_told_again_to_the_same(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    await call_for_help(session, Cry(-77, 1, "着火", quarter.stranger), None, now, admins=[900])
    assert await run(session, now, 2) == [2]
    assert await chats(session, "alarm", "again") == [quarter.street_leader.tg_user_id, 900]


async def test_two_calls_do_not_wait_for_each_other(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await call_for_help(session, Cry(-77, 1, "着火", quarter.stranger), quarter.far, now)
    assert await take_call_steps(session, now + minutes(2)) == 2


@pytest.mark.parametrize(
    ("state", "told_again", "allowed"),
    [
        (CallState.CALLING, 0, 2),
        (CallState.CALLING, 1, 3),
        (CallState.CALLING, 2, 5),
        (CallState.CALLING, 3, 10),
        (CallState.CALLING, 9, 10),
        (CallState.GOING, 0, 10),
        (CallState.ARRIVED, 1, 10),
    ],
)
def test_how_long_a_call_may_be_silent(state: CallState, told_again: int, allowed: int) -> None:
    assert patience(state, told_again) == minutes(allowed)


async def test_while_nobody_ends_a_confirmed_fire_ever_higher_levels_are_asked_for_its_outcome(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.go(session, call, quarter.beside_member, now)
    await outcomes.confirm(session, call, quarter.beside_member, Finding.FIRE, now)
    asked, levels = [], ("beside_member", "leader", "community_leader", "street_leader")
    for turn in range(1, 10):
        before = len(await chats(session, "asked"))
        assert await run(session, now + minutes(10 * turn - 10), 10, every=5) == [10]
        asked.append((await chats(session, "asked"))[before:])
    one, two, three, four = (
        [getattr(quarter, name).tg_user_id for name in levels[: count + 1]] for count in range(len(levels))
    )
    assert asked == [one] * 2 + [two] * 3 + [three] * 3 + [four]
