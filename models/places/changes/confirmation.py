"""An entry is confirmed once a year (B11): from then on it stands in the list of what waits for its grid's members."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.outbox.standing import refresh_standing
from models.places.tables import Place


async def ask_for(session: AsyncSession, places: Sequence[Place], clock: WallClock) -> None:
    for place in places:
        place.asked_at, place.due_at = clock.now, None
        await refresh_standing(session, place.id, clock.now)


CONFIRMATIONS = DueRows(
    "place_confirmations",
    col(Place.due_at),
    col(Place.closed_at).is_(None) & col(Place.due_at).is_not(None),
    row=Place,
    handle=ask_for,
    seconds=300,
)
