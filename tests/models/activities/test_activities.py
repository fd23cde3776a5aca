"""Who may write into the ledger and put it right, what is found in it, and what it comes to."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.activities.find import Sum, find, ledger_of, month_back, sums
from models.activities.recording import NewActivity, correct, record_activity, restore, withdraw
from models.activities.tables import Activity, ActivityKind, Enters
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.patrols.calling_out import call_out
from models.patrols.tables import PatrolRound
from tests.street import Street

DAY, FIRST, UNTIL = timedelta(days=1), date(2026, 11, 1), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("back", "first", "until"),
    [
        (0, date(2026, 1, 1), date(2026, 2, 1)),
        (1, date(2025, 12, 1), date(2026, 1, 1)),
        (13, date(2024, 12, 1), date(2025, 1, 1)),
    ],
)
def test_months_are_counted_back(back: int, first: date, until: date) -> None:
    assert month_back(date(2026, 1, 31), back) == (first, until)


async def held(
    session: AsyncSession, street: Street, now: datetime, person: Person | None = None, **more: Any
) -> Activity:
    new = NewActivity("消防课", now.date(), **more)
    return await record_activity(session, street.grid, new, now, person or street.member)


async def words_in_ledger(session: AsyncSession, person: Person, now: datetime) -> list[str]:
    found = await find(session, await ledger_of(session, person.id), FIRST, UNTIL, now, skip=0, most=9)
    return [activity.words for activity, _, _ in found.activities]


async def test_only_staff_over_the_grid_write_it_down(session: AsyncSession, street: Street, now: datetime) -> None:
    for person in (street.resident, street.stranger):
        with pytest.raises(Refused, match="not_staff"):
            await held(session, street, now, person)
    await held(session, street, now, street.community_leader)
    by_a_feature = await record_activity(session, street.grid, NewActivity("例会", now.date()), now)
    assert by_a_feature.person_id is None


async def test_its_writer_puts_it_right_for_a_day_and_nobody_else(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    activity = await held(session, street, now)
    with pytest.raises(Refused, match="not_yours"):
        await correct(session, activity, street.leader, now, reached=5)
    await correct(session, activity, street.member, now + DAY, reached=60, enters=Enters.SCHOOL)
    assert (activity.reached, activity.enters) == (60, Enters.SCHOOL)
    with pytest.raises(Refused, match="not_staff"):
        await correct(session, activity, street.member, now, grid_id=street.community.id)
    for act in (withdraw, restore):
        with pytest.raises(Conflict, match="too_late"):
            await act(session, activity, street.member, now + DAY * 1.1)


async def test_what_is_taken_back_counts_nowhere_until_it_is_restored(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    activity = await held(session, street, now)
    await withdraw(session, activity, street.member, now)
    assert await words_in_ledger(session, street.leader, now) == []
    with pytest.raises(Conflict, match="withdrawn"):
        await correct(session, activity, street.member, now, reached=1)
    await restore(session, activity, street.member, now)
    assert await words_in_ledger(session, street.leader, now) == ["消防课"]


async def test_a_ledger_is_ones_own_and_that_of_the_grids_below(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    new = NewActivity("社区宣传日", now.date(), enters=Enters.COMMUNITY, reached=300)
    await record_activity(session, street.community, new, now, street.community_leader)
    await held(session, street, now, reached=60, enters=Enters.SCHOOL)
    await held(session, street, now, enters=Enters.SCHOOL)
    assert await words_in_ledger(session, street.member, now) == ["消防课", "消防课"]
    assert await words_in_ledger(session, street.community_leader, now) == ["消防课", "消防课", "社区宣传日"]
    assert await words_in_ledger(session, street.resident, now) == []
    entered, _ = await sums(session, await ledger_of(session, street.community_leader.id), FIRST, UNTIL)
    assert entered == {Enters.SCHOOL: Sum(2, 60), Enters.COMMUNITY: Sum(1, 300)}


async def test_calling_out_is_of_the_rounds_grid_once_a_minute_and_summed_up(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    of = PatrolRound(grid_id=street.grid.id, chat_id=-1, started_at=now, due_at=now)
    session.add(of)
    await session.flush()
    about = (session, of, street.member)
    first = await call_out(*about, now, now, ZoneInfo("Asia/Shanghai"))
    with pytest.raises(Conflict, match="called_out"):
        await call_out(*about, now, now + timedelta(seconds=30), ZoneInfo("Asia/Shanghai"))
    await call_out(*about, now, now + timedelta(minutes=2), ZoneInfo("Asia/Shanghai"))
    assert (first.grid_id, first.kind) == (street.grid.id, ActivityKind.CALLING_OUT)
    entered, kinds = await sums(session, await ledger_of(session, street.leader.id), FIRST, UNTIL)
    assert (entered, kinds) == ({}, {ActivityKind.CALLING_OUT: Sum(2, 0)})
    assert await words_in_ledger(session, street.leader, now) == []
    assert await words_in_ledger(session, street.member, now) == ["", ""]
