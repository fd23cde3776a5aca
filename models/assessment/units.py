"""Which units of a part of the street are assessed, and what each has done: one part at a time, to keep it short."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import MINUTES, Count, Counts, Criterion, Unit
from models.figures.asked import Counted
from models.figures.duties import Duty, share_of
from models.figures.handling import handling
from models.figures.owed_checks import owed_checks
from models.figures.tasks import confirmations, letters, training
from models.figures.time_on_patrol import time_on_patrol
from models.grids.tables import Grid, Level
from models.grids.tree import living, subtree
from models.members.tables import Post, Role

UNITS = {Level.GRID: Unit.GRID, Level.COMMUNITY: Unit.COMMUNITY}
WITH_POSTS = (Level.COMMUNITY, Level.GRID, Level.CELL)
ROLES = (Role.LEADER, Role.MEMBER)
Duties = Mapping[Criterion, Sequence[Duty]]


@dataclass(frozen=True)
class UnitDuties:
    """A grid or a community, or a post in one that somebody holds. `peers`: units of the same kind."""

    unit: Unit
    grid: Grid
    post: Post | None
    duties: Duties

    @property
    def peers(self) -> str:
        return f"{self.unit}" if self.post is None else f"{self.post.role} {self.grid.level}"

    @property
    def counts(self) -> Counts:
        return {criterion: count for criterion in Criterion if (count := self._count(criterion)).of}

    def _count(self, criterion: Criterion) -> Count:
        share = share_of(self.duties[criterion])
        if criterion is Criterion.PATROL:
            return Count(share.done // MINUTES, share.of // MINUTES)
        return Count(share.done, share.of)


async def duties_in(session: AsyncSession, asked: Counted) -> Duties:
    hazards = await handling(session, asked)
    return {
        Criterion.ACCEPTED: hazards.accepted,
        Criterion.CLOSED: hazards.closed,
        Criterion.LASTING: hazards.lasting,
        Criterion.SATISFIED: hazards.satisfied,
        Criterion.PATROL: await time_on_patrol(session, asked),
        Criterion.CHECKS: await owed_checks(session, asked),
        Criterion.NOTICES: await confirmations(session, asked),
        Criterion.TRAINING: await training(session, asked),
        Criterion.LETTERS: await letters(session, asked),
    }


async def units_in(session: AsyncSession, asked: Counted) -> list[UnitDuties]:
    """Of the grid that is asked for and all below it: those that are in force, each with its posts."""
    duties = await duties_in(session, asked)
    by_grid, by_post, by_person = _indexed(duties)
    here = await session.scalars(select(Grid).where(subtree(asked.grid), living()).order_by(col(Grid.path)))
    grids = {grid.id: grid for grid in here.all()}
    found = [
        UnitDuties(UNITS[grid.level], grid, None, _below(by_grid, grid))
        for grid in grids.values()
        if grid.level in UNITS
    ]
    for post in await _posts(session, asked.grid):
        grid = grids[post.grid_id]
        own = {
            criterion: [
                *by_post[criterion].get(post.id, ()),
                *(
                    duty
                    for duty in by_person[criterion].get(post.person_id or 0, ())
                    if duty.path.startswith(grid.path)
                ),
            ]
            for criterion in Criterion
        }
        found.append(UnitDuties(Unit.POST, grid, post, own))
    return found


ByKey = Mapping[Criterion, Mapping[int, Sequence[Duty]]]


def _indexed(duties: Duties) -> tuple[Mapping[Criterion, Mapping[str, Sequence[Duty]]], ByKey, ByKey]:
    """By the grid's path, by post, and by person."""
    by_grid: dict[Criterion, dict[str, list[Duty]]] = {}
    by_post: dict[Criterion, dict[int, list[Duty]]] = {}
    by_person: dict[Criterion, dict[int, list[Duty]]] = {}
    for criterion in Criterion:
        paths, posts, people = defaultdict(list), defaultdict(list), defaultdict(list)
        for duty in duties[criterion]:
            paths[duty.path].append(duty)
            for post in duty.posts:
                posts[post].append(duty)
            if duty.person_id is not None:
                people[duty.person_id].append(duty)
        by_grid[criterion], by_post[criterion], by_person[criterion] = paths, posts, people
    return by_grid, by_post, by_person


def _below(by_grid: Mapping[Criterion, Mapping[str, Sequence[Duty]]], grid: Grid) -> Duties:
    return {
        criterion: [duty for path, several in paths.items() if path.startswith(grid.path) for duty in several]
        for criterion, paths in by_grid.items()
    }


async def _posts(session: AsyncSession, grid: Grid) -> Iterable[Post]:
    """Those that somebody holds."""
    rows = (
        select(Post)
        .join(Grid, col(Grid.id) == col(Post.grid_id))
        .where(subtree(grid), living(), col(Grid.level).in_(WITH_POSTS), col(Post.role).in_(ROLES))
        .where(col(Post.ended_at).is_(None), col(Post.person_id).is_not(None))
        .order_by(col(Grid.path), col(Post.rank), col(Post.id))
    )
    return (await session.scalars(rows)).all()
