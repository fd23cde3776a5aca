"""A warning that is to look after households asks the members of each grid where some are, in private: by numbers."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.grids.tables import Grid
from models.members.reach import private_chats
from models.members.tables import Role
from models.notices.audience import Audience, grids_in
from models.notices.copies import RUNNING
from models.notices.tables import Notice
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.places.kinds import Cycle
from models.visits.kinds import household_kinds_of
from models.visits.tables import Household, living_households

WARNED = "visits.warned"


def vulnerable(session: AsyncSession) -> ColumnElement[bool]:
    """Marked as key, or of a kind that is visited more often than yearly."""
    kinds = [each.kind for each in household_kinds_of(session).every if each.every is not Cycle.YEARLY]
    return and_(living_households(), or_(col(Household.key).is_(true()), col(Household.kind).in_(kinds)))


async def vulnerable_in(session: AsyncSession, grids: Collection[int]) -> int:
    rows = select(func.count()).select_from(Household).where(col(Household.grid_id).in_(grids), vulnerable(session))
    return (await session.execute(rows)).scalar_one()


async def ask(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    """Each member once, for all of their grids; where there is none, whoever stands in."""
    for notice in notices:
        notice.visits_at = None
        if notice.state not in RUNNING:
            continue
        by_chat: dict[int, list[int]] = defaultdict(list)
        for grid, chats in (await private_chats(session, await _grids(session, notice), Role.MEMBER)).items():
            for chat in chats:
                by_chat[chat].append(grid)
        for chat, grids in by_chat.items():
            enqueue(session, chat, WARNED, Lane.WARNING, clock.now, subject_id=notice.id, grids=sorted(grids))


async def _grids(session: AsyncSession, notice: Notice) -> Sequence[int]:
    among = await grids_in(session, await session.get_one(Grid, notice.grid_id), Audience.read(notice.audience))
    rows = select(col(Grid.id)).join(Household, col(Household.grid_id) == col(Grid.id))
    return (await session.scalars(rows.where(among, vulnerable(session)).distinct())).all()


VISITS_WARNED = DueRows(
    "visits_of_warnings",
    col(Notice.visits_at),
    col(Notice.visits_at).is_not(None),
    row=Notice,
    handle=ask,
    seconds=10,
    batch=5,
)
