"""Above the small street: its leaders, a district, and departments with their liaisons."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.outbox.supersede import REPLACED
from models.outbox.tables import OutboxMessage
from tests.street import Street

ANSWER_BY = "2026-11-23"


@dataclass
class Offices:
    district: Grid
    district_leader: Person
    street_leader: Person
    second_street_leader: Person
    police: Department
    fire: Department
    liaison: Person
    second_liaison: Person
    other_liaison: Person


def person(session: AsyncSession, tg: int, name: str, now: datetime, *, started: bool = True) -> Person:
    made = Person(tg_user_id=tg, name=name, first_seen=now, started=started)
    session.add(made)
    return made


def hold(session: AsyncSession, grid: Grid, role: Role, held_by: Person, department: Department | None = None) -> Post:
    post = Post(
        grid_id=grid.id,
        role=role,
        name=held_by.name,
        phone=f"+86199{held_by.tg_user_id:08}",
        person_id=held_by.id,
        department_id=department.id if department else None,
    )
    session.add(post)
    return post


async def build(session: AsyncSession, street: Street, now: datetime) -> Offices:
    district = Grid(code="D", name="D区", level=Level.DISTRICT, path="")
    district.path = path_of(district.id)
    session.add(district)
    street.street.parent_id = district.id
    above = district.path
    for grid in (street.street, street.community, street.grid):
        grid.path = above = path_of(grid.id, above)
    police = Department(grid_id=street.street.id, name="派出所", days=5)
    fire = Department(grid_id=district.id, name="消防大队", days=10)
    session.add_all([police, fire])
    made = Offices(
        district,
        district_leader=person(session, 31, "区领导", now),
        street_leader=person(session, 32, "曹林文", now),
        second_street_leader=person(session, 33, "副主任", now),
        police=police,
        fire=fire,
        liaison=person(session, 34, "王警官", now),
        second_liaison=person(session, 35, "李警官", now),
        other_liaison=person(session, 36, "赵参谋", now),
    )
    hold(session, district, Role.LEADER, made.district_leader)
    hold(session, street.street, Role.LEADER, made.street_leader)
    hold(session, street.street, Role.LIAISON, made.liaison, police)
    hold(session, street.street, Role.LIAISON, made.second_liaison, police)
    hold(session, district, Role.LIAISON, made.other_liaison, fire)
    await session.flush()
    return made


async def told(session: AsyncSession, kind: str) -> list[tuple[int, str]]:
    """Each chat that messages of this kind went to, and why; those that a newer one has replaced meanwhile count."""
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind).in_([kind, REPLACED])).order_by(col(OutboxMessage.id))
    messages = [each for each in (await session.scalars(rows)).all() if each.args.get("was", kind) == kind]
    return [(message.chat_id, message.args.get("why", "")) for message in messages]


async def posts_of(session: AsyncSession, holder: Person) -> list[Post]:
    return list((await session.scalars(select(Post).where(col(Post.person_id) == holder.id))).all())
