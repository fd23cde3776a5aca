"""What the registry lacks in a subtree (B11): what has no grid, nobody responsible, no confirmation, no member, no
check; and what needs none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.grids.tables import Grid, Level
from models.members.tables import Post, Role
from models.places.find import Found, in_grids
from models.places.kinds import place_kinds_of
from models.places.tables import YEAR, Place, exempt_on, open_places


class Lacks(StrEnum):
    GRID = "grid"
    RESPONSIBLE = "responsible"
    CONFIRMATION = "confirmation"
    MEMBER = "member"
    CHECK = "check"
    NEED = "need"


Conditions = Mapping[Lacks, ColumnElement[bool]]


@dataclass(frozen=True)
class GridCoverage:
    """Of one grid: how many places it has, and how many of them lack what."""

    name: str
    places: int
    lacking: dict[Lacks, int]


@dataclass(frozen=True)
class Coverage:
    """`grids` is a page of those where something is lacking, `total` of all pages; the rest is of all grids."""

    places: int
    lacking: dict[Lacks, int]
    grids: Sequence[GridCoverage]
    total: int


def lacks(session: AsyncSession, now: datetime, zone: tzinfo, unchecked: ColumnElement[bool]) -> Conditions:
    """Of places joined with their grids; what is `unchecked` is known to those who check."""
    below = aliased(Grid)
    above_small = exists().where(col(below.parent_id) == col(Grid.id), col(below.retired_at).is_(None))
    small = or_(col(Grid.level).in_([Level.GRID, Level.CELL]), ~above_small)
    member = exists().where(
        col(Post.grid_id) == col(Place.grid_id), col(Post.role) == Role.MEMBER, col(Post.ended_at).is_(None)
    )
    kinds = place_kinds_of(session).with_responsible()
    return {
        Lacks.GRID: ~small,
        Lacks.RESPONSIBLE: and_(
            col(Place.kind).in_(kinds), or_(col(Place.responsible) == "", col(Place.phone).is_(None))
        ),
        Lacks.CONFIRMATION: col(Place.confirmed_at) <= now - YEAR,
        Lacks.MEMBER: and_(small, ~member),
        Lacks.CHECK: unchecked,
        Lacks.NEED: exempt_on(now.astimezone(zone).date()),
    }


async def coverage(
    session: AsyncSession, grids: Sequence[Grid], conditions: Conditions, *, skip: int = 0, most: int = 10
) -> Coverage:
    """Of these grids and all below."""
    counts = [func.sum(case((conditions[what], 1), else_=0)) for what in Lacks]
    rows = (
        select(col(Grid.name), func.count(), *counts)
        .select_from(Place)
        .join(Grid, col(Grid.id) == col(Place.grid_id))
        .where(open_places(), in_grids(grids))
        .group_by(col(Grid.id), col(Grid.name), col(Grid.path))
        .order_by(col(Grid.path))
    )
    found = [
        GridCoverage(name, places, dict(zip(Lacks, map(int, lacking), strict=True)))
        for name, places, *lacking in (await session.execute(rows)).all()
    ]
    short = [each for each in found if any(each.lacking.values())]
    in_all = {what: sum(each.lacking[what] for each in found) for what in Lacks}
    return Coverage(sum(each.places for each in found), in_all, short[skip : skip + most], len(short))


async def lacking(
    session: AsyncSession, grids: Sequence[Grid], lack: ColumnElement[bool], *, skip: int = 0, most: int = 10
) -> Found:
    """The places that lack this, one of the conditions."""
    where = (open_places(), in_grids(grids), lack)
    joined = select(Place, col(Grid.name)).join(Grid, col(Grid.id) == col(Place.grid_id)).where(*where)
    total = int(await session.scalar(select(func.count()).select_from(joined.subquery())) or 0)
    page = joined.order_by(col(Grid.path), col(Place.name), col(Place.id)).offset(skip).limit(most)
    return Found([(place, grid) for place, grid in (await session.execute(page)).all()], total)
