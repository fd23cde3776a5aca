"""Heightened periods that a warning opens; the town's boss and deputy lead the street."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.notices.audience import Audience, Reach
from models.notices.sending import NOTICES, agree, send
from models.notices.sent.correcting import agree_to_correction, correct
from models.notices.sent.ending import lift, withdraw
from models.notices.tables import Notice, NoticeKind, NoticeState
from models.outbox.tables import MessageState
from models.periods.of_warnings import OF_WARNINGS, TRY_AGAIN
from models.periods.opening import end_period
from models.periods.tables import Origin, Period, PeriodState
from models.periods.turning import BEGUN, OVER, PERIODS_DUE
from tests.due import taker
from tests.models.notices.conftest import Town, clock, drafted, messages, said, to, town
from tests.models.periods.opened import open_one

__all__ = ["town"]
follow, step, turn = taker(OF_WARNINGS), taker(NOTICES), taker(PERIODS_DUE)
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


async def days(session: AsyncSession) -> list[tuple[str, PeriodState]]:
    """The first and the last day of each."""
    return [(f"{each.first:%d}-{each.last:%d}", each.state) for each in await periods(session)]


async def corrected(session: AsyncSession, town: Town, warning: Notice, until: str, now: datetime) -> None:
    await correct(session, warning, town.boss, f"有效期至：{until}", clock(now))
    await follow(session, now)


@pytest.mark.parametrize(
    ("until", "expected", "due"),
    [("11-20 18:00", "16-20", 5 * DAY), ("18:00", "16-16", DAY), ("11-17 20:00", "16-17", 2 * DAY)],
)
async def test_a_correction_moves_its_last_day(
    session: AsyncSession, town: Town, now: datetime, until: str, expected: str, due: timedelta
) -> None:
    warning, midnight = await warned(session, town, now), now - timedelta(hours=9)
    await follow(session, now)
    await corrected(session, town, warning, until, now + DAY / 24)
    (period,) = await periods(session)
    assert (await days(session), warning.period_at) == ([(expected, PeriodState.RUNNING)], None)
    await turn(session, midnight + due - timedelta(seconds=1))
    before = period.state
    await turn(session, midnight + due)
    assert (before, period.state, period.ended_on) == (PeriodState.RUNNING, PeriodState.OVER, None)


async def test_what_told_of_it_names_the_new_last_day_and_nobody_is_called_anew(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await warned(session, town, now)
    await follow(session, now)
    await said(session, BEGUN, now)
    await corrected(session, town, warning, "11-17 20:00", now)
    standing = {each.state for each in await messages(session, BEGUN)}
    await corrected(session, town, warning, "11-20 18:00", now)
    told = await messages(session, BEGUN)
    assert (standing, {each.state for each in told}) == ({MessageState.SENT}, {MessageState.PENDING})
    assert [each.message_id for each in told] == [1, 2]
    assert await messages(session, OVER) == []


async def test_an_end_that_comes_before_the_period_is_looked_at_shortens_it_too(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await warned(session, town, now)
    await follow(session, now)
    await correct(session, warning, town.boss, "有效期至：9:01", clock(now))
    await step(session, now + timedelta(minutes=1))
    await follow(session, now + timedelta(minutes=1))
    assert (warning.state, await days(session)) == (NoticeState.EXPIRED, [("16-16", PeriodState.RUNNING)])


async def test_after_a_standstill_no_day_is_added_that_nobody_asked_for(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    await warned(session, town, now)
    await follow(session, now)
    await step(session, now + 3 * DAY)
    await follow(session, now + 3 * DAY)
    assert await days(session) == [("16-17", PeriodState.RUNNING)]


async def test_no_day_that_has_passed_becomes_the_last(session: AsyncSession, town: Town, now: datetime) -> None:
    warning = await warned(session, town, now)
    await follow(session, now)
    await correct(session, warning, town.boss, "有效期至：23:00", clock(now))
    await follow(session, now + DAY)
    (period,) = await periods(session)
    assert period.last == date(2026, 11, 17)


async def test_it_waits_for_the_second_person_as_the_correction_does(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await warned(session, town, now, grid_id=town.street.street.id)
    await agree(session, warning, warning.revision, town.deputy, clock(now))
    await follow(session, now)
    await corrected(session, town, warning, "11-20 18:00", now)
    waiting = await days(session)
    await agree_to_correction(session, warning, warning.revision, town.deputy, now)
    await follow(session, now)
    running = PeriodState.RUNNING
    assert (waiting, await days(session)) == ([("16-17", running)], [("16-20", running)])


async def test_what_a_leader_has_ended_stays_ended(session: AsyncSession, town: Town, now: datetime) -> None:
    warning = await warned(session, town, now)
    await follow(session, now)
    (period,) = await periods(session)
    await end_period(session, period, town.boss, clock(now))
    await corrected(session, town, warning, "11-20 18:00", now)
    assert (await days(session), warning.period_at) == ([("16-17", PeriodState.OVER)], None)
    assert (period.ended_by, period.due_at) == (town.boss.id, None)


async def test_it_lasts_up_to_another_that_is_in_the_way_and_goes_on_after_it(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    leader = town.street.community_leader
    other = await open_one(session, town.street.community, leader, "2026-11-19", "2026-11-20", "2026-11-16")
    warning = await warned(session, town, now)
    await follow(session, now)
    await corrected(session, town, warning, "11-22 18:00", now)
    assert (await periods(session))[1].last == date(2026, 11, 18)
    for day in range(1, 6):
        await turn(session, now + day * DAY)
        await follow(session, now + day * DAY)
    over, running = PeriodState.OVER, PeriodState.RUNNING
    assert (other.state, await days(session)) == (over, [("19-20", over), ("16-18", over), ("21-22", running)])
    assert warning.period_at is None


async def test_where_it_was_over_before_the_correction_it_is_opened_again(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    """The warning was not over yet, as the program had stood still."""
    warning = await warned(session, town, now)
    await follow(session, now)
    await turn(session, now + 2 * DAY)
    await corrected(session, town, warning, "11-20 18:00", now + 2 * DAY)
    over, running = PeriodState.OVER, PeriodState.RUNNING
    assert await days(session) == [("16-17", over), ("18-20", running)]


async def test_a_correction_of_the_words_alone_leaves_it(session: AsyncSession, town: Town, now: datetime) -> None:
    warning = await warned(session, town, now)
    await follow(session, now)
    await correct(session, warning, town.boss, "后日停电检修", clock(now))
    assert warning.period_at is None
