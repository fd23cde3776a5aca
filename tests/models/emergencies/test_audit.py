from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.audit import Audit
from models.emergencies import actions, outcomes
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call, CallEvent, CallStep, StepState
from models.emergencies.workflow import CallAct, Finding, Outcome
from tests.due import audit_by_checks, take_call_steps
from tests.street import GROUP, Street, build

MINUTE = timedelta(minutes=1)
CLEAN, LOST, LATE = Audit((), ()), Audit(("S1",), ()), Audit((), ("S1",))


@pytest.fixture
async def street(session: AsyncSession, now: datetime) -> Street:
    return await build(session, now)


@pytest.fixture
async def call(session: AsyncSession, street: Street, now: datetime) -> Call:
    return await call_for_help(session, Cry(GROUP, 501, "3号楼着火了", street.resident), street.grid, now)


async def audited(session: AsyncSession, now: datetime, since: datetime | None = None) -> Audit:
    await session.flush()
    return await audit_by_checks(session, now, since)


@pytest.mark.long
async def test_a_call_that_is_told_again_until_somebody_goes_and_asked_about_after_that_is_clean(
    session: AsyncSession, call: Call, street: Street, now: datetime
) -> None:
    for minute in range(90):
        at = now + minute * MINUTE
        if minute == 33:
            await actions.go(session, call, street.member, at)
        if minute == 47:
            await actions.arrive(session, call, street.leader, at)
        await take_call_steps(session, at)
        assert await audited(session, at + timedelta(seconds=50)) == CLEAN


@pytest.mark.parametrize(("seconds", "found"), [(239, CLEAN), (240, CLEAN), (241, LATE)])
async def test_the_first_step_may_be_two_minutes_late(
    session: AsyncSession, call: Call, now: datetime, seconds: int, found: Audit
) -> None:
    assert await audited(session, now + timedelta(seconds=seconds)) == found


@pytest.mark.parametrize(("told_again", "minutes"), [(0, 4), (1, 7), (2, 12), (3, 22), (4, 32)])
async def test_each_step_left_out_is_found(
    session: AsyncSession, call: Call, now: datetime, told_again: int, minutes: int
) -> None:
    for minute in (2, 5, 10, 20)[:told_again]:
        await take_call_steps(session, now + minute * MINUTE)
    assert await audited(session, now + minutes * MINUTE) == CLEAN
    assert await audited(session, now + minutes * MINUTE + timedelta(seconds=1)) == LATE


async def test_a_step_that_says_taken_is_not_believed(session: AsyncSession, call: Call, now: datetime) -> None:
    await take_call_steps(session, now + 2 * MINUTE)
    await session.flush()
    await session.execute(delete(CallEvent).where(col(CallEvent.act) == CallAct.ALERT_AGAIN))
    assert await audited(session, now + 5 * MINUTE) == LATE


async def test_who_went_must_be_asked(session: AsyncSession, call: Call, street: Street, now: datetime) -> None:
    await actions.go(session, call, street.member, now + MINUTE)
    assert await audited(session, now + 13 * MINUTE) == CLEAN
    assert await audited(session, now + 14 * MINUTE) == LATE


async def test_after_downtime_two_minutes_are_counted_from_the_first_tick(
    session: AsyncSession, call: Call, now: datetime
) -> None:
    back = now + timedelta(hours=3)
    assert await audited(session, back + 2 * MINUTE, since=back) == CLEAN
    assert await audited(session, back + 3 * MINUTE, since=back) == LATE


async def test_a_call_whose_steps_are_gone_is_lost(session: AsyncSession, call: Call, now: datetime) -> None:
    await session.flush()
    await session.execute(update(CallStep).values(state=StepState.CANCELLED))
    assert await audited(session, now + MINUTE) == LOST


async def test_a_call_that_is_over_needs_no_step(
    session: AsyncSession, call: Call, street: Street, now: datetime
) -> None:
    await outcomes.end(session, call, street.leader, Outcome.FIRE_OUT, now + MINUTE)
    assert await audited(session, now + timedelta(days=1)) == CLEAN


@pytest.mark.long
@pytest.mark.parametrize("gone", [False, True])
async def test_a_confirmed_fire_that_nobody_ends_and_one_whose_end_is_taken_back_are_never_silent(
    session: AsyncSession, call: Call, street: Street, now: datetime, gone: bool
) -> None:
    for minute in range(120):
        at = now + minute * MINUTE
        if minute == 3 and gone:
            await actions.go(session, call, street.member, at)
        if minute == 7:
            await outcomes.confirm(session, call, street.leader, Finding.FIRE, at)
        if minute == 61:
            await outcomes.end(session, call, street.leader, Outcome.FIRE_OUT, at)
        if minute == 70:
            await outcomes.reopen(session, call, street.leader, at)
        await take_call_steps(session, at)
        assert await audited(session, at + timedelta(seconds=50)) == CLEAN


async def test_a_confirmed_fire_whose_steps_are_gone_is_lost(
    session: AsyncSession, call: Call, street: Street, now: datetime
) -> None:
    await actions.go(session, call, street.member, now)
    await outcomes.confirm(session, call, street.member, Finding.FIRE, now)
    await session.flush()
    await session.execute(update(CallStep).values(state=StepState.CANCELLED))
    assert await audited(session, now + MINUTE) == LOST


async def test_who_confirmed_a_fire_must_be_asked_whether_it_is_over(
    session: AsyncSession, call: Call, street: Street, now: datetime
) -> None:
    await actions.go(session, call, street.member, now)
    await outcomes.confirm(session, call, street.member, Finding.FIRE, now + 5 * MINUTE)
    assert await audited(session, now + 17 * MINUTE) == CLEAN
    assert await audited(session, now + 18 * MINUTE) == LATE
