"""Results, for the leaders of what was reviewed and of the levels above it; a department's liaisons see their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department, departments_for
from models.errors import Refused
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, level_above
from models.members.permissions import Who, may_in
from models.members.positions import lead_by, posts_of
from models.members.tables import Person, Role
from models.mutual_reviews.bodies import KINDS, streets_of
from models.mutual_reviews.tables import OVER, BodyKind, MutualReview, ReviewResult, Side

SIDES_OF = {
    BodyKind.STREET: (Side.COMMUNITIES,),
    BodyKind.DEPARTMENT: (Side.COMMUNITIES,),
    BodyKind.COMMUNITY: (Side.GRIDS, Side.STREET),
    BodyKind.GRID: (Side.RESIDENTS, Side.COMMUNITIES),
}


@dataclass(frozen=True)
class Reviewed:
    """A grid or a department; `line` are the ids above it, the nearest first."""

    id: int
    name: str
    kind: BodyKind
    line: Sequence[int]


async def reviewed(session: AsyncSession, body_id: int) -> Reviewed | None:
    """None for what is never reviewed."""
    grid = await session.get(Grid, body_id)
    if grid is not None:
        kind = KINDS.get(grid.level)
        return None if kind is None else Reviewed(grid.id, grid.name, kind, ids_in(grid.path)[-2::-1])
    department = await session.get(Department, body_id)
    if department is None:
        return None
    over = await session.get_one(Grid, department.grid_id)
    return Reviewed(department.id, department.name, BodyKind.DEPARTMENT, ids_in(over.path)[::-1])


async def must_see(session: AsyncSession, body: Reviewed, person: Person) -> None:
    """Raises Refused."""
    grid = await session.get_one(Grid, body.id if body.kind is not BodyKind.DEPARTMENT else body.line[0])
    if await may_in(session, grid, Who.LEADER, person):
        return
    held = await posts_of(session, person.id)
    if not any(each.post.department_id == body.id for each in held):
        raise Refused("review.not_shown")


async def last_review(session: AsyncSession, street: Grid) -> MutualReview | None:
    rows = select(MutualReview).where(col(MutualReview.grid_id) == street.id, col(MutualReview.state).in_(OVER))
    return (await session.scalars(rows.order_by(col(MutualReview.year).desc()).limit(1))).first()


async def result(session: AsyncSession, review: MutualReview, body: Reviewed, side: Side) -> ReviewResult | None:
    """The body's own or, where too few have reviewed it, that of the nearest level above with others; None: nowhere
    were there enough.
    """
    rows = select(ReviewResult).where(
        col(ReviewResult.review_id) == review.id, col(ReviewResult.side) == side, col(ReviewResult.kind) == body.kind
    )
    here = rows.where(col(ReviewResult.body_id).in_([body.id, *body.line]))
    found = {(each.body_id, each.pooled): each for each in (await session.scalars(here)).all()}
    ways = [(body.id, False), *((step, True) for step in body.line)]
    return next((found[way] for way in ways if way in found), None)


async def seen_by(session: AsyncSession, person: Person) -> list[tuple[MutualReview, Reviewed]]:
    """What was reviewed of the person's own: the grids that they lead and the departments that they speak for, each
    with the last review of its street.
    """
    held = await posts_of(session, person.id)
    own = [each.grid.id for each in await lead_by(session, held)]
    own += [each.post.department_id for each in held if each.post.role is Role.LIAISON and each.post.department_id]
    found = []
    for body_id in dict.fromkeys(own):
        body = await reviewed(session, body_id)
        if body is None:
            continue
        for review in await _last_reviews(session, body, person):
            found.append((review, body))
    return found


async def _last_reviews(session: AsyncSession, body: Reviewed, person: Person) -> list[MutualReview]:
    if body.kind is BodyKind.DEPARTMENT:
        streets = await streets_of(session, person)
    else:
        street = await level_above(session, await session.get_one(Grid, body.id), Level.STREET)
        streets = [street] if street is not None else []
    found = [await last_review(session, street) for street in streets]
    return [review for review in found if review is not None]


async def next_below(session: AsyncSession, street: Grid, body: Reviewed) -> list[Reviewed]:
    """Of the street its departments and communities, of a community its grids."""
    level = {BodyKind.STREET: Level.COMMUNITY, BodyKind.COMMUNITY: Level.GRID}.get(body.kind)
    if level is None:
        return []
    departments = await departments_for(session, street) if body.kind is BodyKind.STREET else ()
    top = await session.get_one(Grid, body.id)
    rows = select(col(Grid.id)).where(
        col(Grid.path).startswith(top.path), col(Grid.level) == level, col(Grid.retired_at).is_(None)
    )
    ids = [each.id for each in departments] + list((await session.scalars(rows.order_by(col(Grid.path)))).all())
    found = [await reviewed(session, each) for each in ids]
    return [each for each in found if each is not None]


async def must_read(session: AsyncSession, found: ReviewResult, person: Person) -> None:
    """Like must_see(); a pool is also for the leaders of what is in it."""
    body = await reviewed(session, found.body_id)
    try:
        if body is not None:
            return await must_see(session, body, person)
    except Refused:
        for review, own in await seen_by(session, person):
            here = review.id == found.review_id and own.kind is found.kind
            if here and await result(session, review, own, found.side) is found:
                return None
    raise Refused("review.not_shown")
