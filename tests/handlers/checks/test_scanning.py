"""A place's code in the hands of those who check it, and of those who do not."""

from sqlalchemy import select
from sqlmodel import col

from models.checks.checklists.tables import Checklist
from models.hazards.reporting.private_draft import KIND
from models.patrols.doubts.flags import FlagKind, PatrolFlag
from models.patrols.tables import PatrolStop
from models.places.tables import Place
from tests.handlers.checks.scans import MEMBER, place, scanned
from tests.handlers.hazards.reports import RESIDENT, intake, photo
from tests.handlers.room import Room
from tests.street import GROUP, Street

__all__ = ["place"]


async def test_a_report_that_waits_unsent_is_not_moved_to_the_place(room: Room, place: Place) -> None:
    await room.says(RESIDENT, GROUP, "大家好")
    await room.sends(RESIDENT, RESIDENT, **photo())
    await scanned(room, place, RESIDENT)
    told = await intake(room)
    assert (told.place_id, len(told.found)) == (None, 1)
    assert (await room.kinds(RESIDENT))[-2:] == ["checks.no_use", KIND]
    assert "提交上报" in await room.text("checks.no_use")


async def test_a_resident_reports_at_the_place(room: Room, place: Place) -> None:
    for _ in range(2):
        await scanned(room, place, RESIDENT)
    told = await intake(room)
    assert (told.place_id, told.grid_id) == (place.id, place.grid_id)


async def from_page(room: Room, place: Place) -> Checklist:
    await room.presses(MEMBER, MEMBER, f"chk:open:{place.id}")
    rows = select(Checklist).order_by(col(Checklist.id).desc())
    return (await room.session.scalars(rows)).all()[0]


async def stops(room: Room) -> list[PatrolStop]:
    return list((await room.session.scalars(select(PatrolStop).order_by(col(PatrolStop.id)))).all())


async def test_a_check_without_a_scan_is_a_stop_of_the_round_and_can_be_marked(room: Room, place: Place) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    for _ in range(2):
        checklist = await from_page(room, place)
    [_, stop] = await stops(room)
    assert (checklist.stop_id, stop.place_id, stop.words) == (stop.id, place.id, "老王副食店（未扫码）")
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    [mark] = (await room.session.scalars(select(PatrolFlag))).all()
    assert (mark.kind, mark.stop_id) == (FlagKind.TOO_QUICK, stop.id)


async def test_a_scan_after_it_is_a_stop_of_its_own_and_the_check_is_of_the_scan(room: Room, place: Place) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    await from_page(room, place)
    checklist = await scanned(room, place)
    [_, _, stop] = await stops(room)
    await from_page(room, place)
    assert len(await stops(room)) == 3
    assert (checklist.stop_id, checklist.scanned, stop.words) == (stop.id, True, "老王副食店")


async def test_on_no_round_or_on_one_elsewhere_a_check_without_a_scan_is_no_stop(
    room: Room, place: Place, street: Street
) -> None:
    assert (await from_page(room, place)).stop_id is None
    await room.says(MEMBER, MEMBER, "/checkin")
    place.grid_id = street.community.id
    checklist = await from_page(room, place)
    assert (checklist.stop_id, len(await stops(room))) == (None, 1)
