"""How far a campaign is: which of its places have been checked between its two days, and what was found there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, case, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import Outcome, PlaceCheck
from models.grids.tables import Grid
from models.grids.tree import ids_in, subtree
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.periods.tables import Period, PeriodPlace
from models.places.tables import Place, open_places
from models.schedule.deadlines import at

DAY = timedelta(days=1)
UNREAL = (State.DRAFT, State.DISMISSED, State.DUPLICATE)


@dataclass(frozen=True)
class Part:
    """Of one grid next below that of the campaign, or of that itself."""

    grid: str
    reached: int
    places: int


@dataclass(frozen=True)
class Progress:
    parts: Sequence[Part]
    target: int

    @property
    def reached(self) -> int:
        return sum(each.reached for each in self.parts)

    @property
    def places(self) -> int:
        return sum(each.places for each in self.parts)

    @property
    def percent(self) -> int:
        """Rounded down, so that a target is not said to be reached before it is."""
        return self.reached * 100 // self.places if self.places else 0

    @property
    def met(self) -> bool:
        return self.places > 0 and self.percent >= self.target


@dataclass(frozen=True)
class Findings:
    """`problems` are items of checklists; `hazards` were reported at its places, `closed` of them are gone by now.

    `names` are the first of the places that were not reached, `left` is how many those are.
    """

    problems: int
    hazards: int
    closed: int
    names: Sequence[str]
    left: int


async def progress(session: AsyncSession, period: Period, zone: tzinfo) -> Progress:
    grid = await session.get_one(Grid, period.grid_id)
    reached = func.sum(case((_reached(period, zone), 1), else_=0))
    rows = (
        select(col(Grid.path), func.count(), reached)
        .select_from(PeriodPlace)
        .join(Grid, col(Grid.id) == col(PeriodPlace.grid_id))
        .where(col(PeriodPlace.period_id) == period.id)
        .group_by(col(Grid.id), col(Grid.path))
    )
    depth = len(ids_in(grid.path))
    by_part: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for path, places, done in (await session.execute(rows)).all():
        part = by_part[(ids_in(path)[depth:] or [grid.id])[0]]
        part[0], part[1] = part[0] + int(done), part[1] + places
    named = select(col(Grid.id), col(Grid.name)).where(col(Grid.id).in_(by_part)).order_by(col(Grid.path))
    parts = [Part(name, *by_part[grid_id]) for grid_id, name in (await session.execute(named)).all()]
    return Progress(parts, period.target or 0)


async def findings(session: AsyncSession, period: Period, zone: tzinfo, most: int) -> Findings:
    span = _span(period, zone)
    kept = select(col(PeriodPlace.place_id)).where(col(PeriodPlace.period_id) == period.id)
    wrong = select(col(PlaceCheck.items)).where(
        col(PlaceCheck.place_id).in_(kept),
        col(PlaceCheck.outcome) == Outcome.PROBLEM,
        col(PlaceCheck.said_at).between(*span),
    )
    problems = sum(each["found"] == "problem" for items in (await session.scalars(wrong)).all() for each in items)
    reported = (
        select(func.count(), func.sum(case((col(Hazard.state) == State.CLOSED, 1), else_=0)))
        .where(col(Hazard.place_id).in_(kept), col(Hazard.state).not_in(UNREAL))
        .where(col(Hazard.created_at).between(*span))
    )
    hazards, closed = (await session.execute(reported)).one()
    left = (
        select(col(Place.name))
        .join(PeriodPlace, col(PeriodPlace.place_id) == col(Place.id))
        .where(col(PeriodPlace.period_id) == period.id, ~_reached(period, zone))
    )
    total = int(await session.scalar(select(func.count()).select_from(left.subquery())) or 0)
    names = (await session.scalars(left.order_by(col(Place.name), col(Place.id)).limit(most))).all()
    return Findings(problems, hazards, int(closed or 0), names, total)


@dataclass(frozen=True)
class Left:
    """A page of the places that are open and not reached yet, each with the name of its grid; `total` is of all."""

    places: Sequence[tuple[Place, str]]
    total: int


async def left_in(
    session: AsyncSession, period: Period, grids: Sequence[Grid], zone: tzinfo, skip: int, most: int
) -> Left:
    """In these grids and below."""
    rows = (
        select(Place, col(Grid.name))
        .join(PeriodPlace, col(PeriodPlace.place_id) == col(Place.id))
        .join(Grid, col(Grid.id) == col(PeriodPlace.grid_id))
        .where(col(PeriodPlace.period_id) == period.id, or_(false(), *map(subtree, grids)))
        .where(open_places(), ~_reached(period, zone))
    )
    total = int(await session.scalar(select(func.count()).select_from(rows.subquery())) or 0)
    page = rows.order_by(col(Grid.path), col(Place.name), col(Place.id)).offset(skip).limit(most)
    return Left([(place, grid) for place, grid in (await session.execute(page)).all()], total)


def _reached(period: Period, zone: tzinfo) -> ColumnElement[bool]:
    """Of its places: somebody has checked it, and was let in."""
    return exists().where(
        col(PlaceCheck.place_id) == col(PeriodPlace.place_id),
        col(PlaceCheck.outcome) != Outcome.NO_ENTRY,
        col(PlaceCheck.said_at).between(*_span(period, zone)),
    )


def _span(period: Period, zone: tzinfo) -> tuple[datetime, datetime]:
    """Of its last day all but the last instant."""
    end = at(period.until + DAY, time(), zone) - timedelta(microseconds=1)
    return at(period.first, time(), zone), end
