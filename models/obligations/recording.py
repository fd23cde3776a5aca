"""What was held is written into the ledger of publicity, once: a meeting or training once closed, and each drill."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.activities.recording import NewActivity, record_activity, show
from models.brigades.find import size_of
from models.due import WallClock
from models.events import record_event
from models.evidence.attach import found_in, photos_of
from models.grids.tables import Grid
from models.obligations.counting import tally_of
from models.obligations.kinds import KINDS, Owners
from models.obligations.tables import Obligation, ObligationEvent, Requirement
from models.obligations.workflow import Act, State

MOST_PHOTOS = 4


async def record_meeting(session: AsyncSession, meeting: Requirement, clock: WallClock) -> None:
    """With how many were there; not where nobody was."""
    kind, tally = KINDS[meeting.kind].activity, await tally_of(session, meeting.id)
    if kind is None or not tally.done:
        return
    held_on = meeting.due_at.astimezone(clock.zone).date()
    new = NewActivity(meeting.title, held_on, kind, meeting.place, reached=await _came(session, meeting, tally.done))
    await record_activity(session, await session.get_one(Grid, meeting.grid_id), new, clock.now)


async def _came(session: AsyncSession, meeting: Requirement, shares: int) -> int:
    """A brigade comes as a whole."""
    if meeting.asked["owners"] != Owners.BRIGADES:
        return shares
    there = col(Obligation.requirement_id) == meeting.id, col(Obligation.state) == State.DONE
    return await size_of(session, (await session.scalars(select(col(Obligation.grid_id)).where(*there))).all())


async def record_share(
    session: AsyncSession, requirement: Requirement, obligation: Obligation, clock: WallClock
) -> None:
    """With its photos; one that was sent back and done again is in the ledger already."""
    kind, done_at = KINDS[requirement.kind].activity, obligation.done_at
    there = select(col(ObligationEvent.id)).where(
        col(ObligationEvent.obligation_id) == obligation.id, col(ObligationEvent.act) == Act.RECORD
    )
    if kind is None or done_at is None or await session.scalar(there.limit(1)) is not None:
        return
    grid, held_on = await session.get_one(Grid, obligation.grid_id), done_at.astimezone(clock.zone).date()
    activity = await record_activity(session, grid, NewActivity(requirement.title, held_on, kind), clock.now)
    for piece in await photos_of(session, obligation.id, most=MOST_PHOTOS):
        await show(session, activity, [found_in(piece)], piece.person_id, piece.chat_id, clock.now)
    data = {"activity": activity.id}
    record_event(session, ObligationEvent, None, clock.now, obligation_id=obligation.id, act=Act.RECORD, data=data)
