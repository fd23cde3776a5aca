"""What was reported before a report: the hazard it may be a duplicate of, and whether its reporter is too fast.

For a batch of reports this is foreseen in one statement; what is reported in the batch itself is remembered.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, String, bindparam, func, inspect, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards import flood
from models.hazards.flow import LIVE, Severity
from models.hazards.kinds import OTHER
from models.hazards.tables import Hazard
from models.members.tables import Person
from models.several import Question, Rows

RECENT = timedelta(days=14)
FORESEEN, REPORTED = "past_foreseen", "reported_here"

GRIDS: BindParameter[int] = bindparam("grids", expanding=True)  # statements of every batch are put together once
PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
SINCE: BindParameter[datetime] = bindparam("since")
ALIKE = (
    col(Hazard.state).in_(LIVE),
    col(Hazard.category) != OTHER,
    col(Hazard.created_at) > SINCE,
)
ORIGINALS = (
    select(col(Hazard.grid_id), col(Hazard.category), func.max(col(Hazard.id)))
    .where(col(Hazard.grid_id).in_(GRIDS), *ALIKE)
    .group_by(col(Hazard.grid_id), col(Hazard.category))
)
ORIGINAL = select(func.max(col(Hazard.id))).where(
    col(Hazard.grid_id) == bindparam("grid"), col(Hazard.category) == bindparam("category"), *ALIKE
)
NEWEST = (
    select(col(Hazard.created_at))
    .where(col(Hazard.reporter_id) == col(Person.id))
    .order_by(col(Hazard.id).desc())
    .limit(flood.MOST)
    .correlate(Person)
    .subquery()
)
LATELY = select(func.count()).where(NEWEST.c.created_at > bindparam("lately")).scalar_subquery()
NEITHER = literal_column("''", String)
FORESIGHT = ORIGINALS.union_all(select(col(Person.id), NEITHER, LATELY).where(col(Person.id).in_(PEOPLE)))


@dataclass(frozen=True)
class Past:
    """`original_id` is the live hazard this may be a duplicate of; `flood`: the reporter is too fast."""

    original_id: int | None
    flood: bool


@dataclass(frozen=True)
class _Foreseen:
    """`lately`: how many reports a person has made within the window, counted up to a resident's limit."""

    grids: frozenset[int]
    originals: Mapping[tuple[int, str], int]
    lately: Mapping[int | None, int]

    def covers(self, hazard: Hazard) -> bool:
        return hazard.grid_id in self.grids and hazard.reporter_id in self.lately and not inspect(hazard).persistent


@dataclass(frozen=True)
class _Reported:
    """The reports of this transaction."""

    in_grid: dict[int, list[Hazard]] = field(default_factory=lambda: defaultdict(list))
    by_person: dict[int | None, list[Hazard]] = field(default_factory=lambda: defaultdict(list))


def reported(session: AsyncSession, hazard: Hazard) -> None:
    """The hazard is one of this transaction's reports."""
    here: _Reported = session.info.setdefault(REPORTED, _Reported())
    here.in_grid[hazard.grid_id].append(hazard)
    here.by_person[hazard.reporter_id].append(hazard)


def foreseeing(session: AsyncSession, reports: Iterable[tuple[int, int | None]], now: datetime) -> Question:
    """For new reports in these grids by these people."""
    wanted = list(reports)
    grids, people = frozenset(grid for grid, _ in wanted), {person for _, person in wanted if person is not None}

    def heard(rows: Rows) -> None:
        originals = {(whose, category): found for whose, category, found in rows if category}
        lately = {whose: found for whose, category, found in rows if not category}
        session.info[FORESEEN] = _Foreseen(grids, originals, {None: 0, **lately})
        session.info[REPORTED] = _Reported()  # what was there is written by now, and counted

    given = {"grids": list(grids), "since": now - RECENT, "people": list(people), "lately": now - flood.WINDOW}
    return Question(FORESIGHT, given, heard)


def forget_foreseen(session: AsyncSession) -> None:
    session.info.pop(FORESEEN, None)


async def past_of(session: AsyncSession, hazard: Hazard, now: datetime) -> Past:
    """Nothing when it is urgent."""
    if hazard.severity is Severity.URGENT:
        return Past(None, flood=False)
    foreseen: _Foreseen | None = session.info.get(FORESEEN)
    if foreseen is not None and not foreseen.covers(hazard):
        foreseen = None
    with session.no_autoflush:
        original = _original_here(session, hazard) or await _original_stored(session, hazard, foreseen, now)
        return Past(original, await _too_fast(session, hazard, foreseen, now))


def _original_here(session: AsyncSession, hazard: Hazard) -> int | None:
    here: _Reported = session.info.get(REPORTED, _Reported())
    found = (row.id for row in here.in_grid.get(hazard.grid_id, ()) if row is not hazard and _alike(row, hazard))
    return next(found, None)


async def _original_stored(
    session: AsyncSession, hazard: Hazard, foreseen: _Foreseen | None, now: datetime
) -> int | None:
    if hazard.category == OTHER:
        return None
    if foreseen is not None:
        found = foreseen.originals.get((hazard.grid_id, hazard.category))
        original = await session.get(Hazard, found) if found is not None else None
        if original is None or _alike(original, hazard):  # else it has changed in this transaction
            return found
    asked = {"grid": hazard.grid_id, "category": hazard.category, "since": now - RECENT}
    stored: int | None = await session.scalar(ORIGINAL, asked)
    return stored


def _alike(other: Hazard, hazard: Hazard) -> bool:
    alike = (other.grid_id, other.category) == (hazard.grid_id, hazard.category)
    recent = other.created_at > hazard.created_at - RECENT
    return alike and recent and hazard.category != OTHER and other.state in LIVE


async def _too_fast(session: AsyncSession, hazard: Hazard, foreseen: _Foreseen | None, now: datetime) -> bool:
    if hazard.reporter_id is None:
        return False
    here: _Reported = session.info.get(REPORTED, _Reported())
    others = [row for row in here.by_person.get(hazard.reporter_id, ()) if row is not hazard]
    unwritten = sum(not inspect(row).persistent for row in others)
    if foreseen is not None:
        fast = foreseen.lately[hazard.reporter_id] + len(others) >= flood.MOST
    else:
        fast = await flood.faster(session, hazard, flood.MOST, unwritten, now)
    return fast and await flood.staff_too_fast(session, hazard, unwritten, now)
