"""Whose score whoever may see: everybody their own, and their grid's; leaders those below them; nobody any other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Grade, Unit
from models.assessment.tables import SEEN, Assessment, AssessmentScore
from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import ids_in, subtree
from models.members.permissions import Who, may_in
from models.members.positions import lead_by, posts_of
from models.members.tables import Person, Post, Role
from models.schedule.report_periods.periods import PeriodKind

OF_THE_GRID = (Role.LEADER, Role.MEMBER, Role.BACKUP)
PAGE = 12
SHOWN = and_(col(Assessment.state).in_(SEEN), col(Assessment.kind) != PeriodKind.MONTH)


@dataclass(frozen=True)
class Seen:
    """A score with what it is about; of a post its name and role as the roster has them."""

    score: AssessmentScore
    assessment: Assessment
    grid: Grid
    post: Post | None


def rows_of(*where: ColumnElement[bool]) -> Select[AssessmentScore, Assessment, Grid, Post]:
    return (
        select(AssessmentScore, Assessment, Grid, Post)
        .join(Assessment, col(Assessment.id) == col(AssessmentScore.assessment_id))
        .join(Grid, col(Grid.id) == col(AssessmentScore.grid_id))
        .outerjoin(Post, col(Post.id) == col(AssessmentScore.post_id))
        .where(SHOWN, *where)
    )


async def find(session: AsyncSession, score_id: int) -> Seen | None:
    row = (await session.execute(rows_of(col(AssessmentScore.id) == score_id))).first()
    return Seen(*row) if row else None


async def grid_over(session: AsyncSession, score: AssessmentScore) -> Grid | None:
    """Whose leaders are above whoever is assessed: of a member the grid's own, of all else those of the next level."""
    grid = await session.get_one(Grid, score.grid_id)
    post = await session.get(Post, score.post_id) if score.post_id else None
    if post is not None and post.role is not Role.LEADER:
        return grid
    return await session.get(Grid, grid.parent_id) if grid.parent_id else None


async def is_over(session: AsyncSession, score: AssessmentScore, person: Person) -> bool:
    over = await grid_over(session, score)
    return over is not None and score.person_id != person.id and await may_in(session, over, Who.LEADER, person)


async def must_be_over(session: AsyncSession, score: AssessmentScore, person: Person) -> None:
    """Raises Refused."""
    if not await is_over(session, score, person):
        raise Refused("score.not_over")


async def is_own(session: AsyncSession, score: AssessmentScore, person: Person) -> bool:
    """One's own, or that of a grid in which one leads or is a member."""
    if score.unit is Unit.POST:
        return score.person_id == person.id
    held = await posts_of(session, person.id)
    return any(each.grid.id == score.grid_id and each.post.role in OF_THE_GRID for each in held)


async def must_see(session: AsyncSession, score: AssessmentScore, person: Person) -> None:
    """Raises Refused."""
    if not await is_own(session, score, person) and not await is_over(session, score, person):
        raise Refused("score.not_yours")


async def may_object(session: AsyncSession, score: AssessmentScore, person: Person) -> bool:
    """Who is assessed, and of a grid or a community its leader."""
    if score.unit is Unit.POST:
        return score.person_id == person.id
    held = await posts_of(session, person.id)
    return any(each.grid.id == score.grid_id and each.post.role is Role.LEADER for each in held)


async def own_scores(session: AsyncSession, person: Person) -> list[Seen]:
    """The newest first: those of one's posts, then of the grids in which one leads or is a member."""
    held = [each.grid.id for each in await posts_of(session, person.id) if each.post.role in OF_THE_GRID]
    of_grids = and_(col(AssessmentScore.unit) != Unit.POST, col(AssessmentScore.grid_id).in_(held))
    rows = rows_of(or_(col(AssessmentScore.person_id) == person.id, of_grids))
    of_post = case((col(AssessmentScore.unit) == Unit.POST, 0), else_=1)
    order = (col(Assessment.last).desc(), col(Assessment.first).desc(), of_post, col(AssessmentScore.id))
    return [Seen(*row) for row in (await session.execute(rows.order_by(*order).limit(PAGE))).all()]


async def led_by(session: AsyncSession, person: Person) -> list[Grid]:
    """The highest grids that the person leads: none that lies below another of them."""
    led = [each.grid for each in await lead_by(session, await posts_of(session, person.id))]
    return [grid for grid in led if not any(above.id in ids_in(grid.path)[:-1] for above in led)]


async def newest(session: AsyncSession, grid: Grid) -> Sequence[Assessment]:
    """Of each kind the newest that may be seen, of the street that the grid lies in."""
    rows = select(Assessment).where(SHOWN, col(Assessment.grid_id).in_(ids_in(grid.path)))
    every = (await session.scalars(rows.order_by(col(Assessment.last).desc()))).all()
    return list({each.kind: each for each in reversed(every)}.values())[::-1]


async def before(session: AsyncSession, assessment: Assessment) -> Assessment | None:
    """Of the same kind and street."""
    rows = select(Assessment).where(
        SHOWN,
        col(Assessment.grid_id) == assessment.grid_id,
        col(Assessment.kind) == assessment.kind,
        col(Assessment.first) < assessment.first,
    )
    return (await session.scalars(rows.order_by(col(Assessment.first).desc()).limit(1))).first()


@dataclass(frozen=True)
class Below:
    """A page of the units just below a grid, by grade and then as in the tree; `grades`: how many there are of each."""

    found: Sequence[Seen]
    total: int
    grades: dict[Grade, int]


RANK = {grade: place for place, grade in enumerate(Grade)}
IN_FORCE = case((col(AssessmentScore.vetoed_at).is_not(None), str(Grade.UNQUALIFIED)), else_=col(AssessmentScore.grade))
BY_GRADE = case({str(grade): place for grade, place in RANK.items()}, value=IN_FORCE)


async def may_look_below(session: AsyncSession, grid: Grid, person: Person) -> None:
    """Raises Refused for who does not lead the grid."""
    if not await may_in(session, grid, Who.LEADER, person):
        raise Refused("score.not_over")


async def below(session: AsyncSession, assessment: Assessment, grid: Grid, person: Person, page: int) -> Below:
    """Raises like may_look_below()."""
    await may_look_below(session, grid, person)
    under = and_(col(Grid.parent_id) == grid.id, col(AssessmentScore.unit) != Unit.POST)
    leaders = and_(col(Grid.parent_id) == grid.id, col(Post.role) == Role.LEADER)
    members = and_(col(Grid.id) == grid.id, col(Post.role) == Role.MEMBER)
    here = (
        col(AssessmentScore.assessment_id) == assessment.id,
        or_(under, leaders, members),
        col(AssessmentScore.person_id).is_distinct_from(person.id),
    )
    rows = rows_of(*here)
    counted = rows.with_only_columns(IN_FORCE, func.count()).group_by(IN_FORCE)
    grades = {Grade(grade): n for grade, n in (await session.execute(counted)).all()}
    order = (BY_GRADE, col(Grid.path), col(AssessmentScore.unit), col(AssessmentScore.id))
    shown = await session.execute(rows.order_by(*order).offset(page * PAGE).limit(PAGE))
    found = [Seen(*row) for row in shown.all()]
    return Below(found, sum(grades.values()), best_first(grades))


def best_first(grades: Mapping[Grade, int]) -> dict[Grade, int]:
    return {grade: grades[grade] for grade in sorted(grades, key=RANK.__getitem__)}


async def units_below(session: AsyncSession, assessment: Assessment, grid: Grid) -> list[Seen]:
    """Grids and communities, the grid itself with them, in the order of the tree: nobody's post."""
    here = col(AssessmentScore.assessment_id) == assessment.id, col(AssessmentScore.unit) != Unit.POST
    rows = rows_of(*here, subtree(grid)).order_by(col(Grid.path))
    return [Seen(*row) for row in (await session.execute(rows)).all()]


async def names_of(session: AsyncSession, people: Iterable[int | None]) -> dict[int, str]:
    """By the roster, where somebody has held a post; else as Telegram knows them."""
    ids = [each for each in people if each]
    known = select(col(Person.id), col(Person.name)).where(col(Person.id).in_(ids))
    names: dict[int, str] = dict((await session.execute(known)).all())
    held = select(Post).where(col(Post.person_id).in_(ids)).order_by(col(Post.ended_at).is_(None), col(Post.id))
    return names | {post.person_id: post.name for post in (await session.scalars(held)).all() if post.person_id}
