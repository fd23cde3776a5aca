from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.outbox.tables import OutboxMessage
from models.periods.holding import heightened, periods_about, running_over
from models.periods.opening import NewPeriod, end_period, open_period
from models.periods.tables import Origin, PeriodKind, PeriodPlace, PeriodState
from models.periods.turning import BEGUN, OVER, PERIODS_DUE
from models.places.tables import Place
from models.schedule.calendar.stored_days import take_from_library
from tests.models.checks.owing import add_place, local
from tests.models.periods.opened import at_nine, campaign, open_one
from tests.street import Street


async def told(session: AsyncSession, kind: str) -> list[tuple[int, str]]:
    """Which chats from when on."""
    rows = select(col(OutboxMessage.chat_id), col(OutboxMessage.not_before)).where(col(OutboxMessage.kind) == kind)
    await session.flush()
    return sorted((chat, f"{at:%m-%d %H:%M}") for chat, at in (await session.execute(rows)).all())


async def test_it_begins_on_its_first_day_and_ends_by_itself_and_leaders_hear_once(
    session: AsyncSession, street: Street
) -> None:
    period = await open_one(
        session, street.community, street.community_leader, "2026-11-05", "2026-11-06", "2026-11-02"
    )
    assert (period.state, await told(session, BEGUN)) == (PeriodState.PLANNED, [])
    await PERIODS_DUE.take(session, at_nine("2026-11-04"))
    assert await told(session, BEGUN) == []
    for day, hour in (("2026-11-05", 0), ("2026-11-05", 9), ("2026-11-06", 9)):
        await PERIODS_DUE.take(session, type(at_nine(day))(local(day, hour), at_nine(day).zone))
    leaders = sorted([street.community_leader.tg_user_id, street.leader.tg_user_id])
    assert period.state is PeriodState.RUNNING
    assert await told(session, BEGUN) == [(chat, "11-05 00:30") for chat in leaders]  # half past eight in Shanghai
    await PERIODS_DUE.take(session, at_nine("2026-11-07"))
    assert (period.state, period.due_at) == (PeriodState.OVER, None)
    assert [chat for chat, _ in await told(session, OVER)] == leaders


async def test_the_report_of_a_campaign_comes_on_the_working_morning_after_its_last_day(
    session: AsyncSession, street: Street
) -> None:
    await take_from_library(session)
    await add_place(session, street.grid, "甲店")
    await campaign(session, street.grid, street.leader, "2026-09-28", "2026-09-30")
    await PERIODS_DUE.take(session, at_nine("2026-10-01"))
    assert await told(session, OVER) == [(street.leader.tg_user_id, "10-08 00:30")]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-11-01", "2026-11-09", "period.past"),
        ("2026-11-09", "2026-11-08", "period.backwards"),
        ("2026-11-09", "2027-11-09", "period.long"),
        ("2026-11-05", "2026-11-06", "period.overlaps"),
        ("2026-11-06", "2026-11-30", "period.overlaps"),
    ],
)
async def test_days_that_cannot_be_are_refused(
    session: AsyncSession, street: Street, first: str, last: str, code: str
) -> None:
    await open_one(session, street.grid, street.leader, "2026-11-04", "2026-11-06", "2026-11-02")
    with pytest.raises(Conflict) as bad:
        await open_one(session, street.grid, street.leader, first, last, "2026-11-02")
    assert bad.value.code == code


async def test_one_may_follow_another_that_ended_early(session: AsyncSession, street: Street) -> None:
    period = await open_one(session, street.grid, street.leader, "2026-11-02", "2026-11-30")
    await end_period(session, period, street.leader, at_nine("2026-11-04"))
    again = await open_one(session, street.grid, street.leader, "2026-11-04", "2026-11-30")
    days = await heightened(session, date(2026, 11, 1), date(2026, 11, 30))
    assert [days.holds(street.grid.path, date(2026, 11, day)) for day in (1, 3, 4)] == [False, True, True]
    assert not days.holds(street.community.path, date(2026, 11, 3))
    with pytest.raises(Conflict) as bad:
        await end_period(session, period, street.leader, at_nine("2026-11-04"))
    assert (bad.value.code, again.state) == ("period.over", PeriodState.RUNNING)


async def test_what_is_ended_before_its_first_day_is_told_to_nobody(session: AsyncSession, street: Street) -> None:
    period = await open_one(session, street.grid, street.leader, "2026-11-05", "2026-11-30", "2026-11-02")
    await end_period(session, period, street.leader, at_nine("2026-11-03"))
    await PERIODS_DUE.take(session, at_nine("2026-12-01"))
    assert (period.state, await told(session, BEGUN), await told(session, OVER)) == (PeriodState.OVER, [], [])


async def test_only_leaders_open_and_end_them_but_a_warning_may(session: AsyncSession, street: Street) -> None:
    with pytest.raises(Refused):
        await open_one(session, street.community, street.leader, "2026-11-02", "2026-11-03")
    period = await open_one(session, street.grid, street.leader, "2026-11-02", "2026-11-03")
    with pytest.raises(Refused):
        await end_period(session, period, street.member, at_nine("2026-11-02"))
    new = NewPeriod(PeriodKind.HEIGHTENED, "台风", date(2026, 11, 2), date(2026, 11, 3))
    opened = await open_period(session, street.community, new, at_nine("2026-11-02"), origin=Origin.WARNING)
    assert (opened.opened_by, opened.state) == (None, PeriodState.RUNNING)


async def test_the_places_of_a_campaign_are_those_that_were_open_when_it_began(
    session: AsyncSession, street: Street
) -> None:
    since = local("2026-01-01")
    there = await add_place(session, street.grid, "甲店")
    await add_place(session, street.grid, "出租屋", "rental")
    await add_place(session, street.grid, "停业", closed_at=since)
    exempt = await add_place(session, street.grid, "免检")
    exempt.exempt_from, exempt.exempt_until = date(2026, 11, 1), date(2026, 12, 1)
    period = await campaign(
        session, street.community, street.community_leader, "2026-11-05", "2026-11-30", "2026-11-02"
    )
    later = await add_place(session, street.grid, "乙店")
    await PERIODS_DUE.take(session, at_nine("2026-11-05"))
    await add_place(session, street.grid, "丙店")
    kept = select(col(PeriodPlace.place_id)).where(col(PeriodPlace.period_id) == period.id)
    assert set((await session.scalars(kept)).all()) == {there.id, later.id}
    assert len((await session.scalars(select(Place))).all()) == 6


async def test_a_campaign_over_no_place_at_all_is_refused(session: AsyncSession, street: Street) -> None:
    with pytest.raises(Conflict) as bad:
        await campaign(session, street.grid, street.leader, "2026-11-02", "2026-11-03")
    assert bad.value.code == "period.no_places"


async def test_who_sees_which(session: AsyncSession, street: Street) -> None:
    above = await open_one(session, street.community, street.community_leader, "2026-11-02", "2026-11-09", name="上")
    own = await open_one(session, street.grid, street.leader, "2026-11-03", "2026-11-09", "2026-11-02", name="下")
    assert [each.id for each in await running_over(session, [street.grid])] == [above.id]
    for grid in (street.grid, street.community, street.street):
        assert [each.id for each, _ in (await periods_about(session, [grid])).periods] == [above.id, own.id]
