"""What people did, as the rows of each feature tell it; nothing of it is copied."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.activities.tables import Activity, ActivityKind
from models.checks.tables import PlaceCheck
from models.evidence.attach import counts
from models.evidence.tables import Evidence
from models.grids.tables import Grid
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act
from models.obligations.tables import ObligationEvent
from models.obligations.workflow import Act as ObligationAct
from models.patrols.duty_time import time_by_day
from models.patrols.hours_owed import presences_between
from models.patrols.tables import PatrolPerson, PatrolRound, PatrolStop
from models.places.tables import Place
from models.visits.tables import Outcome, Visit
from models.work_log.tables import LogEntry

ACTS = (Act.ACCEPT, Act.TAKE, Act.DONE, Act.CLOSE)
STANDS = col(PatrolStop.undone_at).is_(None)
VISITS = {f"visits_{outcome}": outcome for outcome in Outcome}  # whom they were to is in nobody's log
OF_TASKS = col(ObligationEvent.act) == ObligationAct.DONE
CALLING_OUT = col(Activity.kind) == ActivityKind.CALLING_OUT
OF_HAZARDS = col(HazardEvent.act).in_(ACTS)
Tally = Counter[str]  # by the names of SOURCES


@dataclass(frozen=True)
class Source:
    """Whose it is and when it was done."""

    person: Mapped[Any]
    at: Mapped[Any]
    counted: ColumnElement[bool] | None = None

    def of(self, people: Iterable[int], begin: datetime, end: datetime) -> ColumnElement[bool]:
        when = and_(self.person.in_(tuple(people)), self.at >= begin, self.at < end)
        return when if self.counted is None else and_(when, self.counted)


def _visited(outcome: Outcome) -> ColumnElement[bool]:
    return and_(col(Visit.undone_at).is_(None), col(Visit.outcome) == outcome)


def _announced(of_kind: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(col(Activity.withdrawn_at).is_(None), of_kind)


SOURCES: Mapping[str, Source] = {
    "rounds": Source(col(PatrolPerson.person_id), col(PatrolPerson.joined_at)),
    "stops": Source(col(PatrolStop.person_id), col(PatrolStop.said_at), STANDS),
    "checks": Source(col(PlaceCheck.person_id), col(PlaceCheck.said_at)),
    "hazards": Source(col(HazardEvent.person_id), col(HazardEvent.at), OF_HAZARDS),
    "tasks": Source(col(ObligationEvent.person_id), col(ObligationEvent.at), OF_TASKS),
    "entries": Source(col(LogEntry.person_id), col(LogEntry.said_at)),
    **{name: Source(col(Visit.person_id), col(Visit.said_at), _visited(outcome)) for name, outcome in VISITS.items()},
    "activities": Source(col(Activity.person_id), col(Activity.said_at), _announced(~CALLING_OUT)),
    "callings": Source(col(Activity.person_id), col(Activity.said_at), _announced(CALLING_OUT)),
}


@dataclass(frozen=True)
class Done:
    """Of one person; each list in the order in which it was done. `entries` with what corrects them later. `times` on
    patrol by local day; `shown`: how many photos and files an entry (by id) has.
    """

    rounds: Sequence[tuple[PatrolPerson, PatrolRound, str]]
    checks: Sequence[tuple[PlaceCheck, str]]
    hazards: Sequence[tuple[HazardEvent, int | None]]
    entries: Sequence[LogEntry]
    activities: Sequence[tuple[Activity, str]]
    tallies: Mapping[date, Tally]
    times: Mapping[date, timedelta]
    shown: Mapping[int, int]


async def tallies(session: AsyncSession, people: Sequence[int], begin: datetime, end: datetime) -> dict[int, Tally]:
    """Of each of these people (by id)."""
    found: dict[int, Tally] = {person_id: Counter() for person_id in people}
    for name, source in SOURCES.items():
        rows = select(source.person, func.count()).where(source.of(people, begin, end)).group_by(source.person)
        for person_id, number in (await session.execute(rows)).all():
            found[person_id][name] = number
    return found


async def done_by(
    session: AsyncSession, person_id: int, begin: datetime, end: datetime, now: datetime, zone: tzinfo
) -> Done:
    span = [person_id], begin, end
    rounds = (
        select(PatrolPerson, PatrolRound, col(Grid.name))
        .join(PatrolRound, col(PatrolRound.id) == col(PatrolPerson.round_id))
        .join(Grid, col(Grid.id) == col(PatrolRound.grid_id))
        .where(SOURCES["rounds"].of(*span))
        .order_by(col(PatrolPerson.joined_at))
    )
    checks = (
        select(PlaceCheck, col(Place.name))
        .join(Place, col(Place.id) == col(PlaceCheck.place_id))
        .where(SOURCES["checks"].of(*span))
        .order_by(col(PlaceCheck.said_at))
    )
    hazards = (
        select(HazardEvent, col(Hazard.number))
        .join(Hazard, col(Hazard.id) == col(HazardEvent.hazard_id))
        .where(SOURCES["hazards"].of(*span))
        .order_by(col(HazardEvent.at))
    )
    here = SOURCES["entries"].of(*span)
    corrected = col(LogEntry.corrects).in_(select(col(LogEntry.id)).where(here))
    written = select(LogEntry).where(or_(here, corrected)).order_by(col(LogEntry.said_at), col(LogEntry.id))
    entries = (await session.scalars(written)).all()
    presences = await presences_between(session, [person_id], begin, end, min(now, end))
    return Done(
        [(part, about, grid) for part, about, grid in (await session.execute(rounds)).all()],
        [(check, place) for check, place in (await session.execute(checks)).all()],
        [(event, number) for event, number in (await session.execute(hazards)).all()],
        entries,
        await _activities(session, SOURCES["activities"].of(*span)),
        await _by_day(session, person_id, begin, end, zone),
        time_by_day(presences[person_id], zone),
        await _shown(session, [each.id for each in entries]),
    )


async def _activities(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[tuple[Activity, str]]:
    rows = select(Activity, col(Grid.name)).join(Grid, col(Grid.id) == col(Activity.grid_id)).where(which)
    found = await session.execute(rows.order_by(col(Activity.said_at), col(Activity.id)))
    return [(activity, grid) for activity, grid in found.all()]


async def _by_day(
    session: AsyncSession, person_id: int, begin: datetime, end: datetime, zone: tzinfo
) -> dict[date, Tally]:
    days: dict[date, Tally] = {}
    for name, source in SOURCES.items():
        for at in (await session.scalars(select(source.at).where(source.of([person_id], begin, end)))).all():
            days.setdefault(at.astimezone(zone).date(), Counter())[name] += 1
    return dict(sorted(days.items()))


async def _shown(session: AsyncSession, entry_ids: Sequence[int]) -> dict[int, int]:
    rows = (
        select(col(Evidence.subject_id), func.count())
        .where(col(Evidence.subject_id).in_(entry_ids), counts())
        .group_by(col(Evidence.subject_id))
    )
    return {entry_id: number for entry_id, number in (await session.execute(rows)).all() if entry_id}
