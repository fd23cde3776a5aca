"""Where the street's weeks are played, and by whom: read from the rows that the set-up made."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid, Level
from models.grids.tree import children, living
from models.members.reach import group_chat
from models.members.tables import Person, Post, Role
from models.places.tables import Place, open_places


@dataclass(frozen=True)
class Scene:
    """A grid, its group if it has one, who works there and who looks at what was done."""

    grid: Grid
    chat: int | None
    member: Person
    leader: Person
    places: Sequence[Place]


@dataclass(frozen=True)
class Stage:
    """`communities`: the scenes of each, the grid with a group first. `staff` are asked to confirm what the street's
    `officers` say to all.
    """

    street: Grid
    officers: Sequence[Person]
    communities: Sequence[Sequence[Scene]]
    residents: Sequence[Person]

    @property
    def scenes(self) -> Sequence[Scene]:
        return [scene for community in self.communities for scene in community]


async def read_stage(session: AsyncSession, residents: Sequence[Person]) -> Stage:
    street = (await session.scalars(select(Grid).where(living(), col(Grid.level) == Level.STREET))).one()
    communities = []
    for community in await children(session, street):
        leaders = await _held(session, community, Role.LEADER)
        scenes = []
        for grid in await children(session, community) if leaders else ():
            members = await _held(session, grid, Role.MEMBER)
            if members:
                own = await _held(session, grid, Role.LEADER)
                places = (
                    await session.scalars(select(Place).where(open_places(), col(Place.grid_id) == grid.id))
                ).all()
                chat = await group_chat(session, grid)
                scenes.append(Scene(grid, chat, members[0], (own or leaders)[0], places))
        communities.append(scenes)
    return Stage(street, await _held(session, street, Role.LEADER), communities, residents)


async def _held(session: AsyncSession, grid: Grid, role: Role) -> Sequence[Person]:
    rows = (
        select(Person)
        .join(Post, col(Post.person_id) == col(Person.id))
        .where(col(Post.grid_id) == grid.id, col(Post.role) == role, col(Post.ended_at).is_(None))
        .order_by(col(Post.rank), col(Post.id))
    )
    return (await session.scalars(rows)).all()
