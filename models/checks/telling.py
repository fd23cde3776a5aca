"""The next working morning each leader hears, in one message, what was missed in the grids they lead; what was missed
twice running, and what nobody holds the post for, the level above hears too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import CheckMiss, CheckWindow, Why
from models.due import DueRows, WallClock
from models.grids.tables import Binding, Grid, Purpose
from models.members.positions import lead_by, posts_of
from models.members.reach import leaders_by_grid
from models.members.tables import Person, Post
from models.outbox.enqueue import enqueue_once
from models.outbox.tables import Lane
from models.places.tables import Place

MISSED_CHECKS = "checks.missed"
BATCH = 50
CLIMBS = or_(col(CheckMiss.again), col(CheckMiss.why) == Why.VACANT)


async def tell(session: AsyncSession, windows: Sequence[CheckWindow], clock: WallClock) -> None:
    here = col(CheckMiss.window_id).in_([each.id for each in windows])
    climbs = set((await session.scalars(select(col(CheckMiss.window_id)).where(here, CLIMBS))).all())
    grids = {each.grid_id for each in windows}
    upwards = select(col(Grid.id), col(Grid.parent_id)).where(col(Grid.id).in_(grids))
    parents = dict((await session.execute(upwards)).all())
    above = {parents[each.grid_id] for each in windows if each.id in climbs}
    chats = await leaders_by_grid(session, [grid for grid in {*grids, *above} if grid is not None])
    for window in windows:
        grid_ids = (window.grid_id, parents[window.grid_id] if window.id in climbs else None)
        for chat_id in dict.fromkeys(chat for grid in grid_ids if grid for chat in chats.get(grid, ())):
            day = str(window.told_on)
            key = f"{MISSED_CHECKS}:{chat_id}:{day}"
            await enqueue_once(session, key, chat_id, MISSED_CHECKS, Lane.ROUTINE, clock.now, day=day)
        window.tell_at = None


@dataclass
class MissedWindow:
    """`names` of places that were missed, or of people whose time fell short (with the minutes done); `vacant`: nobody
    holds the post that owed it.
    """

    window: CheckWindow
    grid: str
    expected: int
    names: list[tuple[str, int | None]] = field(default_factory=list)
    owed_by: list[str] = field(default_factory=list)
    again: bool = False
    vacant: bool = False


async def missed_for(session: AsyncSession, chat_id: int, day: date) -> list[MissedWindow]:
    """What a leader's chat, or a leader in private, is told on this day: of grids led, and what climbs from below."""
    led = await _led(session, chat_id)
    rows = (
        select(CheckWindow, Grid, CheckMiss, col(Place.name), col(Post.name))
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .join(CheckMiss, col(CheckMiss.window_id) == col(CheckWindow.id))
        .outerjoin(Place, col(Place.id) == col(CheckMiss.place_id))
        .outerjoin(Post, col(Post.id) == col(CheckMiss.post_id))
        .where(
            col(CheckWindow.told_on) == day,
            col(CheckMiss.why).in_((Why.MISSED, Why.NO_ENTRY, Why.VACANT)),
            or_(col(Grid.id).in_(led), and_(col(Grid.parent_id).in_(led), CLIMBS)),
        )
        .order_by(col(Grid.path), col(CheckWindow.duty), col(CheckMiss.id))
    )
    found: dict[int, MissedWindow] = {}
    for window, grid, miss, place, person in (await session.execute(rows)).all():
        each = found.setdefault(window.id, MissedWindow(window, grid.name, len(window.places)))
        each.again, each.vacant = each.again or miss.again, each.vacant or miss.why is Why.VACANT
        if place or person:
            each.names.append((place or person, miss.minutes))
    owed = {post for each in found.values() for post in each.window.owed_by}
    names = dict((await session.execute(select(col(Post.id), col(Post.name)).where(col(Post.id).in_(owed)))).all())
    for each in found.values():
        each.owed_by = list(dict.fromkeys(names[post] for post in each.window.owed_by if post in names))
    return list(found.values())


async def done_well(session: AsyncSession, chat_id: int, day: date) -> int:
    """How many windows of the grids led closed with those told of on this day, and nothing was missed in them."""
    rows = select(func.count()).where(
        col(CheckWindow.grid_id).in_(await _led(session, chat_id)),
        col(CheckWindow.told_on) == day,
        col(CheckWindow.missed) == 0,
    )
    return int(await session.scalar(rows) or 0)


async def _led(session: AsyncSession, chat_id: int) -> list[int]:
    if chat_id < 0:
        bound = (
            col(Binding.chat_id) == chat_id,
            col(Binding.purpose) == Purpose.LEADERS,
            col(Binding.unbound_at).is_(None),
        )
        return list((await session.scalars(select(col(Binding.grid_id)).where(*bound))).all())
    person_id = await session.scalar(select(col(Person.id)).where(col(Person.tg_user_id) == chat_id))
    held = await lead_by(session, await posts_of(session, person_id)) if person_id else ()
    return [each.grid.id for each in held]


TO_TELL = DueRows(
    "missed_checks",
    col(CheckWindow.tell_at),
    col(CheckWindow.tell_at).is_not(None),
    row=CheckWindow,
    handle=tell,
    seconds=60,
    batch=BATCH,
    then=(col(CheckWindow.id),),
)
