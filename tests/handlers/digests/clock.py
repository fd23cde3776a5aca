"""The clock of digests in a room, and when the week begins that they are about."""

from datetime import UTC, datetime

from models.digests.freezing import DIGEST_TURNS, begin
from models.digests.sending import FROZEN_PERIODS
from models.due import WallClock
from tests.handlers.room import Room
from tests.models.conftest import SHANGHAI

WEEK_BEGAN = datetime(2026, 11, 8, 16, tzinfo=UTC)  # Monday the 9th, 00:00 in the street


async def tick(room: Room, at: datetime) -> None:
    await begin(room.session, at)
    await room.session.flush()
    for rows in (DIGEST_TURNS, FROZEN_PERIODS):
        while await rows.take(room.session, WallClock(at, SHANGHAI)):
            await room.session.flush()
