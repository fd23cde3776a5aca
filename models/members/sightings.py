"""Who was seen in which group, so that a person who writes in private need not say which grid is theirs.

What must always hold: a pair is written once.
"""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import BigInteger, BindParameter, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime
from models.db.database import insert
from models.grids.tables import Binding, Chat, Grid, Purpose
from models.grids.tree import living
from models.members.tables import Person

Pair = tuple[int, int]


class Sighting(Row, table=True):
    __tablename__ = "sightings"

    person_id: int = Field(
        primary_key=True, foreign_key="people.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)


USERS: BindParameter[int] = bindparam("users", expanding=True)  # put together once
CHATS: BindParameter[int] = bindparam("chats", expanding=True)
KNOWN = (
    select(Person, col(Sighting.chat_id))
    .outerjoin(Sighting, and_(col(Sighting.person_id) == col(Person.id), col(Sighting.chat_id).in_(CHATS)))
    .where(col(Person.tg_user_id).in_(USERS))
)


async def known(
    session: AsyncSession, users: Collection[int], chats: Collection[int]
) -> tuple[dict[int, Person], set[Pair]]:
    """The people behind these Telegram ids, by them, and where among these chats they were seen: in one statement."""
    people: dict[int, Person] = {}
    seen: set[Pair] = set()
    if users:
        for person, chat_id in await session.execute(KNOWN, {"users": list(users), "chats": list(chats)}):
            people[person.tg_user_id] = person
            if chat_id is not None:
                seen.add((person.id, chat_id))
    return people, seen


def record_sightings(
    session: AsyncSession, met: Iterable[tuple[Person, int]], seen: AbstractSet[Pair], now: datetime
) -> None:
    """Writes down those pairs of person and chat that are not `seen` yet."""
    for person_id, chat_id in sorted({(person.id, chat_id) for person, chat_id in met} - seen):
        insert(session, Sighting, person_id=person_id, chat_id=chat_id, at=now)


async def grids_where_seen(session: AsyncSession, person_id: int) -> Sequence[Grid]:
    """The grids whose groups the person was seen in, also where the group has become a supergroup since."""
    chat_now = func.coalesce(col(Chat.moved_to), col(Sighting.chat_id))
    bound = and_(
        col(Binding.chat_id) == chat_now, col(Binding.unbound_at).is_(None), col(Binding.purpose) == Purpose.GROUP
    )
    rows = (
        select(Grid)
        .select_from(Sighting)
        .outerjoin(Chat, col(Chat.id) == col(Sighting.chat_id))
        .join(Binding, bound)
        .join(Grid, col(Grid.id) == col(Binding.grid_id))
        .where(col(Sighting.person_id) == person_id, living())
        .order_by(col(Grid.code))
    )
    return list({grid.id: grid for grid in await session.scalars(rows)}.values())
