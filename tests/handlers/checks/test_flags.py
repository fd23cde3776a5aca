"""What makes a leader look twice at a check: nothing of it is refused."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.checks.checklists.tables import ChecklistState
from models.patrols.doubts.flags import FlagKind, PatrolFlag
from models.patrols.rounds import join, running_of
from models.patrols.tables import PatrolStop
from models.places.tables import Place
from tests.handlers.checks.scans import place, scanned
from tests.handlers.patrols.sent import to
from tests.handlers.room import Room
from tests.street import Street

__all__ = ["place"]
MEMBER, OTHER, ASKED = 12, 13, 710
PHOTO: dict[str, Any] = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}]}
FORWARDED = {**PHOTO, "forward_origin": {"type": "hidden_user", "sender_user_name": "同事", "date": 1_790_000_000}}
HERE = {"location": {"latitude": 29.356, "longitude": 105.927, "horizontal_accuracy": 20.0}}


async def flags(room: Room) -> list[FlagKind]:
    return sorted(row.kind for row in (await room.session.scalars(select(PatrolFlag))).all())


async def submitted(room: Room, place: Place, seconds: int, **sent: Any) -> list[FlagKind]:
    checklist = await scanned(room, place)
    if sent:
        await room.sends(MEMBER, MEMBER, **sent)
    room.now += timedelta(seconds=seconds)
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    return await flags(room)


@pytest.mark.parametrize(
    ("seconds", "sent", "expected"),
    [
        (2, {}, [FlagKind.NO_LOCATION, FlagKind.TOO_QUICK]),
        (60, {}, [FlagKind.NO_LOCATION]),
        (60, HERE, []),
        (20 * 60, HERE, []),
    ],
)
async def test_a_check_done_in_no_time_or_without_a_location_is_marked(
    room: Room, place: Place, seconds: int, sent: dict[str, Any], expected: list[FlagKind]
) -> None:
    assert await submitted(room, place, seconds, **sent) == expected


async def test_of_a_code_scanned_by_two_phones_at_once_both_scans_are_marked(room: Room, place: Place) -> None:
    await scanned(room, place)
    room.now += timedelta(minutes=2)
    await scanned(room, place, OTHER)
    stops = (await room.session.scalars(select(PatrolStop))).all()
    marks = (await room.session.scalars(select(PatrolFlag))).all()
    assert {(each.kind, each.stop_id) for each in marks} == {(FlagKind.TWO_PHONES, each.id) for each in stops}
    assert len(stops) == 2


async def test_two_who_scan_one_after_the_other_are_not_marked(room: Room, place: Place) -> None:
    await scanned(room, place)
    room.now += timedelta(minutes=3)
    await scanned(room, place, OTHER)
    assert await flags(room) == []


@pytest.mark.parametrize("forwarded", [True, False])
async def test_a_photo_of_a_locked_door_that_was_forwarded_is_marked(room: Room, place: Place, forwarded: bool) -> None:
    checklist = await scanned(room, place)
    await room.presses(MEMBER, MEMBER, f"chk:locked:{checklist.id}")
    await room.sent("hazards.ask", ASKED)
    await room.sends(MEMBER, MEMBER, **(FORWARDED if forwarded else PHOTO), **to(room, ASKED, MEMBER))
    assert checklist.state is ChecklistState.DONE
    assert await flags(room) == [FlagKind.FORWARDED] * forwarded


async def test_a_photo_kept_with_a_checklist_that_was_forwarded_is_marked(room: Room, place: Place) -> None:
    checklist = await scanned(room, place)
    await room.sent("checks.checklist", ASKED)
    await room.sends(MEMBER, MEMBER, **FORWARDED, **to(room, ASKED, MEMBER))
    [mark] = (await room.session.scalars(select(PatrolFlag))).all()
    assert (mark.kind, mark.stop_id) == (FlagKind.FORWARDED, checklist.stop_id)


async def test_two_who_walk_together_may_both_scan(room: Room, place: Place, street: Street) -> None:
    await scanned(room, place)
    part = await running_of(room.session, street.member.id)
    assert part is not None
    await join(room.session, part.round, street.other_member, room.now)
    await scanned(room, place, OTHER)
    assert FlagKind.TWO_PHONES not in await submitted(room, place, 60, **HERE)
