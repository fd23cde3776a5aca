"""Rounds of patrol, as far as they do what a window asks for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import CheckWindow
from models.checks.windows.owing import OwingPosts, owing_people
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.patrols.tables import PatrolPerson, PatrolRound


class Walk(NamedTuple):
    """Somebody was on a round in a grid, from this time on."""

    person_id: int
    path: str
    at: datetime


async def walks_in(
    session: AsyncSession,
    windows: Iterable[CheckWindow],
    posts: OwingPosts,
    span: tuple[datetime, datetime],
) -> Mapping[int, Sequence[Walk]]:
    """By grid of a window that is owed a round, the rounds in it or below of who owes one."""
    owed = [each for each in windows if not each.places and not each.hours]
    people = {person for each in owed for person in owing_people(each, posts)}
    grids = {each.grid_id for each in owed}
    found: dict[int, list[Walk]] = defaultdict(list)
    if not people - {None}:
        return found
    rows = (
        select(col(PatrolPerson.person_id), col(Grid.path), col(PatrolPerson.joined_at))
        .join(PatrolRound, col(PatrolRound.id) == col(PatrolPerson.round_id))
        .join(Grid, col(Grid.id) == col(PatrolRound.grid_id))
        .where(col(PatrolPerson.person_id).in_(people), col(PatrolPerson.joined_at).between(*span))
    )
    for walk in (Walk(*row) for row in (await session.execute(rows)).all()):
        for grid_id in grids.intersection(ids_in(walk.path)):
            found[grid_id].append(walk)
    return found
