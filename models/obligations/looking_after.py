"""Owners change: a post passes to its next holder; what a grid, place or department that is gone owed is excused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.departments.tables import Department
from models.events import record_event
from models.grids.tables import Grid
from models.members.positions import staff_of
from models.members.tables import Post, Role
from models.obligations.acting import close_if_all
from models.obligations.owners import Owned, owned
from models.obligations.tables import Obligation, ObligationEvent, Requirement
from models.obligations.workflow import WAITING, Act, Excuse, State
from models.outbox.standing import refresh_standing
from models.places.tables import Place
from models.transition import transition

SOME = 200
WAITS = col(Obligation.state).in_(WAITING)


async def look_after(session: AsyncSession, now: datetime) -> int:
    """Those whose post has ended or has a holder again, whose place is closed or department gone: how many."""
    gone = or_(
        col(Post.ended_at).is_not(None),
        and_(col(Obligation.role).is_not(None), col(Obligation.post_id).is_(None), _heirs().exists()),
        col(Place.closed_at).is_not(None),
        col(Department.retired_at).is_not(None),
    )
    found = await owned(session, WAITS, gone, most=SOME)
    for each in found:
        if each.row.role is not None:
            await _pass_on(session, each, now)
        else:
            await _excuse(session, each.row, now)
    await _close(session, {each.row.requirement_id for each in found}, now)
    return len(found)


async def _pass_on(session: AsyncSession, each: Owned, now: datetime) -> None:
    """To the next holder, who is asked; where others still hold the role nothing is owed; else the post is vacant."""
    heir = await session.scalar(_heirs().where(col(Obligation.id) == each.row.id))
    if heir is None and await staff_of(session, each.grid, [Role(each.row.role)] if each.row.role else ()):
        await _excuse(session, each.row, now)
        return
    values: dict[str, Any] = {"post_id": heir, "asked_at": None, "next_at": now}
    if await transition(session, each.row, WAITS, **values):
        data = {"post": heir}
        record_event(session, ObligationEvent, None, now, obligation_id=each.row.id, act=Act.HAND_ON, data=data)
        await refresh_standing(session, each.row.id, now)
        await refresh_standing(session, each.row.requirement_id, now)


def _heirs() -> Select[int]:
    """Of an obligation: the first post of its grid and role that stands and has no share in what is required."""
    held, share = aliased(Post), aliased(Obligation)
    has_one = exists().where(
        col(share.requirement_id) == col(Obligation.requirement_id), col(share.post_id) == col(held.id)
    )
    rows = select(col(held.id)).where(
        col(held.grid_id) == col(Obligation.grid_id), col(held.role) == col(Obligation.role), ~has_one
    )
    return rows.where(col(held.ended_at).is_(None)).order_by(col(held.rank), col(held.id)).limit(1)


async def _excuse(session: AsyncSession, row: Obligation, now: datetime) -> None:
    excused = {"state": State.EXCUSED, "excuse": Excuse.GONE, "next_at": None}
    if await transition(session, row, WAITS, **excused):
        data = {"excuse": Excuse.GONE}
        record_event(session, ObligationEvent, None, now, obligation_id=row.id, act=Act.EXCUSE, data=data)
        await refresh_standing(session, row.id, now)


async def _close(session: AsyncSession, requirements: set[int], now: datetime) -> None:
    rows = select(Requirement).where(col(Requirement.id).in_(requirements)).with_for_update()
    for each in (await session.scalars(rows.order_by(col(Requirement.id)))).all():
        await close_if_all(session, each, now)
        await refresh_standing(session, each.id, now)


async def excuse_in(session: AsyncSession, grids: Sequence[int], now: datetime) -> None:
    """In grids that have left the roster; what those had asked of others goes on, and the level above leads it."""
    found = await owned(session, WAITS, col(Grid.id).in_(grids))
    for each in found:
        await _excuse(session, each.row, now)
    await _close(session, {each.row.requirement_id for each in found}, now)


def open_in(grids: Sequence[int]) -> Select[Any, Any]:
    """How many by grid."""
    rows = select(col(Obligation.grid_id), func.count()).where(col(Obligation.grid_id).in_(grids), WAITS)
    return rows.group_by(col(Obligation.grid_id))
