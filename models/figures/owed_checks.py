"""Checks that posts of a grid owed, one by one: what models/figures/checks.py counts, of these alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import AT_PLACE, LOOK_AFTER
from models.checks.tables import MISSED, CheckMiss, CheckWindow, Why
from models.figures.asked import Counted, read_all
from models.figures.duties import Duty
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.places.tables import Place

NOT_OF_THE_LINE = (*AT_PLACE, *LOOK_AFTER)


async def owed_checks(session: AsyncSession, asked: Counted) -> list[Duty]:
    """As `Checks.due` and `Checks.missed`, but of windows that members and leaders owe: not of what those owe who keep
    a place, or look after the grid from beside. What two posts owe together is told of both.
    """
    window = CheckWindow
    rows = (
        select(col(window.id), col(Grid.path), col(window.last), col(window.places), col(window.owed_by))
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .where(subtree(asked.grid), asked.over_in(col(CheckWindow.due_at)), col(CheckWindow.hours).is_(False))
        .where(col(CheckWindow.closed_at) < asked.as_of, col(CheckWindow.owner).not_in(NOT_OF_THE_LINE))
        .order_by(col(CheckWindow.first), col(CheckWindow.id))
    )
    misses = await _misses(session, asked)
    found = []
    for window_id, path, last, places, owed_by in await read_all(session, rows):
        of_window, posts = misses.get(window_id, ()), tuple(owed_by)
        done = max(len(places), 1) - len(of_window)
        if done:
            found.append(Duty(path, done, done, posts, day=last))
        missed = [name for why, name in of_window if why in MISSED]
        found += [Duty(path, 0, posts=posts, day=last, what=name or "") for name in missed]
    return found


async def _misses(session: AsyncSession, asked: Counted) -> Mapping[int, Sequence[tuple[Why, str | None]]]:
    """By window, with the name of the place."""
    rows = (
        select(col(CheckMiss.window_id), col(CheckMiss.why), col(Place.name))
        .join(CheckWindow, col(CheckWindow.id) == col(CheckMiss.window_id))
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .outerjoin(Place, col(Place.id) == col(CheckMiss.place_id))
        .where(subtree(asked.grid), asked.over_in(col(CheckWindow.due_at)), col(CheckMiss.post_id).is_(None))
        .order_by(col(CheckMiss.id))
    )
    found: dict[int, list[tuple[Why, str | None]]] = defaultdict(list)
    for window_id, why, name in (await session.execute(rows)).all():
        found[window_id].append((why, name))
    return found
