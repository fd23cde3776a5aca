"""What listings call for as time passes: progress from those responsible, a word to the lister and the level above."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.hazards.actions import note
from models.hazards.supervision.actions import above_chats, lister_chats, responsible_chats, tell
from models.hazards.supervision.schedule import Call, calls_at, next_call, next_week
from models.hazards.supervision.tables import Listing
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.schedule.deadlines import days_over

TO_RESPONSIBLE = {Call.MISSED: "demanded", Call.OVERDUE: "late"}


async def chase_listings(session: AsyncSession, listings: Sequence[Listing], clock: WallClock) -> None:
    """Makes the calls that are due, those of one morning a listing."""
    for listing in listings:
        await _chase_one(session, listing, clock.now)


LISTINGS = DueRows(
    "listings",
    col(Listing.next_at),
    col(Listing.next_at).is_not(None),
    row=Listing,
    handle=chase_listings,
    seconds=30,
)


async def _chase_one(session: AsyncSession, listing: Listing, now: datetime) -> None:
    hazard = await session.get_one(Hazard, listing.hazard_id)
    calls = calls_at(listing.progress_by, listing.due_at, now)
    if Call.MISSED in calls:
        listing.progress_by = next_week(listing.progress_by, now)
    listing.next_at = next_call(listing.progress_by, listing.due_at, now)
    if not calls:
        return
    note(session, hazard, Act.REMIND, None, now, listing=str(listing.id), calls=[str(call) for call in calls])
    responsible = await responsible_chats(session, hazard)
    if calls == [Call.ASKED]:
        await tell(session, hazard, listing, responsible, Call.ASKED, now)
        return
    args = {"days": days_over(listing.due_at, now), "missed": Call.MISSED in calls}
    lister, above = await lister_chats(session, listing), await above_chats(session, listing)
    await tell(session, hazard, listing, lister, calls[0], now, lifts=True, **args)
    await tell(session, hazard, listing, _without(above, lister), calls[0], now, **args)
    others = _without(responsible, [*lister, *above])
    await tell(session, hazard, listing, others, TO_RESPONSIBLE[calls[0]], now, **args)


def _without(chats: Iterable[int], told: Iterable[int]) -> list[int]:
    heard = set(told)
    return [chat for chat in chats if chat not in heard]
