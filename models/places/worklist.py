"""What of the registry waits for a person: for members entries to be confirmed, for leaders a member's word on one."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.positions import lead_by, posts_of
from models.members.tables import Role
from models.places.tables import PLACE, Place, PlaceProposal, ProposalState
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource


async def waiting(session: AsyncSession, person_id: int, _now: datetime, wanted: Wanted) -> Section[Place]:
    """Nothing of it is ever late."""
    held = await posts_of(session, person_id)
    if wanted.late or not held:
        return Section()
    walked = [each.grid.id for each in held if each.post.role in (Role.MEMBER, Role.BACKUP)]
    led = [each.grid.id for each in await lead_by(session, held)]
    asked = and_(col(Place.closed_at).is_(None), col(Place.asked_at).is_not(None), col(Place.grid_id).in_(walked))
    proposed = select(col(PlaceProposal.place_id)).where(
        col(PlaceProposal.state) == ProposalState.WAITING, col(PlaceProposal.level_id).in_(led)
    )
    waits = or_(asked, col(Place.id).in_(proposed))
    if wanted.under is not None:
        under = await session.get_one(Grid, wanted.under)
        waits = and_(waits, col(Place.grid_id).in_(select(col(Grid.id)).where(subtree(under))))
    total = int(await session.scalar(select(func.count()).select_from(Place).where(waits)) or 0)
    rows = select(Place, col(Grid.name)).join(Grid, col(Grid.id) == col(Place.grid_id)).where(waits)
    page = rows.order_by(col(Place.asked_at), col(Place.id)).offset(wanted.skip).limit(wanted.most)
    return Section([Item(place, grid) for place, grid in (await session.execute(page)).all()], total)


PLACES_WAITING = WorklistSource(PLACE, Gravity.NOTE, waiting)
