"""Whom a notice reaches: chats and posts of a subtree, narrowed by branches, levels and kinds of place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding, Grid, Level, Purpose
from models.grids.tree import living, subtree
from models.members.permissions import STAFF
from models.members.tables import Person, Post, Role
from models.notices.tables import Asks
from models.places.kinds import place_kinds_of
from models.places.tables import Place


class Reach(StrEnum):
    """Residents' groups, leaders' chats, and staff in private."""

    GROUPS = "groups"
    LEADERS = "leaders"
    STAFF = "staff"


PURPOSES = {Reach.GROUPS: Purpose.GROUP, Reach.LEADERS: Purpose.LEADERS}
ASKED = {
    Asks.NOBODY: (),
    Asks.LEADERS: (Role.LEADER,),
    Asks.MEMBERS: (Role.MEMBER,),
    Asks.STAFF: (Role.LEADER, Role.MEMBER),
}


@dataclass(frozen=True)
class Audience:
    """Nothing chosen of branches (grids by id), levels or kinds of place: all of them."""

    reach: frozenset[Reach] = frozenset({Reach.GROUPS})
    branches: tuple[int, ...] = ()
    levels: frozenset[Level] = frozenset()
    place_kinds: frozenset[str] = frozenset()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Audience":
        return cls(
            frozenset(map(Reach, kept["reach"])),
            tuple(kept["branches"]),
            frozenset(map(Level, kept["levels"])),
            frozenset(kept["place_kinds"]),
        )

    def kept(self) -> dict[str, Any]:
        return {
            "reach": sorted(self.reach),
            "branches": list(self.branches),
            "levels": sorted(self.levels),
            "place_kinds": sorted(self.place_kinds),
        }

    def turned(self, reach: Reach) -> "Audience":
        return replace(self, reach=self.reach ^ {reach})

    def with_level(self, level: Level) -> "Audience":
        """Chosen, or not any more where it was."""
        return replace(self, levels=self.levels ^ {level})

    def with_kind(self, kind: str) -> "Audience":
        return replace(self, place_kinds=self.place_kinds ^ {kind})

    def everywhere(self) -> "Audience":
        return Audience(self.reach)


@dataclass(frozen=True)
class Target:
    chat_id: int
    grid_id: int


async def grids_in(session: AsyncSession, grid: Grid, audience: Audience) -> ColumnElement[bool]:
    """The condition that a grid is one of the audience's."""
    here = [subtree(grid), living()]
    if audience.branches:
        branches = (await session.scalars(select(Grid).where(col(Grid.id).in_(audience.branches)))).all()
        here.append(or_(*map(subtree, branches)))
    if audience.levels:
        here.append(col(Grid.level).in_(audience.levels))
    if audience.place_kinds:
        stands = col(Place.grid_id) == col(Grid.id), col(Place.closed_at).is_(None)
        here.append(exists().where(*stands, col(Place.kind).in_(audience.place_kinds)))
    return and_(*here)


async def levels_in(session: AsyncSession, grid: Grid) -> Sequence[Level]:
    """Of the grids of a subtree, from the top down."""
    found = set((await session.scalars(select(col(Grid.level)).where(subtree(grid), living()).distinct())).all())
    return [level for level in Level if level in found]


async def kinds_in(session: AsyncSession, grid: Grid) -> Sequence[str]:
    """Of the places of a subtree, in the order of the deployment's list."""
    here = select(col(Place.kind)).join(Grid, col(Grid.id) == col(Place.grid_id)).where(subtree(grid), living())
    found = set((await session.scalars(here.where(col(Place.closed_at).is_(None)).distinct())).all())
    listed = [each.kind for each in place_kinds_of(session).every]
    return [*(kind for kind in listed if kind in found), *sorted(found.difference(listed))]


async def targets(session: AsyncSession, grid: Grid, audience: Audience) -> list[Target]:
    """Each chat once, in the order of the tree: groups and leaders' chats, also if out of reach, then private ones."""
    among = await grids_in(session, grid, audience)
    found = [*await _bound(session, among, audience), *await _private(session, among, audience)]
    return list({target.chat_id: target for target in reversed(found)}.values())[::-1]


async def _bound(session: AsyncSession, among: ColumnElement[bool], audience: Audience) -> list[Target]:
    purposes = [purpose for reach, purpose in PURPOSES.items() if reach in audience.reach]
    rows = (
        select(col(Binding.chat_id), col(Binding.grid_id))
        .join(Grid, col(Grid.id) == col(Binding.grid_id))
        .where(among, col(Binding.unbound_at).is_(None), col(Binding.purpose).in_(purposes))
        .order_by(col(Grid.path), col(Binding.purpose))
    )
    return [Target(*row) for row in (await session.execute(rows)).all()]


async def _private(session: AsyncSession, among: ColumnElement[bool], audience: Audience) -> list[Target]:
    if Reach.STAFF not in audience.reach:
        return []
    rows = (
        select(col(Person.tg_user_id), col(Post.grid_id))
        .join(Post, col(Post.person_id) == col(Person.id))
        .join(Grid, col(Grid.id) == col(Post.grid_id))
        .where(among, col(Post.ended_at).is_(None), col(Post.role).in_(STAFF), col(Person.started).is_(true()))
        .order_by(col(Grid.path), col(Post.rank), col(Post.id))
    )
    return [Target(*row) for row in (await session.execute(rows)).all()]


async def asked_posts(
    session: AsyncSession, grid: Grid, audience: Audience, asks: Asks, author_id: int
) -> Sequence[Post]:
    """Claimed posts, but for the author's own, in the order of the tree."""
    among = await grids_in(session, grid, audience)
    rows = (
        select(Post)
        .join(Grid, col(Grid.id) == col(Post.grid_id))
        .where(among, col(Post.ended_at).is_(None), col(Post.role).in_(ASKED[asks]))
        .where(col(Post.person_id).is_not(None), col(Post.person_id) != author_id)
        .order_by(col(Grid.path), col(Post.rank), col(Post.id))
    )
    return (await session.scalars(rows)).all()
