"""What is counted of notices and warnings that ask posts to confirm: how many have."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.figures.asked import Counted, number_of
from models.figures.parts import ByPart, part_of, parts_of
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.notices.tables import Notice, NoticeKind, NoticeReceipt, NoticeState


@dataclass(frozen=True)
class Confirmation:
    """`asked`: posts that were asked to confirm what began to be sent in the period, each as often as it was asked,
    also those that have ended since. `confirmed`: of these, those that had by `as_of`, however late. No drills, and
    nothing that was withdrawn by `as_of`; what was lifted or expired counts.
    """

    asked: int = 0
    confirmed: int = 0


async def confirmation(session: AsyncSession, asked: Counted, kind: NoticeKind) -> ByPart[Confirmation]:
    """By the grids of the posts: a notice of a street counts in each of its communities."""
    part = part_of(asked.grid)
    sent = select(col(Notice.id)).where(sent_in(asked), col(Notice.kind) == kind)
    rows = (
        select(part, func.count(), number_of(col(NoticeReceipt.received_at) < asked.as_of))
        .select_from(NoticeReceipt)
        .join(Grid, col(Grid.id) == col(NoticeReceipt.grid_id))
        .where(subtree(asked.grid), col(NoticeReceipt.notice_id).in_(sent))
        .group_by(part)
    )
    found = {path: [Confirmation(*counts)] for path, *counts in (await session.execute(rows)).all()}
    return await parts_of(session, asked.grid, found, _together)


def sent_in(asked: Counted) -> ColumnElement[bool]:
    """Of a notice: that it began to be sent in the period, was no drill, and not withdrawn by `as_of`."""
    withdrawn = and_(col(Notice.state) == NoticeState.WITHDRAWN, col(Notice.ended_at) < asked.as_of)
    begun = col(Notice.started_at) >= asked.begin, col(Notice.started_at) < asked.end
    return and_(*begun, col(Notice.drill).is_(False), not_(withdrawn))


def _together(found: Iterable[Confirmation]) -> Confirmation:
    each = list(found)
    return Confirmation(sum(one.asked for one in each), sum(one.confirmed for one in each))
