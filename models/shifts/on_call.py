"""Who is on call for a grid now, and next; and who of them can be written to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.reach import reachable_people
from models.members.tables import Person, Post
from models.shifts.tables import Shift


@dataclass(frozen=True)
class OnCall:
    """Of one grid: those who are on, and those whose shifts begin next."""

    grid: Grid
    now: Sequence[Shift]
    next: Sequence[Shift]


async def on_call(session: AsyncSession, grids: Sequence[Grid], now: datetime) -> list[OnCall]:
    """For each of these grids that has shifts now or later, in the order given."""
    ids = [grid.id for grid in grids]
    first = select(col(Shift.grid_id), func.min(col(Shift.begins_at)).label("at"))
    ahead = first.where(col(Shift.grid_id).in_(ids), col(Shift.begins_at) > now).group_by(col(Shift.grid_id)).subquery()
    rows = select(Shift).outerjoin(ahead, ahead.c.grid_id == col(Shift.grid_id)).where(col(Shift.grid_id).in_(ids))
    running = (col(Shift.begins_at) <= now) & (col(Shift.ends_at) > now)
    wanted = rows.where(or_(running, col(Shift.begins_at) == ahead.c.at))
    shifts = (await session.scalars(wanted.order_by(col(Shift.begins_at), col(Shift.id)))).all()
    found = []
    for grid in grids:
        here = [each for each in shifts if each.grid_id == grid.id]
        if here:
            running_now = [each for each in here if each.begins_at <= now]
            found.append(OnCall(grid, running_now, [each for each in here if each.begins_at > now]))
    return found


async def on_call_chats(session: AsyncSession, grid: Grid, now: datetime) -> list[int]:
    """The private chats of who is on for this grid or one above it, and can be written to."""
    rows = select(col(Shift.phone)).where(
        col(Shift.grid_id).in_(ids_in(grid.path)), col(Shift.begins_at) <= now, col(Shift.ends_at) > now
    )
    found = await people_behind(session, (await session.scalars(rows)).all())
    return list(dict.fromkeys(person.tg_user_id for person in found.values()))


async def people_behind(session: AsyncSession, phones: Iterable[str]) -> Mapping[str, Person]:
    """Who shared or claimed by one of these phones, and can be written to, by the phone."""
    wanted = set(phones)
    if not wanted:
        return {}
    own = select(col(Person.phone), col(Person.id)).where(col(Person.phone).in_(wanted))
    held = select(col(Post.phone), col(Post.person_id)).where(
        col(Post.phone).in_(wanted), col(Post.person_id).is_not(None), col(Post.ended_at).is_(None)
    )
    found: list[Any] = [*(await session.execute(own)).all(), *(await session.execute(held)).all()]
    behind: dict[str, int] = dict(map(tuple, found))
    reached = {person.id: person for person in await reachable_people(session, behind.values())}
    return {phone: reached[person_id] for phone, person_id in behind.items() if person_id in reached}
