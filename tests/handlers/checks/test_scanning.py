"""A place's code in the hands of those who check it, and of those who do not."""

from models.hazards.reporting.private_draft import KIND
from models.places.tables import Place
from tests.handlers.checks.scans import place, scanned
from tests.handlers.hazards.reports import RESIDENT, intake, photo
from tests.handlers.room import Room
from tests.street import GROUP

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
