"""Of whom something is asked in a subtree, and each obligation with the owner it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.brigades.tables import Brigade
from models.departments.tables import Department, departments_for
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, living, subtree
from models.members.tables import Post, Role
from models.obligations.kinds import Owners
from models.obligations.tables import Obligation
from models.places.tables import Place, open_places

ROLES = {
    Owners.LEADERS: (Role.LEADER,),
    Owners.MEMBERS: (Role.MEMBER,),
    Owners.STAFF: (Role.LEADER, Role.MEMBER),
}


@dataclass(frozen=True)
class Asked:
    """`place_kinds` where places are asked, `departments` (by id) where those are; none named: all of the grid's."""

    owners: Owners
    place_kinds: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Asked":
        return cls(Owners(kept["owners"]), tuple(kept["place_kinds"]), tuple(kept["departments"]))

    def kept(self) -> dict[str, Any]:
        return {
            "owners": self.owners,
            "place_kinds": list(self.place_kinds),
            "departments": list(self.departments),
        }


@dataclass(frozen=True)
class Owner:
    """Its columns of an obligation."""

    grid_id: int
    role: Role | None = None
    post_id: int | None = None
    place_id: int | None = None
    department_id: int | None = None


async def owners_in(session: AsyncSession, grid: Grid, asked: Asked, author_id: int) -> list[Owner]:
    """In the order of the tree; not the author's own posts. A grid where nobody holds a role owns its share alone."""
    match asked.owners:
        case Owners.PLACES:
            return await _places(session, grid, asked.place_kinds)
        case Owners.DEPARTMENTS:
            found = await departments_for(session, grid)
            return [
                Owner(each.grid_id, department_id=each.id)
                for each in found
                if not asked.departments or each.id in asked.departments
            ]
        case Owners.LOWEST | Owners.GRIDS | Owners.BRIGADES:
            return [Owner(each) for each in (await session.scalars(_alone(grid, asked.owners))).all()]
        case Owners.BELOW:
            return await _leaders_below(session, grid, author_id)
        case Owners.JOINT:
            departments = await owners_in(session, grid, replace(asked, owners=Owners.DEPARTMENTS), author_id)
            return [*await _leaders_below(session, grid, author_id), *departments]
        case _:
            return await _posts(session, grid, ROLES[asked.owners], author_id)


async def _places(session: AsyncSession, grid: Grid, kinds: Sequence[str]) -> list[Owner]:
    rows = (
        select(col(Place.grid_id), col(Place.id))
        .join(Grid, col(Grid.id) == col(Place.grid_id))
        .where(subtree(grid), living(), open_places(), col(Place.kind).in_(kinds))
        .order_by(col(Grid.path), col(Place.name), col(Place.id))
    )
    return [Owner(grid_id, place_id=place_id) for grid_id, place_id in (await session.execute(rows)).all()]


def _alone(grid: Grid, owners: Owners) -> Select[Any]:
    """Small grids, those with a brigade, or those below which there is no other."""
    if owners is Owners.GRIDS:
        small = col(Grid.level) == Level.GRID
        return select(col(Grid.id)).where(subtree(grid), living(), small).order_by(col(Grid.path))
    if owners is Owners.BRIGADES:
        there = exists().where(col(Brigade.grid_id) == col(Grid.id))
        return select(col(Grid.id)).where(subtree(grid), living(), there).order_by(col(Grid.path))
    below = aliased(Grid)
    has_below = exists().where(col(below.parent_id) == col(Grid.id), col(below.retired_at).is_(None))
    return select(col(Grid.id)).where(subtree(grid), living(), ~has_below).order_by(col(Grid.path))


async def _leaders_below(session: AsyncSession, grid: Grid, author_id: int) -> list[Owner]:
    """Of the grids just below it; where there is none, its own staff."""
    if await session.scalar(select(col(Grid.id)).where(col(Grid.parent_id) == grid.id, living()).limit(1)) is None:
        return await _posts(session, grid, ROLES[Owners.STAFF], author_id)
    return await _posts(session, grid, ROLES[Owners.LEADERS], author_id, col(Grid.parent_id) == grid.id)


async def _posts(
    session: AsyncSession, grid: Grid, roles: Sequence[Role], author_id: int, *where: ColumnElement[bool]
) -> list[Owner]:
    """Claimed or not. Members are looked for in small grids alone, leaders at every level."""
    among = (subtree(grid), living(), *where)
    grids = select(Grid).where(*among).order_by(col(Grid.path))
    posts = (
        select(Post)
        .join(Grid, col(Grid.id) == col(Post.grid_id))
        .where(*among, col(Post.ended_at).is_(None), col(Post.role).in_(roles))
        .order_by(col(Post.rank), col(Post.id))
    )
    held: dict[tuple[int, Role], list[Post]] = {}
    for post in (await session.scalars(posts)).all():
        held.setdefault((post.grid_id, Role(post.role)), []).append(post)
    owners: list[Owner] = []
    for each in (await session.scalars(grids)).all():
        for role in roles:
            here = held.get((each.id, role), [])
            owners += [Owner(each.id, role, post.id) for post in here if post.person_id != author_id]
            if not here and (role is not Role.MEMBER or each.level is Level.GRID):
                owners.append(Owner(each.id, role))
    return owners


@dataclass(frozen=True)
class Owned:
    """An obligation, where it is, and the row that it is owned by, if it is not the grid's alone."""

    row: Obligation
    grid: Grid
    post: Post | None = None
    place: Place | None = None
    department: Department | None = None

    @property
    def vacant(self) -> bool:
        """Whether nobody holds the post."""
        return self.row.role is not None and (self.post is None or self.post.ended_at is not None)


def owned_rows(*where: ColumnElement[bool]) -> Select[Any, Any, Any, Any, Any]:
    return (
        select(Obligation, Grid, Post, Place, Department)
        .join(Grid, col(Grid.id) == col(Obligation.grid_id))
        .outerjoin(Post, col(Post.id) == col(Obligation.post_id))
        .outerjoin(Place, col(Place.id) == col(Obligation.place_id))
        .outerjoin(Department, col(Department.id) == col(Obligation.department_id))
        .where(*where)
    )


async def owned(
    session: AsyncSession,
    *where: ColumnElement[bool],
    order: Sequence[Any] = (col(Grid.path), col(Obligation.id)),
    skip: int = 0,
    most: int | None = None,
) -> list[Owned]:
    """In the order of the tree unless told otherwise."""
    rows = owned_rows(*where).order_by(*order).offset(skip).limit(most)
    return [Owned(*each) for each in (await session.execute(rows)).all()]


async def count(session: AsyncSession, *where: ColumnElement[bool]) -> int:
    return int(await session.scalar(select(func.count()).select_from(owned_rows(*where).subquery())) or 0)


async def owned_by(session: AsyncSession, obligation: Obligation) -> Owned:
    [found] = await owned(session, col(Obligation.id) == obligation.id)
    return found


async def communities_of(session: AsyncSession, grids: Sequence[Grid]) -> dict[int, str]:
    """The name of the community above each of these grids, or of itself, by the grid's id."""
    lines = {each.id: ids_in(each.path) for each in grids}
    above = {step for line in lines.values() for step in line}
    rows = select(col(Grid.id), col(Grid.name)).where(col(Grid.id).in_(above), col(Grid.level) == Level.COMMUNITY)
    names = dict((await session.execute(rows)).all())
    return {grid: names[step] for grid, line in lines.items() for step in line if step in names}
