"""Acceptance of grids against a standard (达标验收, G5): what each grid must have, by rows as they are now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Criterion, Unit
from models.assessment.kept import counts_read
from models.assessment.rules import SHARES, Item, rules_of
from models.assessment.seeing import newest
from models.assessment.tables import AssessmentScore
from models.figures.asked import number_of
from models.figures.duties import Share
from models.grids.tables import Binding, Grid, Level, Purpose
from models.grids.tree import ids_in, living, subtree
from models.members.tables import Post, Role
from models.obligations.kinds import TaskKind
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.workflow import WAITING, Excuse, State
from models.places.tables import Place, open_places
from models.schedule.report_periods.periods import PeriodKind

COUNTED = {Item.PATROL: Criterion.PATROL, Item.CHECKS: Criterion.CHECKS}
Has = Mapping[int, Mapping[Item, int]]


@dataclass(frozen=True)
class Missing:
    """Of what is asked so much is `wanted`: a number, or percent."""

    item: Item
    has: int
    wanted: int

    @property
    def share(self) -> bool:
        return self.item in SHARES


@dataclass(frozen=True)
class Standing:
    """A small grid, and what it lacks; nothing: it meets the standard."""

    grid: Grid
    missing: Sequence[Missing]

    @property
    def met(self) -> bool:
        return not self.missing


async def standings(session: AsyncSession, grid: Grid, now: datetime) -> list[Standing]:
    """Of the small grids in force there, in the order of the tree. Of patrols and checks nothing is asked before a
    quarter has been counted, and of who had none to do.
    """
    rows = select(Grid).where(subtree(grid), living(), col(Grid.level) == Level.GRID).order_by(col(Grid.path))
    grids = (await session.scalars(rows)).all()
    standard, has = rules_of(session).standard, await _has(session, grid, grids, now)
    return [
        Standing(
            each,
            [
                Missing(item, found, wanted)
                for item, wanted in standard.items()
                if (found := has[each.id].get(item, wanted if item in COUNTED else 0)) < wanted
            ],
        )
        for each in grids
    ]


async def _has(session: AsyncSession, grid: Grid, grids: Sequence[Grid], now: datetime) -> Has:
    found: dict[int, dict[Item, int]] = {each.id: {} for each in grids}
    for item, rows in _counted(grid).items():
        counted = dict((await session.execute(rows)).all())
        for grid_id, many in _added(counted, grids).items():
            found[grid_id][item] = many
    letters = await _letters(session, grid, now)
    signed = _added({path: share.done for path, share in letters.items()}, grids)
    asked = _added({path: share.of for path, share in letters.items()}, grids)
    for each in grids:
        found[each.id][Item.BOUNDARY] = int(each.boundary is not None)
        if asked[each.id]:
            found[each.id][Item.LETTERS] = 100 * signed[each.id] // asked[each.id]
    for grid_id, shares in (await _shares(session, grid)).items():
        if grid_id in found:
            found[grid_id] |= shares
    return found


def _counted(grid: Grid) -> Mapping[Item, Select[str, int]]:
    """Rows of each kind, by the path of their grid."""
    here = subtree(grid), living()
    posts = select(col(Grid.path), func.count()).join(Post, col(Post.grid_id) == col(Grid.id)).where(*here)
    posts = posts.where(col(Post.ended_at).is_(None)).group_by(col(Grid.path))
    bound = and_(col(Binding.grid_id) == col(Grid.id), col(Binding.purpose) == Purpose.GROUP)
    groups = select(col(Grid.path), func.count()).join(Binding, bound).where(*here, col(Binding.unbound_at).is_(None))
    places = select(col(Grid.path), func.count()).join(Place, col(Place.grid_id) == col(Grid.id)).where(*here)
    return {
        Item.LEADER: posts.where(col(Post.role) == Role.LEADER),
        Item.MEMBERS: posts.where(col(Post.role) == Role.MEMBER),
        Item.GROUP: groups.group_by(col(Grid.path)),
        Item.PLACES: places.where(open_places()).group_by(col(Grid.path)),
    }


async def _letters(session: AsyncSession, grid: Grid, now: datetime) -> Mapping[str, Share]:
    """By path, how many letters were signed of those that hold: of each role in a grid and of each place the newest
    that are all signed, or due; before there are any, those that have been asked for.
    """
    newest: dict[tuple[Any, ...], tuple[bool, Share]] = {}
    for path, role, place_id, department_id, waiting, done, of in (await session.execute(_asked(grid, now))).all():
        whose = path, role, place_id, department_id
        if not waiting or newest.get(whose, (True, None))[0]:
            newest[whose] = bool(waiting), Share(done, of)
    found: dict[str, Share] = {}
    for (path, *_), (_, share) in newest.items():
        before = found.get(path, Share())
        found[path] = Share(before.done + share.done, before.of + share.of)
    return found


def _asked(grid: Grid, now: datetime) -> Select[Any]:
    """Letters by whom they were asked of, with how many still wait for their day; the oldest first."""
    share, done = Obligation, col(Obligation.state) == State.DONE
    whose: tuple[Any, ...] = col(Grid.path), col(share.role), col(share.place_id), col(share.department_id)
    waits = and_(col(share.state).in_(WAITING), col(share.due_at) > now)
    counts = or_(col(share.state) != State.EXCUSED, col(share.excuse) == Excuse.LAPSED)
    return (
        select(*whose, number_of(waits), number_of(done), func.count())
        .select_from(Obligation)
        .join(Grid, col(Grid.id) == col(share.grid_id))
        .join(Requirement, col(Requirement.id) == col(share.requirement_id))
        .outerjoin(Place, col(Place.id) == col(share.place_id))
        .where(subtree(grid), living(), open_places(), counts, col(Requirement.kind) == TaskKind.LETTER)
        .where(col(Requirement.state).in_((RequirementState.OPEN, RequirementState.CLOSED)))
        .group_by(*whose, col(Requirement.number))
        .order_by(col(Requirement.number))
    )


def _added(counted: Mapping[str, int], grids: Sequence[Grid]) -> Counter[int]:
    """By grid, of paths; what lies in a cell counts for its grid."""
    known, found = {each.id for each in grids}, Counter[int]()
    for path, many in counted.items():
        for grid_id in known.intersection(ids_in(path)):
            found[grid_id] += many
    return found


async def _shares(session: AsyncSession, grid: Grid) -> Has:
    """In percent, of the newest quarter."""
    quarter = next((each for each in await newest(session, grid) if each.kind is PeriodKind.QUARTER), None)
    if quarter is None:
        return {}
    columns = (col(AssessmentScore.grid_id), col(AssessmentScore.counts))
    rows = select(*columns).where(
        col(AssessmentScore.assessment_id) == quarter.id, col(AssessmentScore.unit) == Unit.GRID
    )
    return {
        grid_id: {
            item: 100 * found[criterion].done // found[criterion].of
            for item, criterion in COUNTED.items()
            if criterion in (found := counts_read(counts))
        }
        for grid_id, counts in (await session.execute(rows)).all()
    }
