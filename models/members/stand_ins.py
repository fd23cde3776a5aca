"""Who stands in for somebody on leave: the B posts of the grid, or else colleagues of the same role."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.members.positions import HeldPosition, posts_of, standing
from models.members.tables import LOOKING_AFTER, Leave, LeaveState, Person, Post, Role

LIVE = (LeaveState.PLANNED, LeaveState.AWAY)


@dataclass(frozen=True)
class Cover:
    """One post of somebody on leave, and who stands in for it; nobody: the leaders above are told.

    `unclaimed` are the names of its B posts that nobody has claimed.
    """

    held: HeldPosition
    people: Sequence[Person]
    unclaimed: Sequence[str]


async def covers(session: AsyncSession, leave: Leave) -> list[Cover]:
    """Each post that somebody has to stand in for, with who does during the leave."""
    held = await posts_of(session, leave.person_id)
    return [
        Cover(each, await _standing_in(session, each, leave), await _unclaimed(session, each))
        for each in held
        if each.post.role not in (Role.BACKUP, *LOOKING_AFTER)
    ]


async def stand_ins(session: AsyncSession, leave: Leave) -> list[Person]:
    """Everybody who stands in for one of the person's posts."""
    people = [person for cover in await covers(session, leave) for person in cover.people]
    return list({person.id: person for person in people}.values())


async def _unclaimed(session: AsyncSession, held: HeldPosition) -> Sequence[str]:
    rows = standing().where(
        col(Post.grid_id) == held.grid.id, col(Post.role) == Role.BACKUP, col(Post.person_id).is_(None)
    )
    return [post.name for post in (await session.scalars(rows)).all()]


async def _standing_in(session: AsyncSession, held: HeldPosition, leave: Leave) -> Sequence[Person]:
    """The B posts of the grid, or else colleagues of the same role."""
    rows = (
        select(Person, col(Post.role))
        .join(Post, col(Post.person_id) == col(Person.id))
        .where(col(Post.grid_id) == held.grid.id, col(Post.role).in_((Role.BACKUP, held.post.role)))
        .where(col(Post.ended_at).is_(None), col(Person.started).is_(true()), col(Person.id) != leave.person_id)
        .where(~_away_meanwhile(leave), col(Post.department_id).is_not_distinct_from(held.post.department_id))
        .order_by(col(Post.rank), col(Post.id))
    )
    found = (await session.execute(rows)).all()
    backups = [person for person, role in found if role is Role.BACKUP]
    return backups or [person for person, _ in found]


def _away_meanwhile(leave: Leave) -> ColumnElement[bool]:
    """Of a person whose own leave overlaps this one."""
    return exists().where(col(Leave.person_id) == col(Person.id), col(Leave.state).in_(LIVE), *meanwhile(leave))


def meanwhile(leave: Leave) -> tuple[ColumnElement[bool], ...]:
    return col(Leave.begins_at) < leave.ends_at, col(Leave.ends_at) > leave.begins_at
