"""Notices of subtrees that are not over: whoever leads there may look after them, whoever wrote them."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import subtree
from models.notices.copies import RUNNING
from models.notices.tables import Notice, NoticeKind, NoticeState

UNDER_WAY = "notices.under_way"
STATES = (NoticeState.AWAITING, NoticeState.PLANNED, *RUNNING)


async def under_way(session: AsyncSession, grids: Sequence[Grid], most: int) -> Sequence[Notice]:
    """Planned, waiting for somebody to agree, or in force; warnings first, then the newest."""
    rows = select(Notice).join(Grid, col(Grid.id) == col(Notice.grid_id))
    here = rows.where(or_(*map(subtree, grids)), col(Notice.state).in_(STATES))
    first = (col(Notice.kind) == NoticeKind.WARNING).desc(), col(Notice.id).desc()
    return (await session.scalars(here.order_by(*first).limit(most))).all()
