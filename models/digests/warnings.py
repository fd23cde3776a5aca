"""What early warning says of a street's week, kept with the week: verdicts are never made anew.

Places are named here that have repeated hazards: three of a kind within 90 days, or one that was opened again twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests.tables import FrozenPeriod
from models.figures.asked import Counted
from models.figures.hazards import not_ended_before, tallies
from models.grids.tables import Grid
from models.grids.tree import children, ids_in, subtree
from models.hazards.kinds import kinds_of
from models.hazards.rounds import REOPENED
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import State
from models.places.tables import Place
from models.schedule.report_periods.periods import WEEK, PeriodKind
from models.statistics.early_warning import AT_LEAST, LOOKS_BACK, Alarm, Knowledge, Verdict, Watch
from models.statistics.episodes import Course, episodes
from models.statistics.tallies import SeriesKey, Tally, Week

REPEATED_WITHIN = timedelta(days=90)
REPEATED_OF_A_KIND, OPENED_AGAIN = 3, 2
MOST_REPEATED = 10  # of a community, those with most
LONGEST = max(AT_LEAST)  # weeks of a window


@dataclass(frozen=True)
class Count:
    """A week's reports of a kind in a community; who made them is not kept."""

    community: int
    kind: str
    count: int
    on_patrol: int


@dataclass(frozen=True)
class Limit:
    key: SeriesKey
    most: int


@dataclass(frozen=True)
class Repeated:
    """So many hazards of a kind at one place of the registry within 90 days; with `hazard`, one that was opened again
    so often. `community`: where, unless in none of the street; in weeks that were kept before it was, in none.
    """

    kind: str
    many: int
    place_id: int | None = None
    hazard: int | None = None
    community: int | None = None


@dataclass(frozen=True)
class Pointed:
    """An alarm of the week, or what was over four weeks after its last."""

    key: SeriesKey
    course: Course
    alarm: Alarm | None = None


@dataclass(frozen=True)
class WeekWarnings:
    """`counts` and `limits` serve the weeks that follow."""

    counts: Sequence[Count] = ()
    limits: Sequence[Limit] = ()
    knowledge: Knowledge = Knowledge.TOO_EARLY
    pointed: Sequence[Pointed] = ()
    repeated: Sequence[Repeated] = ()

    @property
    def week(self) -> Week:
        return {(each.community, each.kind): Tally(each.count, each.on_patrol) for each in self.counts}

    @property
    def alarms(self) -> Sequence[Alarm]:
        return [each.alarm for each in self.pointed if each.alarm is not None]


CODEC = TypeAdapter(WeekWarnings)


def packed(warnings: WeekWarnings) -> dict[str, Any]:
    found: dict[str, Any] = CODEC.dump_python(warnings, mode="json")
    return found


def unpacked(stored: Mapping[str, Any] | None) -> WeekWarnings:
    return WeekWarnings() if stored is None else CODEC.validate_python(stored)


async def warn(session: AsyncSession, asked: Counted, first: date) -> WeekWarnings:
    """Of the week that is asked for, from those that were frozen before; `first` is its Monday."""
    before = await _weeks_before(session, asked.grid, first)
    communities = [part.id for part in await children(session, asked.grid)]
    watch = Watch(communities, [kind.category for kind in kinds_of(session).hazards()])
    for back, week in zip(range(len(before), 0, -1), before, strict=True):
        known = await _with_sources(session, asked, back, week.week) if back < LONGEST else week.week
        watch.know(known, {each.key: each.most for each in week.limits})
    newest = await tallies(session, asked)
    verdict = watch.take(newest)
    return WeekWarnings(
        [Count(*cell, tally.count, tally.on_patrol) for cell, tally in newest.items()],
        [Limit(key, most) for key, most in verdict.limits.items()],
        verdict.knowledge,
        _pointed(before, verdict),
        await _repeated(session, asked),
    )


async def _weeks_before(session: AsyncSession, grid: Grid, first: date) -> Sequence[WeekWarnings]:
    """The oldest first."""
    rows = (
        select(col(FrozenPeriod.warnings))
        .where(col(FrozenPeriod.grid_id) == grid.id, col(FrozenPeriod.kind) == PeriodKind.WEEK)
        .where(col(FrozenPeriod.first) < first)
        .order_by(col(FrozenPeriod.first).desc())
        .limit(LOOKS_BACK)
    )
    return [unpacked(stored) for stored in (await session.scalars(rows)).all()][::-1]


async def _with_sources(session: AsyncSession, asked: Counted, back: int, week: Week) -> Week:
    """So many weeks earlier, for the windows of several weeks: the counts as they were told, with who made them."""
    then = replace(asked, begin=asked.begin - back * WEEK, end=asked.end - back * WEEK, as_of=asked.as_of - back * WEEK)
    found = await tallies(session, then)
    return {
        cell: replace(tally, people=found[cell].people, places=found[cell].places) if cell in found else tally
        for cell, tally in week.items()
    }


def _pointed(before: Sequence[WeekWarnings], verdict: Verdict) -> Sequence[Pointed]:
    of_weeks = [Verdict(each.knowledge, each.alarms, {}) for each in before]
    newest, by_key = len(before), {alarm.key: alarm for alarm in verdict.alarms}
    found = [
        Pointed(each.key, course, by_key.get(each.key))
        for each in episodes([*of_weeks, verdict])
        if (course := each.course(newest)) is not None
    ]
    return sorted(found, key=lambda each: each.alarm.p if each.alarm else 1)


async def _repeated(session: AsyncSession, asked: Counted) -> Sequence[Repeated]:
    """Only what the week has added to."""
    found = [*await _of_places(session, asked), *await _opened_again(session, asked)]
    said: Counter[tuple[int | None, bool]] = Counter()
    kept = []
    for each in found:
        said[each.community, each.hazard is None] += 1
        if said[each.community, each.hazard is None] <= MOST_REPEATED:
            kept.append(each)
    return kept


async def _of_places(session: AsyncSession, asked: Counted) -> Sequence[Repeated]:
    counts = col(Hazard.state).not_in((State.DRAFT, State.DUPLICATE, State.DISMISSED))
    rows = (
        select(col(Hazard.place_id), col(Hazard.category), func.count())
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .where(subtree(asked.grid), col(Hazard.place_id).is_not(None), counts)
        .where(col(Hazard.created_at) >= asked.end - REPEATED_WITHIN, col(Hazard.created_at) < asked.end)
        .group_by(col(Hazard.place_id), col(Hazard.category))
        .having(func.count() >= REPEATED_OF_A_KIND, func.max(col(Hazard.created_at)) >= asked.begin)
        .order_by(func.count().desc(), col(Hazard.place_id))
    )
    found = (await session.execute(rows)).all()
    paths = select(col(Place.id), col(Grid.path)).join(Grid, col(Grid.id) == col(Place.grid_id))
    lies = await session.execute(paths.where(col(Place.id).in_({place for place, _, _ in found})))
    known: dict[int | None, str] = dict(lies.all())
    return [
        Repeated(kind, many, place_id=place, community=_community(asked.grid, known.get(place, "")))
        for place, kind, many in found
    ]


async def _opened_again(session: AsyncSession, asked: Counted) -> Sequence[Repeated]:
    event = HazardEvent
    rows = (
        select(col(Hazard.category), col(Hazard.number), col(Grid.path), func.count())
        .join(event, col(event.hazard_id) == col(Hazard.id))
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .where(col(Hazard.id).in_(not_ended_before(asked)), col(event.act).in_(REOPENED), col(event.at) < asked.end)
        .group_by(col(Hazard.category), col(Hazard.number), col(Grid.path))
        .having(func.count() >= OPENED_AGAIN, func.max(col(event.at)) >= asked.begin)
        .order_by(func.count().desc(), col(Hazard.number))
    )
    return [
        Repeated(kind, many, hazard=number, community=_community(asked.grid, path))
        for kind, number, path, many in (await session.execute(rows)).all()
    ]


def _community(street: Grid, path: str) -> int | None:
    """The part of the street that the path lies in."""
    above = ids_in(street.path)
    return next(iter(ids_in(path)[len(above) :]), None) if path.startswith(street.path) else None
