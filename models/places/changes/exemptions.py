"""A leader lets a place be without checks until a day, with a reason; it ends by itself, or is taken back."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict
from models.members.permissions import Who
from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.places.changes.actions import need, record_place_event
from models.places.tables import Place, PlaceAct
from models.transition import transition

LONGEST = timedelta(days=365)


async def exempt(session: AsyncSession, place: Place, until: date, why: str, person: Person, clock: WallClock) -> None:
    """From today to that day; raises Refused, or Conflict when the day will not do or the place is closed."""
    await need(session, place, Who.LEADER, person)
    today = _today(clock)
    if not today <= until <= today + LONGEST:
        raise Conflict("place.exempt_day")
    told = {"exempt_from": today, "exempt_until": until, "exempt_why": why}
    if not await transition(session, place, col(Place.closed_at).is_(None), **told):
        raise Conflict("place.closed")
    record_place_event(session, place, PlaceAct.EXEMPT, person, clock.now, until=str(until), reason=why)
    await refresh_standing(session, place.id, clock.now)


async def need_again(session: AsyncSession, place: Place, person: Person, clock: WallClock) -> None:
    """Takes it back; raises Refused, or Conflict when the place is to be checked already."""
    await need(session, place, Who.LEADER, person)
    if not place.exempt_on(_today(clock)):
        raise Conflict("place.not_exempt")
    await transition(session, place, exempt_from=None, exempt_until=None, exempt_why=None)
    record_place_event(session, place, PlaceAct.NEED, person, clock.now)
    await refresh_standing(session, place.id, clock.now)


async def exempt_among(session: AsyncSession, places: Collection[int]) -> Sequence[Place]:
    """Those of these places (by id) that need no check on some days."""
    rows = select(Place).where(col(Place.id).in_(places), col(Place.exempt_until).is_not(None))
    return (await session.scalars(rows)).all() if places else ()


def _today(clock: WallClock) -> date:
    return clock.now.astimezone(clock.zone).date()
