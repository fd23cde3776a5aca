"""How the quarter that runs stands so far (暂计): counted by the same definitions as if it ended now, for whoever asks.

It is no result: none of it is a row, nothing can be objected to. A unit's score takes the whole street's numbers, so a
street is counted as a whole, and what was found is kept in memory for a short while.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.counting import new_score, pool, rated_again, write
from models.assessment.criteria import Unit
from models.assessment.kept import counts_read, rules_kept
from models.assessment.rules import rules_of
from models.assessment.seeing import OF_THE_GRID, PAGE, RANK, Below, Seen, best_first, may_look_below
from models.assessment.tables import Assessment, AssessmentScore, AssessmentTurn
from models.assessment.units import UnitDuties, units_in
from models.db.session_value import SessionValue
from models.due import WallClock
from models.figures.asked import Counted
from models.grids.tables import Grid
from models.grids.tree import ids_in, living
from models.members.positions import posts_of
from models.members.tables import Person, Post, Role
from models.schedule.report_periods.periods import PeriodKind, period_of

KEPT_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class SoFar:
    """Of a street. The assessment and its scores are of no session and are never written."""

    assessment: Assessment
    counted: Sequence[Seen]

    def of(self, unit: Unit, key: int) -> Seen | None:
        """By the id of the post, or of the grid or community."""
        wanted = (each for each in self.counted if each.score.unit is unit and key_of(each.score) == key)
        return self._rated(next(wanted, None))

    def own(self, person: Person, grids: Sequence[int]) -> list[Seen]:
        """Of one's posts, then of these grids."""
        posts = [each for each in self.counted if each.score.unit is Unit.POST and each.score.person_id == person.id]
        units = [each for each in self.counted if each.score.unit is not Unit.POST and each.grid.id in grids]
        return [seen for each in (*posts, *units) if (seen := self._rated(each))]

    def below(self, grid: Grid, person: Person) -> list[Seen]:
        """As seeing.below() has them."""
        found = [each for each in self.counted if _is_below(each, grid) and each.score.person_id != person.id]
        rated = [seen for each in found if (seen := self._rated(each))]
        return sorted(rated, key=lambda seen: (RANK[seen.score.grade], seen.grid.path, seen.score.unit))

    def _rated(self, seen: Seen | None) -> Seen | None:
        """Rated once it is looked at: few of a street's units are."""
        if seen is not None and not seen.score.lines:
            write(seen.score, rated_again(self.assessment, seen.score))
        return seen


def key_of(score: AssessmentScore) -> int:
    return score.post_id or score.grid_id


def _is_below(seen: Seen, grid: Grid) -> bool:
    if seen.post is None or seen.post.role is Role.LEADER:
        return seen.grid.parent_id == grid.id
    return seen.grid.id == grid.id and seen.post.role is Role.MEMBER


@dataclass
class Recent:
    """What was counted last, by street. Who asks while it is counted waits for the same count."""

    found: dict[int, SoFar] = field(default_factory=dict)
    counting: asyncio.Lock = field(default_factory=asyncio.Lock)


RECENT = SessionValue("assessment_so_far", Recent)


async def so_far(session: AsyncSession, grid: Grid, clock: WallClock) -> SoFar | None:
    """Of the street that the grid lies in; None where no street of it is assessed."""
    street = await _street_of(session, grid)
    if street is None:
        return None
    recent = RECENT.of(session)
    async with recent.counting:
        recent.found = {key: each for key, each in recent.found.items() if _is_fresh(each, clock)}
        if street.id not in recent.found:
            recent.found[street.id] = await _counted(session, street, clock)
        return recent.found[street.id]


def _is_fresh(found: SoFar, clock: WallClock) -> bool:
    as_of, today = found.assessment.as_of or clock.now, clock.now.astimezone(clock.zone).date()
    return as_of <= clock.now < as_of + KEPT_FOR and today <= found.assessment.last


async def _street_of(session: AsyncSession, grid: Grid) -> Grid | None:
    rows = select(Grid).join(AssessmentTurn, col(AssessmentTurn.grid_id) == col(Grid.id))
    rows = rows.where(col(Grid.id).in_(ids_in(grid.path)), living()).order_by(col(Grid.path))
    return (await session.scalars(rows)).first()


async def _counted(session: AsyncSession, street: Grid, clock: WallClock) -> SoFar:
    period = period_of(PeriodKind.QUARTER, clock.now.astimezone(clock.zone).date())
    begin, _ = period.bounds(clock.zone)
    assessment = Assessment(
        grid_id=street.id,
        kind=period.kind,
        first=period.first,
        last=period.last,
        as_of=clock.now,
        rules=rules_kept(rules_of(session)),
    )
    below = select(Grid).where(col(Grid.parent_id) == street.id, living()).order_by(col(Grid.id))
    found = []
    for part in (await session.scalars(below)).all():
        units = await units_in(session, Counted(part, begin, clock.now, clock.now))
        found += [_seen(assessment, unit) for unit in units]
    counts = [(each.score.peers, counts_read(each.score.counts)) for each in found]
    await pool(session, assessment, counts)
    return SoFar(assessment, found)


def _seen(assessment: Assessment, unit: UnitDuties) -> Seen:
    return Seen(new_score(assessment, unit), assessment, unit.grid, unit.post)


async def own_so_far(session: AsyncSession, person: Person, clock: WallClock) -> list[Seen]:
    """Of the posts that one holds, and the grids in which one leads or is a member."""
    held = [each.grid for each in await posts_of(session, person.id) if each.post.role in OF_THE_GRID]
    streets = {each.assessment.grid_id: each for grid in held if (each := await so_far(session, grid, clock))}
    return [seen for each in streets.values() for seen in each.own(person, [grid.id for grid in held])]


async def unit_of(session: AsyncSession, unit: Unit, key: int) -> AssessmentScore | None:
    """Nothing is counted in it: it says whose it is."""
    if unit is not Unit.POST:
        known = await session.get(Grid, key)
        return AssessmentScore(assessment_id=0, unit=unit, grid_id=known.id, peers="") if known else None
    post = await session.get(Post, key)
    if post is None:
        return None
    return AssessmentScore(
        assessment_id=0, unit=unit, grid_id=post.grid_id, post_id=post.id, person_id=post.person_id, peers=""
    )


async def unit_so_far(session: AsyncSession, unit: AssessmentScore, clock: WallClock) -> Seen | None:
    found = await so_far(session, await session.get_one(Grid, unit.grid_id), clock)
    return found.of(unit.unit, key_of(unit)) if found else None


async def below_so_far(session: AsyncSession, grid: Grid, person: Person, page: int, clock: WallClock) -> Below:
    """Raises like may_look_below()."""
    await may_look_below(session, grid, person)
    found = await so_far(session, grid, clock)
    every = found.below(grid, person) if found else []
    grades = Counter(each.score.grade for each in every)
    return Below(every[page * PAGE : (page + 1) * PAGE], len(every), best_first(grades))
