"""Going on patrol in rows."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.due import WallClock
from models.evidence.attach import Found
from models.grids.boundary import METRES_A_DEGREE
from models.grids.tables import Grid
from models.members.tables import Person
from models.patrols.closing import ROUNDS_LEFT_OPEN
from models.patrols.rounds import check_in
from models.patrols.stops import Sign
from models.patrols.tables import PatrolRound, Proof, RoundKind
from models.patrols.tracks import SILENT_TRACKS, Position
from tests.models.conftest import SHANGHAI
from tests.street import GROUP

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATITUDE, LONGITUDE = 29.356, 105.927
HERE = Position(LATITUDE, LONGITUDE, Proof.PIN)


def away(north: float, accuracy: float | None = None) -> Position:
    """So many metres north of HERE."""
    return Position(LATITUDE + north / METRES_A_DEGREE, LONGITUDE, Proof.PHONE, accuracy)


def sign(person: Person, at: datetime, read: datetime | None = None, words: str = "", **more: Any) -> Sign:
    """`more`: position, found."""
    return Sign(person, GROUP, at, read or at, 501, words, **more)


def live(message_id: int = 601, period: int | None = 3600, north: float = 0.0) -> Position:
    """So many metres `north` of HERE."""
    return Position(29.356 + north / 111_195, 105.927, Proof.LIVE, 12.0, message_id, period)


def photo(message_id: int, album: str | None = None) -> Found:
    return Found("photo", f"file-{message_id}", 1000, message_id, album)


async def begin(session: AsyncSession, grid: Grid, person: Person, at: datetime, **more: Any) -> PatrolRound:
    checked_in = await check_in(session, grid, RoundKind.DAILY, sign(person, at, **more))
    return checked_in.round


async def tick(session: AsyncSession, now: datetime) -> None:
    clock = WallClock(now, SHANGHAI)
    await session.flush()
    for rows in (SILENT_TRACKS, ROUNDS_LEFT_OPEN):
        await rows.take(session, clock)


def square(longitude: float, latitude: float, metres: float = 200) -> dict[str, Any]:
    """A boundary so many metres to each side of a place."""
    d = metres / METRES_A_DEGREE
    corners = [(-d, -d), (d, -d), (d, d), (-d, d), (-d, -d)]
    return {"type": "Polygon", "coordinates": [[[longitude + x, latitude + y] for x, y in corners]]}
