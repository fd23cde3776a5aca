"""The windows that heightened periods open, as tables under a fixed clock."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Every, cycle
from models.checks.tables import CheckWindow, Why
from models.grids.tables import Grid
from models.periods.opening import end_period, move_last
from models.periods.tables import PeriodState
from models.places.kinds import Cycle
from tests.models.checks.owing import add_place, checked, go_by, local, misses, owe, tick, windows
from tests.models.periods.opened import at_nine, campaign, open_one
from tests.street import Street

WEEKLY = "member  shop  weekly"
MONTHLY = "member  shop  monthly"


async def tighter(session: AsyncSession, grid: Grid) -> list[tuple[str, str]]:
    """The first and last days of the windows that periods have opened."""
    return [(str(each.first)[5:], str(each.last)[5:]) for each in await windows(session, grid) if each.heightened]


@pytest.mark.parametrize(
    ("usual", "heightened"),
    [
        (Every.YEAR, "quarterly"),
        (Every.TERM, "quarterly"),
        (Every.QUARTER, "monthly"),
        (Every.MONTH, "half-monthly"),
        (Every.HALF_MONTH, "weekly"),
        (Every.WEEK, "daily"),
        (Every.DAY, None),
        ("days 1-10", None),
        ("2 tue", None),
    ],
)
def test_a_cycle_becomes_one_step_tighter(usual: str, heightened: str | None) -> None:
    found = cycle(usual).tighter
    assert (found.text if found else None) == heightened


@pytest.mark.parametrize(
    ("rows", "first", "last", "expected"),
    [
        # Spring Festival 2026: 02-14 and 02-28 are worked Saturdays, 02-15 to 02-23 are off
        (WEEKLY, "2026-02-11", "2026-02-25", ["02-11", "02-12", "02-13", "02-14", "02-24", "02-25"]),
        (MONTHLY, "2026-02-05", "2026-03-03", ["02-01", "02-16", "03-01"]),  # of the first, half is left
        (MONTHLY, "2026-02-10", "2026-03-03", ["02-16", "03-01"]),  # of the first, less than half is left
        ("member  shop  quarterly", "2026-02-10", "2026-03-03", ["02-01", "03-01"]),
        ("member  shop  yearly", "2026-02-10", "2026-03-03", ["01-01"]),
        ("member  shop  daily\nmember  hours  daily", "2026-02-10", "2026-03-03", []),
        ("street  street  days 1-10", "2026-02-10", "2026-03-03", []),
    ],
)
async def test_the_windows_of_a_period_across_the_spring_festival(
    session: AsyncSession, street: Street, rows: str, first: str, last: str, expected: list[str]
) -> None:
    await owe(session, street.grid, rows, local("2026-02-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-02-02", "2026-02-04")
    await open_one(session, street.community, street.community_leader, first, last, on="2026-02-04")
    await go_by(session, "2026-02-05", "2026-03-10")
    assert [day for day, _ in await tighter(session, street.grid)] == expected


async def test_a_period_that_begins_in_the_course_of_a_day_opens_that_day_at_once(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-04")
    await open_one(session, street.grid, street.leader, "2026-11-04", "2026-11-05")
    for minute in (1, 2):
        await tick(session, local("2026-11-04") + timedelta(minutes=minute))
    [week, today] = await windows(session, street.grid)
    assert (str(today.first), today.heightened, today.places) == ("2026-11-04", True, [place.id])
    await checked(session, place, street.member, local("2026-11-04", 15))
    await go_by(session, "2026-11-05", "2026-11-09")
    assert await misses(session, street.grid) == [("2026-11-05", "甲店", Why.MISSED)]  # the check counts for the week
    assert week.missed == 0


async def test_what_is_open_when_it_ends_stays_and_no_more_opens(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    period = await open_one(session, street.community, street.community_leader, "2026-11-02", "2026-11-30")
    await go_by(session, "2026-11-02", "2026-11-03")
    await end_period(session, period, street.community_leader, at_nine("2026-11-03"))
    await go_by(session, "2026-11-04", "2026-11-06")
    assert await tighter(session, street.grid) == [("11-02", "11-02"), ("11-03", "11-03")]
    assert await misses(session, street.grid) == [
        ("2026-11-02", "甲店", Why.MISSED),
        ("2026-11-03", "甲店", Why.MISSED),
    ]
    assert period.state is PeriodState.OVER


@pytest.mark.parametrize(
    ("moved", "expected"),
    [("2026-11-06", ["02", "03", "04", "05", "06"]), ("2026-11-03", ["02", "03"]), ("2026-11-01", ["02", "03"])],
)
async def test_a_last_day_that_is_moved_opens_more_or_fewer_and_takes_none_away(
    session: AsyncSession, street: Street, moved: str, expected: list[str]
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    period = await open_one(session, street.community, street.community_leader, "2026-11-02", "2026-11-04")
    await go_by(session, "2026-11-02", "2026-11-03")
    assert await move_last(session, period, date.fromisoformat(moved), at_nine("2026-11-03"))
    await go_by(session, "2026-11-04", "2026-11-10")
    assert [first[-2:] for first, _ in await tighter(session, street.grid)] == expected
    assert len(await misses(session, street.grid)) == len(expected) + 1  # and the week


async def test_a_window_is_frozen_as_any_other(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, MONTHLY, local("2026-11-02"))
    first = await add_place(session, street.grid, "甲店")
    await open_one(session, street.grid, street.leader, "2026-11-02", "2026-11-30")
    await go_by(session, "2026-11-02", "2026-11-02")
    await add_place(session, street.grid, "乙店")
    await go_by(session, "2026-11-03", "2026-11-16")
    assert [len(each.places) for each in await windows(session, street.grid) if each.heightened] == [1, 2]
    assert (await windows(session, street.grid))[0].places == [first.id]


async def test_periods_that_overlap_open_no_window_twice(session: AsyncSession, street: Street) -> None:
    """Of the street's community, of its grid, and one after the other; a campaign opens none."""
    await owe(session, street.grid, f"{WEEKLY}\nmember  rental  monthly", local("2026-11-02"))
    for name, kind in (("甲店", "shop"), ("出租屋", "rental")):
        await add_place(session, street.grid, name, kind)
    await open_one(session, street.community, street.community_leader, "2026-11-02", "2026-11-04")
    await open_one(session, street.grid, street.leader, "2026-11-03", "2026-11-05", on="2026-11-02")
    await campaign(session, street.community, street.community_leader, "2026-11-02", "2026-11-20")
    await go_by(session, "2026-11-02", "2026-11-05")
    again = await open_one(session, street.community, street.community_leader, "2026-11-07", "2026-11-08", "2026-11-05")
    await go_by(session, "2026-11-06", "2026-11-08")
    opened = [(each.duty, str(each.first)) for each in await windows(session, street.grid) if each.heightened]
    assert len(set(opened)) == len(opened)
    daily = [day for duty, day in opened if "shop" in duty]
    assert daily == ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"]  # the 7th and 8th are a weekend
    assert [day for duty, day in opened if "rental" in duty] == ["2026-11-01"]
    assert again.state is PeriodState.RUNNING


async def test_days_stood_still_are_opened_afterwards_as_the_period_was(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-02")
    await open_one(session, street.grid, street.leader, "2026-11-03", "2026-11-05", on="2026-11-02")
    await go_by(session, "2026-11-10", "2026-11-10")
    assert [day for day, _ in await tighter(session, street.grid)] == ["11-03", "11-04", "11-05"]


async def test_places_with_the_tighter_cycle_of_their_own_are_owed_once(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  places  cycle", local("2026-11-02"))
    daily = await add_place(session, street.grid, "每日", cycle=Cycle.DAILY)
    weekly = await add_place(session, street.grid, "每周", cycle=Cycle.WEEKLY)
    await open_one(session, street.grid, street.leader, "2026-11-02", "2026-11-02")
    await go_by(session, "2026-11-02", "2026-11-02")
    found = sorted((each.heightened, each.duty, each.places) for each in await windows(session, street.grid))
    assert found == [
        (False, "member  places  daily", [daily.id]),
        (False, "member  places  weekly", [weekly.id]),
        (True, "member  places  daily", [weekly.id]),
    ]


async def test_over_days_that_are_not_known_yet_nobody_is_named(session: AsyncSession, street: Street) -> None:
    """The feast of 2027, before its days off are announced."""
    await owe(session, street.grid, WEEKLY, local("2027-01-18"))
    await add_place(session, street.grid, "甲店")
    await open_one(session, street.grid, street.leader, "2027-01-18", "2027-02-20")
    await go_by(session, "2027-01-18", "2027-02-22")
    why = {day: why for day, _, why in await misses(session, street.grid)}
    assert {day for day in why if "2027-02-05" <= day <= "2027-02-10"} != set()
    assert {why[day] for day in why if "2027-02-05" <= day <= "2027-02-10"} == {Why.CALENDAR}
    assert why["2027-01-20"] is Why.MISSED


async def test_each_window_of_a_period_ends_once_as_done_missed_or_excused(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await open_one(session, street.grid, street.leader, "2026-11-02", "2026-11-06")
    await go_by(session, "2026-11-02", "2026-11-02")
    for day in ("2026-11-02", "2026-11-04"):
        await checked(session, place, street.member, local(day, 10))
    await go_by(session, "2026-11-03", "2026-11-10")
    closed = (await session.scalars(select(CheckWindow).where(col(CheckWindow.heightened).is_(true())))).all()
    assert sorted((str(each.first)[-2:], each.missed, each.closed_at is not None) for each in closed) == [
        ("02", 0, True),
        ("03", 1, True),
        ("04", 0, True),
        ("05", 1, True),
        ("06", 1, True),
    ]
