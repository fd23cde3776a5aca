"""Checks that posts of a grid owed, one by one: what models/figures/checks.py counts, of these alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import AT_PLACE, LOOK_AFTER
from models.checks.tables import MISSED, CheckMiss, CheckWindow, Why
from models.checks.windows.answering import answering
from models.checks.windows.owing import OwedWindow
from models.figures.asked import Counted, in_pieces
from models.figures.duties import Duty
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.places.tables import Place

NOT_OF_THE_LINE = (*AT_PLACE, *LOOK_AFTER)
Misses = Sequence[tuple[Why, str | None]]  # of a window, with the name of the place


async def owed_checks(session: AsyncSession, asked: Counted) -> list[Duty]:
    """As `Checks.due` and `Checks.missed`, but of windows that members and leaders owe: not of what those owe who keep
    a place, or look after the grid from beside. Each is told of the posts that answer for its window, of two of both.
    """
    of_window = (col(getattr(CheckWindow, name)) for name in OwedWindow._fields)
    rows = (
        select(*of_window, col(Grid.path), col(CheckWindow.places))
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .where(subtree(asked.grid), asked.over_in(col(CheckWindow.due_at)), col(CheckWindow.hours).is_(False))
        .where(col(CheckWindow.closed_at) < asked.as_of, col(CheckWindow.owner).not_in(NOT_OF_THE_LINE))
        .order_by(col(CheckWindow.first), col(CheckWindow.id))
    )
    misses = await _misses(session, asked)
    found: list[Duty] = []
    async for several in in_pieces(session, rows):
        windows = [OwedWindow(*columns) for *columns, _, _ in several]
        answers = await answering(session, windows)
        for window, (*_, path, places) in zip(windows, several, strict=True):
            one = Duty(path, 0, posts=tuple(post.id for post in answers.named(window)), day=window.last)
            found += _duties(one, max(len(places), 1), misses.get(window.id, ()))
    return found


def _duties(one: Duty, expected: int, misses: Misses) -> Iterator[Duty]:
    """Of a window whose checks are like this one."""
    if done := expected - len(misses):
        yield replace(one, done=done, of=done)
    yield from (replace(one, what=name or "") for why, name in misses if why in MISSED)


async def _misses(session: AsyncSession, asked: Counted) -> Mapping[int, Misses]:
    """By window."""
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
