"""What makes a leader look twice at a check: nothing of it is refused."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.patrols.doubts.flags import FlagKind, PatrolFlag
from models.patrols.rounds import join, running_of
from models.places.printed_codes import payload
from models.places.tables import Place
from models.signed_links import code_secret
from tests.handlers.checks.scans import place, scanned
from tests.handlers.room import Room
from tests.street import Street

__all__ = ["place"]
MEMBER, OTHER = 12, 13
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


async def test_a_code_scanned_by_two_phones_at_once_is_marked(room: Room, place: Place) -> None:
    code = payload(await code_secret(room.session), place.id, place.print_number)
    await room.says(OTHER, OTHER, f"/start {code}")
    assert FlagKind.TWO_PHONES in await submitted(room, place, 60, **HERE)


async def test_two_who_walk_together_may_both_scan(room: Room, place: Place, street: Street) -> None:
    await scanned(room, place)
    part = await running_of(room.session, street.member.id)
    assert part is not None
    await join(room.session, part.round, street.other_member, room.now)
    code = payload(await code_secret(room.session), place.id, place.print_number)
    await room.says(OTHER, OTHER, f"/start {code}")
    assert FlagKind.TWO_PHONES not in await submitted(room, place, 60, **HERE)
