"""Writing activities down, by staff or by what is closed and counts as publicity; putting them right within a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.activities.tables import PLACE_LIMIT, WORDS_LIMIT, Activity, ActivityKind, Enters
from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.members.permissions import Who, may_in
from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.transition import transition

CORRECT_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class NewActivity:
    """`location` in degrees, WGS-84: latitude, longitude. `said_at`: None where it is written down at once."""

    words: str
    held_on: date
    kind: ActivityKind = ActivityKind.ACTIVITY
    place: str = ""
    location: tuple[float, float] | None = None
    enters: Enters | None = None
    reached: int | None = None
    round_id: int | None = None
    said_at: datetime | None = None


async def record_activity(
    session: AsyncSession, grid: Grid, new: NewActivity, now: datetime, person: Person | None = None
) -> Activity:
    """Without a person: for a feature. Raises Refused for whoever is not staff over the grid."""
    if person is not None and not await may_in(session, grid, Who.STAFF, person):
        raise Refused("activity.not_staff")
    latitude, longitude = new.location or (None, None)
    activity = Activity(
        grid_id=grid.id,
        person_id=person.id if person else None,
        kind=new.kind,
        held_on=new.held_on,
        said_at=new.said_at or now,
        received_at=now,
        words=new.words[:WORDS_LIMIT],
        place=new.place[:PLACE_LIMIT],
        latitude=latitude,
        longitude=longitude,
        enters=new.enters,
        reached=new.reached,
        round_id=new.round_id,
    )
    session.add(activity)
    await session.flush()
    return activity


async def show(
    session: AsyncSession,
    activity: Activity,
    found: Sequence[Found],
    person_id: int | None,
    chat_id: int,
    now: datetime,
) -> None:
    """Photos and files of it, whenever they come."""
    for each in found:
        if each.file_id:
            await attach(session, activity.subject, each, person_id, chat_id, Moment.BEFORE, now)
    await refresh_standing(session, activity.id, now)


def may_correct(activity: Activity, person: Person, now: datetime) -> bool:
    return activity.person_id == person.id and now - activity.received_at <= CORRECT_WITHIN


async def correct(session: AsyncSession, activity: Activity, person: Person, now: datetime, **values: Any) -> None:
    """`values` are columns. Raises Refused for others, Conflict a day after it was written or while it is withdrawn."""
    need(activity, person, now)
    if "grid_id" in values:
        grid = await session.get_one(Grid, values["grid_id"])
        if not await may_in(session, grid, Who.STAFF, person):
            raise Refused("activity.not_staff")
    if not await transition(session, activity, col(Activity.withdrawn_at).is_(None), **values):
        raise Conflict("activity.withdrawn")
    await refresh_standing(session, activity.id, now)


async def withdraw(session: AsyncSession, activity: Activity, person: Person, now: datetime) -> None:
    """Raises as correct() does."""
    need(activity, person, now)
    if not await transition(session, activity, col(Activity.withdrawn_at).is_(None), withdrawn_at=now):
        raise Conflict("activity.withdrawn")
    await _moved(session, activity, now)


async def restore(session: AsyncSession, activity: Activity, person: Person, now: datetime) -> None:
    """Raises Refused for others, Conflict a day after it was written or where it counts already."""
    need(activity, person, now)
    if not await transition(session, activity, col(Activity.withdrawn_at).is_not(None), withdrawn_at=None):
        raise Conflict("activity.counts")
    await _moved(session, activity, now)


async def _moved(session: AsyncSession, activity: Activity, now: datetime) -> None:
    """The card of the round that it was on says how many there were."""
    for subject_id in filter(None, (activity.id, activity.round_id)):
        await refresh_standing(session, subject_id, now)


def need(activity: Activity, person: Person, now: datetime) -> None:
    if activity.person_id != person.id:
        raise Refused("activity.not_yours")
    if not may_correct(activity, person, now):
        raise Conflict("activity.too_late")
