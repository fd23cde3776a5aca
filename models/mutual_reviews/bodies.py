"""Who reviews whom, by the posts that somebody holds: each body once, never one's own."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department, departments_for
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, living, subtree
from models.members.tables import Person, Post, Role
from models.mutual_reviews.tables import Appraiser, BodyKind, MutualReview, ReviewCard, Side

STAFF = (Role.LEADER, Role.MEMBER, Role.BACKUP)
KINDS = {Level.STREET: BodyKind.STREET, Level.COMMUNITY: BodyKind.COMMUNITY, Level.GRID: BodyKind.GRID}
SIDES = {Level.GRID: Side.GRIDS, Level.CELL: Side.GRIDS, Level.COMMUNITY: Side.COMMUNITIES, Level.STREET: Side.STREET}


@dataclass(frozen=True)
class Body:
    """A grid or a department, as somebody of one side reviews it."""

    id: int
    name: str
    kind: BodyKind
    side: Side


class Node(NamedTuple):
    """What need be known of a grid: boundaries are large, and this is read with every press."""

    id: int
    name: str
    level: Level
    parent_id: int | None
    path: str


@dataclass(frozen=True)
class Area:
    """What is reviewed in a street, read once: its grids by id in the order of the tree, and its departments."""

    street: Node
    grids: Mapping[int, Node]
    departments: Sequence[Department]

    def above(self, grid: Node, level: Level) -> Node | None:
        """The grid itself, or the nearest above it of that level, within the street."""
        line = (self.grids.get(step) for step in reversed(ids_in(grid.path)))
        return next((each for each in line if each is not None and each.level is level), None)

    def below(self, grid: Node, level: Level) -> list[Node]:
        return [each for each in self.grids.values() if each.level is level and each.path.startswith(grid.path)]


@dataclass(frozen=True)
class Standing:
    """What somebody is in a street: posts held, communities that asked them to appraise, a grid they live in."""

    posts: Sequence[Post] = ()
    appraises: Sequence[int] = ()
    lives_in: int | None = None


async def area_of(session: AsyncSession, street: Grid) -> Area:
    columns = col(Grid.id), col(Grid.name), col(Grid.level), col(Grid.parent_id), col(Grid.path)
    rows = await session.execute(select(*columns).where(subtree(street)).where(living()).order_by(col(Grid.path)))
    nodes = [Node(*row) for row in rows]
    top = Node(street.id, street.name, street.level, street.parent_id, street.path)
    return Area(top, {node.id: node for node in nodes}, await departments_for(session, street))


def bodies(area: Area, standing: Standing) -> list[Body]:
    """Those above first, then those below, each in the order of the tree."""
    own = _own(area, standing.posts)
    found: dict[int, Body] = {}
    for body in (*_by_posts(area, standing.posts), *_by_living(area, standing)):
        if body.id not in own:
            found.setdefault(body.id, body)
    return list(found.values())


def _own(area: Area, posts: Sequence[Post]) -> set[int]:
    """Where one holds any post; of a cell the grid that it lies in, too."""
    own = {post.department_id or post.grid_id for post in posts}
    cells = [area.grids[post.grid_id] for post in posts if post.grid_id in area.grids]
    return own | {grid.id for cell in cells if (grid := area.above(cell, Level.GRID)) is not None}


def _by_posts(area: Area, posts: Sequence[Post]) -> Iterator[Body]:
    for side in (Side.GRIDS, Side.COMMUNITIES, Side.STREET):
        for post in posts:
            if _side(area, post) is side:
                yield from _of_side(area, side, area.grids.get(post.grid_id, area.street))


def _side(area: Area, post: Post) -> Side | None:
    if post.role is Role.LIAISON:
        return Side.STREET if any(each.id == post.department_id for each in area.departments) else None
    grid = area.grids.get(post.grid_id)
    return SIDES.get(grid.level) if grid is not None and post.role in STAFF else None


def _of_side(area: Area, side: Side, grid: Node) -> Iterator[Body]:
    match side:
        case Side.GRIDS:
            community = area.above(grid, Level.COMMUNITY)
            yield from _grids([community] if community else [], side)
        case Side.COMMUNITIES:
            yield from _grids([area.street], side)
            for each in area.departments:
                yield Body(each.id, each.name, BodyKind.DEPARTMENT, side)
            yield from _grids(area.below(grid, Level.GRID), side)
        case _:
            yield from _grids(area.below(area.street, Level.COMMUNITY), side)


def _by_living(area: Area, standing: Standing) -> Iterator[Body]:
    """A resident's own grid, and an appraiser's; none in whose line one holds a post."""
    lives_in = area.grids.get(standing.lives_in or 0)
    home = area.above(lives_in, Level.GRID) if lives_in is not None else None
    asked = [area.grids[each] for each in standing.appraises if each in area.grids]
    held = {post.grid_id for post in standing.posts if post.role is not Role.LIAISON}
    appraised = [grid for community in asked for grid in area.below(community, Level.GRID)]
    for grid in ([home] if home is not None else []) + appraised:
        if held.isdisjoint(ids_in(grid.path)):
            yield from _grids([grid], Side.RESIDENTS)


def _grids(grids: Iterable[Node], side: Side) -> Iterator[Body]:
    for grid in grids:
        if grid.level in KINDS:
            yield Body(grid.id, grid.name, KINDS[grid.level], side)


async def posts_in(session: AsyncSession, area: Area, people: Iterable[int]) -> dict[int, list[Post]]:
    """What each of these people holds in the street, or for a department of it."""
    found: dict[int, list[Post]] = {each: [] for each in people}
    rows = select(Post).where(col(Post.person_id).in_(found), col(Post.ended_at).is_(None)).order_by(col(Post.id))
    departments = {each.id for each in area.departments}
    for post in (await session.scalars(rows)).all():
        if post.person_id is not None and (post.grid_id in area.grids or post.department_id in departments):
            found[post.person_id].append(post)
    return found


async def people_in(session: AsyncSession, area: Area, grid: Grid) -> set[int]:
    """Whoever holds a post in the grid or below it; of the street itself its own posts alone, and its departments'
    liaisons.
    """
    if grid.id == area.street.id:
        liaison = col(Post.department_id).in_([each.id for each in area.departments])
        here = or_(col(Post.grid_id) == grid.id, liaison)
    else:
        here = col(Post.grid_id).in_(select(col(Grid.id)).where(subtree(grid), living()))
    rows = select(col(Post.person_id)).where(here, col(Post.ended_at).is_(None))
    return {each for each in (await session.scalars(rows)).all() if each is not None}


async def appraised_by(session: AsyncSession, people: Collection[int]) -> Mapping[int, list[int]]:
    """The communities that each of these people appraises."""
    rows = select(col(Appraiser.person_id), col(Appraiser.grid_id)).where(col(Appraiser.ended_at).is_(None))
    found: dict[int, list[int]] = {each: [] for each in people}
    for person_id, grid_id in await session.execute(rows.where(col(Appraiser.person_id).in_(people))):
        found[person_id].append(grid_id)
    return found


async def bodies_of(session: AsyncSession, review: MutualReview, card: ReviewCard) -> list[Body]:
    """As the person's posts are now."""
    area = await area_of(session, await session.get_one(Grid, review.grid_id))
    who = card.person_id
    posts, appraised = await posts_in(session, area, [who]), await appraised_by(session, [who])
    return bodies(area, Standing(posts[who], appraised[who], card.grid_id))


async def streets_of(session: AsyncSession, person: Person) -> Sequence[Grid]:
    """In which the person holds a post, speaks for a department, appraises, or is asked just now."""
    mine = col(Post.person_id) == person.id, col(Post.ended_at).is_(None)
    held = select(col(Post.grid_id)).where(*mine)
    asked = select(col(Appraiser.grid_id)).where(
        col(Appraiser.person_id) == person.id, col(Appraiser.ended_at).is_(None)
    )
    cards = (
        select(col(MutualReview.grid_id))
        .join(ReviewCard, col(ReviewCard.review_id) == col(MutualReview.id))
        .where(col(ReviewCard.person_id) == person.id)
    )
    at_work = or_(col(Grid.id).in_(held), col(Grid.id).in_(asked), col(Grid.id).in_(cards))
    paths = (await session.scalars(select(col(Grid.path)).where(at_work, living()))).all()
    served = select(Grid).join(Post, col(Post.grid_id) == col(Grid.id)).where(*mine, col(Post.role) == Role.LIAISON)
    below = [subtree(grid) for grid in (await session.scalars(served)).all()]
    streets = or_(col(Grid.id).in_({step for path in paths for step in ids_in(path)}), *below)
    rows = select(Grid).where(streets, col(Grid.level) == Level.STREET, living())
    return (await session.scalars(rows.order_by(col(Grid.path)))).all()
