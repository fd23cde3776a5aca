"""Whose logs a leader reads: members of the grids that the leader leads, and leaders of those one level below."""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import living
from models.members.positions import lead_by, posts_of
from models.members.tables import Person, Post, Role

OWN = (Role.MEMBER, Role.BACKUP)


@dataclass(frozen=True)
class TeamMember:
    person: Person
    grid: str


async def team_of(session: AsyncSession, leader_id: int) -> list[TeamMember]:
    """In the order of the tree, each once."""
    led = [held.grid.id for held in await lead_by(session, await posts_of(session, leader_id))]
    if not led:
        return []
    rows = (
        select(Person, col(Grid.name))
        .join(Post, col(Post.person_id) == col(Person.id))
        .join(Grid, col(Grid.id) == col(Post.grid_id))
        .where(
            col(Post.ended_at).is_(None),
            living(),
            col(Person.id) != leader_id,
            or_(
                and_(col(Grid.id).in_(led), col(Post.role).in_(OWN)),
                and_(col(Grid.parent_id).in_(led), col(Post.role) == Role.LEADER),
            ),
        )
        .order_by(col(Grid.path), col(Post.rank), col(Post.id))
    )
    team: dict[int, TeamMember] = {}
    for person, grid in (await session.execute(rows)).all():
        team.setdefault(person.id, TeamMember(person, grid))
    return list(team.values())
