"""Who was seen in which group, so that a person who writes in private need not say which grid is theirs.

What must always hold: a pair is written once; the cache knows only what an earlier transaction has committed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, and_, bindparam, func, inspect, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime
from models.db import insert
from models.grids.tables import Binding, Chat, Grid, Purpose
from models.grids.tree import living
from models.members.tables import Person

CACHED = 200_000

Pair = tuple[int, int]


class Sighting(Row, table=True):
    __tablename__ = "sightings"

    person_id: int = Field(
        primary_key=True, foreign_key="people.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)


SEEN = select(col(Sighting.person_id), col(Sighting.chat_id), col(Sighting.at)).where(
    tuple_(col(Sighting.person_id), col(Sighting.chat_id)).in_(bindparam("pairs", expanding=True))
)


class Sighted:
    """Writes down pairs of person and chat that are new; those it has met before cost nothing."""

    def __init__(self) -> None:
        self._known: set[Pair] = set()

    async def note(self, session: AsyncSession, met: Iterable[tuple[Person, int]], now: datetime) -> None:
        people = {(person.id, chat_id): person for person, chat_id in met}
        unknown = people.keys() - self._known
        if not unknown:
            return
        old = {pair for pair in unknown if not inspect(people[pair]).pending}
        seen = await self._seen(session, old, now) if old else set()
        for person_id, chat_id in sorted(unknown - seen):
            insert(session, Sighting, person_id=person_id, chat_id=chat_id, at=now)

    async def _seen(self, session: AsyncSession, pairs: set[Pair], now: datetime) -> set[Pair]:
        found = (await session.execute(SEEN, {"pairs": sorted(pairs)})).all()
        if len(self._known) > CACHED:
            self._known.clear()
        self._known |= {(person_id, chat_id) for person_id, chat_id, at in found if at < now}
        return {(person_id, chat_id) for person_id, chat_id, _ in found}


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
