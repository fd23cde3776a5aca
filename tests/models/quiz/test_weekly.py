"""A question a week, under a fixed clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.grids.tables import Binding, Chat, Purpose
from models.outbox.polls import PollTotals, poll_sent
from models.outbox.tables import OutboxMessage
from models.publicity.quiet import set_quiet
from models.quiz.bank import BANK, Bank, built_in
from models.quiz.plans import Setting, set_plan
from models.quiz.tables import SETTLES, QuizRound, QuizTurn
from models.quiz.weekly import OPEN_FOR, QUIZ_ROUNDS, QUIZ_TURNS, ROUND, YEAR, begin
from tests.street import GROUP, Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = timedelta(days=7)
ON = Setting(True, weekday=2, hour=19)


async def tick(session: AsyncSession, now: datetime) -> None:
    for rows in (QUIZ_TURNS, QUIZ_ROUNDS):
        await rows.take(session, WallClock(now, SHANGHAI))
        await session.flush()


async def turn(session: AsyncSession) -> QuizTurn:
    return (await session.scalars(select(QuizTurn).execution_options(populate_existing=True))).one()


async def rounds(session: AsyncSession) -> list[QuizRound]:
    found = select(QuizRound).order_by(col(QuizRound.id)).execution_options(populate_existing=True)
    return list((await session.scalars(found)).all())


@pytest.fixture
async def planned(session: AsyncSession, street: Street, now: datetime) -> datetime:
    """Switched on; when the first question is due."""
    await set_plan(session, street.leader, ON, now)
    await tick(session, now)
    due = (await turn(session)).next_at
    assert due is not None
    return due


async def test_without_a_leader_s_word_no_group_is_asked(session: AsyncSession, street: Street, now: datetime) -> None:
    assert await begin(session, now) == 1
    assert await begin(session, now) == 0
    await tick(session, now)
    assert (await turn(session)).next_at is None
    assert await rounds(session) == []


async def test_a_question_is_put_each_week_at_its_hour(
    session: AsyncSession, street: Street, planned: datetime
) -> None:
    assert planned.astimezone(SHANGHAI).strftime("%a %H") == "Wed 19"
    await tick(session, planned - timedelta(seconds=1))
    assert await rounds(session) == []
    for week in range(3):
        await tick(session, planned + week * WEEK)
        assert len(await rounds(session)) == week + 1
        assert (await turn(session)).next_at == planned + (week + 1) * WEEK
    [first, *_] = await rounds(session)
    assert (first.chat_id, first.grid_id, first.closes_at) == (GROUP, street.grid.id, planned + OPEN_FOR)
    told = await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == ROUND))
    assert {message.chat_id for message in told} == {GROUP}


async def test_what_is_late_by_night_waits_for_the_morning(
    session: AsyncSession, street: Street, planned: datetime
) -> None:
    night = planned.astimezone(SHANGHAI).replace(hour=23, minute=30)
    await tick(session, night.astimezone(UTC))
    assert await rounds(session) == []
    morning = (await turn(session)).next_at
    assert morning is not None
    assert morning.astimezone(SHANGHAI).strftime("%a %H") == "Thu 08"
    await tick(session, morning)
    assert len(await rounds(session)) == 1
    assert (await turn(session)).next_at == planned + WEEK


async def test_no_question_comes_twice_within_a_year_and_then_there_is_none(
    session: AsyncSession, street: Street, planned: datetime
) -> None:
    three = dict(list(built_in().questions.items())[:3])
    BANK.keep(session, Bank(three))
    for week in range(5):
        await tick(session, planned + week * WEEK)
    assert {each.question for each in await rounds(session)} == set(three)
    assert len(await rounds(session)) == 3
    await tick(session, planned + YEAR)
    [first, _, _, again] = await rounds(session)
    assert again.question == first.question


@pytest.mark.parametrize("lost", ["unreachable", "unbound", "retired", "quiet"])
async def test_where_nobody_hears_or_wants_it_nothing_is_asked(
    session: AsyncSession, street: Street, planned: datetime, lost: str
) -> None:
    if lost == "unreachable":
        (await session.get_one(Chat, GROUP)).reachable = False
    elif lost == "retired":
        street.grid.retired_at = planned
    elif lost == "quiet":
        await set_quiet(session, GROUP, street.grid, None, planned, quiet=True, admin=True)
    else:
        [binding] = (await session.scalars(select(Binding).where(col(Binding.purpose) == Purpose.GROUP))).all()
        binding.unbound_at = planned
    await session.flush()
    await tick(session, planned)
    assert await rounds(session) == []
    assert ((await turn(session)).next_at is None) is (lost == "retired")


async def test_it_closes_after_a_week_and_two_days_later_totals_alone_are_left(
    session: AsyncSession, street: Street, planned: datetime
) -> None:
    await tick(session, planned)
    [asked] = await rounds(session)
    counts = [1, 1, 1]
    counts[asked.right % 3] += 3
    right = counts[asked.right] if asked.right < 3 else 0
    await poll_sent(session, PollTotals("90", tuple(counts), 6, closed=False), asked.id, planned)
    await set_plan(session, street.leader, Setting(False), planned + timedelta(minutes=1))
    await tick(session, planned + timedelta(minutes=2))
    [asked] = await rounds(session)
    assert asked.closed_at == planned + timedelta(minutes=2)  # switched off: at once
    await tick(session, asked.closed_at + SETTLES)
    [asked] = await rounds(session)
    assert (asked.voters, asked.rights, asked.next_at) == (6, right, None)
    await tick(session, planned + OPEN_FOR * 3)
    assert len(await rounds(session)) == 1


async def test_a_question_that_nobody_switches_off_is_closed_when_its_week_is_over(
    session: AsyncSession, street: Street, planned: datetime
) -> None:
    await tick(session, planned)
    await tick(session, planned + OPEN_FOR)
    first, second = await rounds(session)
    assert (first.closed_at, second.closed_at) == (planned + OPEN_FOR, None)
