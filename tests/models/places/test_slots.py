"""Time slots from a sheet into force, claimed, exported, and ended by another sheet."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.places.changes.claims import claim_places
from models.places.exchange.export import place_rows
from models.places.exchange.importer import import_places
from models.places.exchange.sheet import PlaceSheet, check_rows
from models.places.kinds import built_in
from models.places.slots import PlaceSlot, Slot, keeps, slots_at, slots_of
from models.places.tables import Place
from tests.models.places.sheets import row, sheet
from tests.street import Street

TWO = "07:30-08:30 王老师:19900000041; 12：00—14：00 李老师：19900000042"
WANG = Slot(time(7, 30), time(8, 30), "王老师", "+8619900000041")
LI = Slot(time(12), time(14), "李老师", "+8619900000042")


def block(slots: str) -> PlaceSheet:
    return sheet(row(kind="教学楼", name="1号教学楼", code="J1", slots=slots))


async def bring_in(session: AsyncSession, told: PlaceSheet, now: datetime) -> int:
    return (await import_places(session, told, built_in(), now)).changed


async def in_force(session: AsyncSession) -> Sequence[PlaceSlot]:
    place = (await session.scalars(select(Place))).one()
    return await slots_at(session, place.id)


@pytest.mark.parametrize(
    "cell",
    [
        TWO,
        "12:00-14:00 李老师:199-0000-0042\n7:30~8:30王老师：+86 19900000041",
        "07:30至08:30 王老师:19900000041、12:00到14:00 李老师:19900000042",
    ],
)
def test_slots_are_read_as_people_write_them(cell: str) -> None:
    found = block(cell)
    assert found.problems == ()
    assert set(found.entries[0].slots or ()) == {WANG, LI}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("王老师:19900000041", "slot_unreadable"),
        ("07:30 王老师:19900000041", "slot_unreadable"),
        ("07:30-25:00 王老师:19900000041", "slot_unreadable"),
        ("07:30-08:30 王老师", "slot_unreadable"),
        ("22:00-06:00 王老师:19900000041", "slot_backwards"),
        ("07:30-07:30 王老师:19900000041", "slot_backwards"),
        ("07:30-08:30 王老师:1990", "phone_unreadable"),
        ("07:30-08:30 王老师:", "phone_missing"),
        ("07:30-08:30 甲:19900000041;07:30-08:30 乙:19900000042", "slot_twice"),
    ],
)
def test_a_bad_slot_is_named(cell: str, code: str) -> None:
    [problem] = block(cell).problems
    assert (problem.column, problem.code, problem.note) == ("slots", code, False)


async def test_what_is_exported_imports_again_without_a_change(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, block(TWO), now)
    again = check_rows(await place_rows(session, built_in()), built_in())
    assert again.problems == ()
    assert again.entries[0].slots == (WANG, LI)
    assert (await import_places(session, again, built_in(), now)).nothing


async def test_a_slot_that_stays_is_the_same_and_one_of_another_person_is_new(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, block(TWO), now)
    morning, noon = await in_force(session)
    later = now + timedelta(hours=1)
    assert await bring_in(session, block("07:30-08:30 王老师:19900000041;12:00-14:00 赵老师:19900000043"), later) == 1
    kept, new = await in_force(session)
    assert (kept.id, new.name) == (morning.id, "赵老师")
    await session.refresh(noon)
    assert noon.ended_at == later


async def test_an_empty_cell_changes_nothing_and_none_ends_them_all(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, block(TWO), now)
    assert (await bring_in(session, block(""), now), len(await in_force(session))) == (0, 2)
    assert (await bring_in(session, block("无"), now), len(await in_force(session))) == (1, 0)


async def test_who_is_on_duty_claims_the_slots_by_phone_and_keeps_the_place(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, block(TWO), now)
    place = (await session.scalars(select(Place))).one()
    street.stranger.phone = WANG.phone
    assert not await keeps(session, place, street.stranger.id)
    await claim_places(session, street.stranger, now)
    await session.flush()
    assert [(slot.hours, at.name) for slot, at in await slots_of(session, street.stranger.id)] == [
        ("07:30-08:30", "1号教学楼")
    ]
    assert await keeps(session, place, street.stranger.id)
    assert not await keeps(session, place, street.member.id)


async def test_who_has_shared_the_number_before_has_claimed_at_once_until_the_place_closes(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.stranger.phone = LI.phone
    await session.flush()
    await bring_in(session, block(TWO), now)
    rows = select(col(PlaceSlot.name), col(PlaceSlot.person_id))
    claimed = dict((await session.execute(rows)).all())
    assert claimed == {"王老师": None, "李老师": street.stranger.id}
    (await session.scalars(select(Place))).one().closed_at = now
    await session.flush()
    assert await slots_of(session, street.stranger.id) == []
