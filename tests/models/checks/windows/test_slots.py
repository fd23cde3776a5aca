"""Time slots of places under a fixed clock: what opens, what fills them, what is missed and of whom it is told."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import Owner
from models.checks.tables import CheckMiss, Outcome, Why
from models.checks.windows.telling import missed_for
from models.checks.worklist import left_in, open_windows_of, waiting
from models.members.tables import Person
from models.places.slots import PlaceSlot
from models.places.tables import Place
from models.worklist import Wanted
from tests.models.checks.owing import add_place, checked, local, misses, owe, tick, told, windows
from tests.models.conftest import SHANGHAI
from tests.street import Street

ROW = "slot  places  daily"
MORNING, NOON = (time(7, 30), time(8, 30)), (time(12), time(14))
NAME = "教学楼"


async def slot(
    session: AsyncSession, place: Place, hours: tuple[time, time], person: Person | None, name: str = "王老师"
) -> PlaceSlot:
    begins, ends = hours
    made = PlaceSlot(
        place_id=place.id,
        begins=begins,
        ends=ends,
        name=name,
        phone="+8619900000041",
        person_id=person.id if person else None,
        added_at=local("2026-01-01"),
    )
    session.add(made)
    await session.flush()
    return made


@pytest.fixture
async def block(session: AsyncSession, street: Street) -> Place:
    """With a slot in the morning, which is the stranger's, and one at noon that nobody has claimed."""
    place = await add_place(session, street.grid, NAME, "school_block")
    await slot(session, place, MORNING, street.stranger)
    await slot(session, place, NOON, None, "李老师")
    return place


def clock(day: str, hour: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), SHANGHAI)


async def pass_by(session: AsyncSession, first: str, last: str) -> None:
    """The clock, from the day's first minutes on."""
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        for hour in ("00:15", "08:31", "09:00", "14:01"):
            await tick(session, clock(str(day), hour))
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "missed"),
    [
        ("2026-11-02", [Why.MISSED, Why.MISSED]),  # a Monday
        ("2026-11-01", None),  # a Sunday
        ("2026-01-04", [Why.MISSED, Why.MISSED]),  # a Sunday that is worked
        ("2026-09-20", [Why.MISSED, Why.MISSED]),  # another
        ("2026-10-05", None),  # a Monday of the feast
        ("2027-02-09", [Why.CALENDAR, Why.CALENDAR]),  # not known yet
        ("2027-01-20", [Why.MISSED, Why.MISSED]),
    ],
)
async def test_each_slot_is_owed_on_each_day_that_is_worked(
    session: AsyncSession, street: Street, block: Place, day: str, missed: list[Why] | None
) -> None:
    await owe(session, street.grid, ROW, local("2026-01-01"))
    await pass_by(session, day, day)
    found = await misses(session, street.grid)
    assert found == [(day, NAME, why) for why in missed or ()]
    assert len(await windows(session, street.grid)) == len(missed or ())


@pytest.mark.parametrize(
    ("hour", "filled"),
    [
        ("07:29", False),
        ("07:30", True),
        ("08:30", True),
        ("08:31", False),
        ("12:30", False),
    ],
)
async def test_a_check_fills_the_slot_in_whose_hours_it_is_made(
    session: AsyncSession, street: Street, block: Place, hour: str, *, filled: bool
) -> None:
    await owe(session, street.grid, "slot  school_block  daily", local("2026-11-02"))
    await tick(session, clock("2026-11-02", "00:15"))
    await checked(session, block, street.stranger, clock("2026-11-02", hour), own=True)
    await tick(session, clock("2026-11-02", "08:32"))
    [morning] = [each for each in await windows(session, street.grid) if "07:30" in each.duty]
    assert (morning.closed_at is not None, morning.missed == 0) == (True, filled)


@pytest.mark.parametrize("who", ["member", "resident", "stranger"])
async def test_whoever_may_check_the_place_fills_its_slots(
    session: AsyncSession, street: Street, block: Place, who: str
) -> None:
    block.responsible_id = street.resident.id
    await owe(session, street.grid, ROW, local("2026-11-02"))
    await tick(session, clock("2026-11-02", "00:15"))
    await checked(session, block, getattr(street, who), clock("2026-11-02", "08:00"), own=who != "member")
    await tick(session, clock("2026-11-02", "08:32"))
    assert await misses(session, street.grid) == []


async def test_a_door_that_stayed_locked_does_not_fill_a_slot(
    session: AsyncSession, street: Street, block: Place
) -> None:
    await owe(session, street.grid, ROW, local("2026-11-02"))
    await tick(session, clock("2026-11-02", "00:15"))
    await checked(session, block, street.member, clock("2026-11-02", "08:00"), Outcome.NO_ENTRY)
    await tick(session, clock("2026-11-02", "08:32"))
    assert await misses(session, street.grid) == [("2026-11-02", NAME, Why.NO_ENTRY)]


async def test_what_is_missed_is_told_once_on_the_next_working_morning_with_place_slot_and_person(
    session: AsyncSession, street: Street, block: Place
) -> None:
    await owe(session, street.grid, ROW, local("2026-11-06"))
    await pass_by(session, "2026-11-06", "2026-11-08")
    assert await told(session) == []
    await pass_by(session, "2026-11-09", "2026-11-09")
    assert await told(session) == [(street.leader.tg_user_id, "2026-11-09")]
    found = await missed_for(session, street.leader.tg_user_id, date(2026, 11, 9))
    assert [(each.window.duty, each.names, [slot.name for slot in each.on_duty]) for each in found] == [
        ("slot  places  daily  07:30-08:30", [(NAME, None)], ["王老师"]),
        ("slot  places  daily  12:00-14:00", [(NAME, None)], ["李老师"]),
    ]
    assert [slot.person_id is None for each in found for slot in each.on_duty] == [False, True]


async def test_a_slot_missed_twice_running_climbs_and_the_other_does_not(
    session: AsyncSession, street: Street, block: Place
) -> None:
    await owe(session, street.grid, ROW, local("2026-11-02"))
    await tick(session, clock("2026-11-02", "00:15"))
    await checked(session, block, street.member, clock("2026-11-02", "12:30"))
    await pass_by(session, "2026-11-02", "2026-11-04")
    above = await missed_for(session, street.community_leader.tg_user_id, date(2026, 11, 4))
    assert [each.window.duty[-11:] for each in above] == ["07:30-08:30"]


async def test_who_is_on_duty_sees_the_own_slots_soonest_first_until_they_are_filled(
    session: AsyncSession, street: Street, block: Place
) -> None:
    other = await add_place(session, street.grid, "宿舍楼", "school_block")
    await slot(session, other, MORNING, street.resident)
    await slot(session, other, NOON, street.stranger)
    await owe(session, street.grid, ROW, local("2026-11-02"))
    await tick(session, clock("2026-11-02", "00:15"))
    mine = await open_windows_of(session, street.stranger.id)
    assert [each.duty[-11:] for each in mine] == ["07:30-08:30", "12:00-14:00"]
    left = await left_in(session, mine, street.stranger.id)
    assert [left[each.id] for each in mine] == [[block.id], [other.id]]
    await checked(session, block, street.stranger, clock("2026-11-02", "08:00"), own=True)
    await checked(session, other, street.stranger, clock("2026-11-02", "08:05"), own=True)
    at_noon = await waiting(session, street.stranger.id, clock("2026-11-02", "12:00"), Wanted())
    assert [item.row.duty[-11:] for item in at_noon.items] == ["12:00-14:00"]
    assert await open_windows_of(session, street.member.id) == []


async def test_a_slot_that_is_over_is_not_asked_for_afterwards_nor_one_that_has_begun_of_a_new_grid(
    session: AsyncSession, street: Street, block: Place
) -> None:
    await owe(session, street.grid, ROW, local("2026-11-02"))
    await tick(session, clock("2026-11-02", "08:00"))
    assert [each.duty[-11:] for each in await windows(session, street.grid)] == ["12:00-14:00"]
    await tick(session, clock("2026-11-04", "13:00"))
    opened = [(str(each.first), each.duty[-11:]) for each in await windows(session, street.grid)]
    assert opened == [("2026-11-02", "12:00-14:00"), ("2026-11-04", "12:00-14:00")]


async def test_a_slot_of_somebody_else_since_is_still_owed_as_it_was_that_day(
    session: AsyncSession, street: Street, block: Place
) -> None:
    await owe(session, street.grid, ROW, local("2026-11-02"))
    await tick(session, clock("2026-11-02", "00:15"))
    for each in (await session.scalars(select(PlaceSlot))).all():
        each.ended_at = clock("2026-11-02", "07:00")
    await slot(session, block, MORNING, street.member, "赵老师")
    await pass_by(session, "2026-11-02", "2026-11-04")
    for day, names in ((date(2026, 11, 3), ["王老师", "李老师"]), (date(2026, 11, 4), ["赵老师"])):
        found = await missed_for(session, street.leader.tg_user_id, day)
        assert [slot.name for each in found for slot in each.on_duty] == names


async def test_every_slot_ends_filled_or_missed_exactly_once(
    session: AsyncSession, street: Street, block: Place
) -> None:
    await owe(session, street.grid, ROW, local("2026-11-02"))
    await tick(session, clock("2026-11-02", "00:15"))
    await checked(session, block, street.stranger, clock("2026-11-03", "08:00"), own=True)
    await pass_by(session, "2026-11-02", "2026-11-04")
    expected = {(each.id, each.places[0]) for each in await windows(session, street.grid)}
    rows = select(col(CheckMiss.window_id), col(CheckMiss.place_id))
    missed = [(window, place) for window, place in (await session.execute(rows)).all()]
    assert (len(expected), len(missed), len(set(missed))) == (6, 5, 5)
    assert set(missed) < expected
    assert {each.owner for each in await windows(session, street.grid)} == {Owner.SLOT}
