"""Supervision (挂牌督办): beside the hazard's state, under a number of its own, until its lister lifts it.

    listed ──weekly progress, or the week passes without──▶ listed ──lifted, with a reason──▶ lifted

What must always hold: a hazard has at most one supervision that is not lifted; a listed hazard is not ended; only its
lister, or in their absence who leads the same grid, the B post too, lifts it; numbers run without gaps through a
street's year; a standing supervision has its next call, a lifted one has none.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, bindparam, exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id, word
from models.errors import Refused
from models.grids.tables import Grid, Level
from models.hazards.tables import Hazard
from models.hazards.workflow import ENDED, TRANSITIONS, Act
from models.members.positions import leads
from models.members.reach import on_leave
from models.members.tables import Person, Post, Role

ENDING = frozenset(act for act, move in TRANSITIONS.items() if move.after in ENDED)
OF_SUPERVISION = frozenset({Act.SUPERVISE, Act.PROGRESS, Act.LIFT})


class Supervision(Row, table=True):
    """`office_id` is the street whose numbers it takes; `grid_id` and `level` are those of the post it was listed by.

    By `progress_by` those responsible must have reported; `next_at` is when somebody is to be called next.
    """

    __tablename__ = "listings"
    __table_args__ = (
        Index("uq_listings_number", "office_id", "year", "number", unique=True),
        Index(
            "uq_listings_standing",
            "hazard_id",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
            sqlite_where=text("lifted_at IS NULL"),
        ),
        Index(
            "ix_listings_next",
            "next_at",
            postgresql_where=text("next_at IS NOT NULL"),
            sqlite_where=text("next_at IS NOT NULL"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", sa_type=BigInteger, index=True)
    office_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    year: int
    number: int
    listed_by: int = Field(foreign_key="people.id", sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    level: Level = word(Level)
    at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    requirement: str = Field(default="", max_length=500)
    reported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    progress_by: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lifted_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    outcome: str = Field(default="", max_length=500)


def number_of(supervision: Supervision) -> str:
    return f"督〔{supervision.year}〕{supervision.number}号"


STANDING = select(Supervision).where(
    col(Supervision.hazard_id) == bindparam("hazard"), col(Supervision.lifted_at).is_(None)
)


async def current(session: AsyncSession, hazard_id: int) -> Supervision | None:
    """The hazard's listing that is not lifted."""
    found: Supervision | None = (await session.scalars(STANDING, {"hazard": hazard_id})).first()
    return found


async def may_lift(session: AsyncSession, supervision: Supervision, person: Person) -> bool:
    """Who listed it; where that one leads the grid no more or is on leave, whoever leads it then, the B post too."""
    if person.id == supervision.listed_by:
        return True
    grid = await session.get_one(Grid, supervision.grid_id)
    if not any(held.grid.id == grid.id for held in await leads(session, person.id, grid)):
        return False
    lister = exists().where(
        col(Post.person_id) == supervision.listed_by,
        col(Post.grid_id) == grid.id,
        col(Post.role) == Role.LEADER,
        col(Post.ended_at).is_(None),
        ~on_leave(),
    )
    return not await session.scalar(select(lister))


async def hinders(session: AsyncSession, hazard: Hazard, what: Act, person: Person) -> None:
    """Raises Refused for what a supervision forbids, or the lack of one; until the commit nobody else ends or lists
    it.
    """
    if what not in ENDING | OF_SUPERVISION:
        return
    await session.execute(select(col(Hazard.id)).where(col(Hazard.id) == hazard.id).with_for_update())
    supervision = await current(session, hazard.id)
    if supervision is None:
        if what in (Act.PROGRESS, Act.LIFT):
            raise Refused("not_listed")
        return
    if what is Act.PROGRESS or (what is Act.LIFT and await may_lift(session, supervision, person)):
        return
    lister = await session.get_one(Person, supervision.listed_by)
    code = {Act.SUPERVISE: "listed_already", Act.LIFT: "not_lister"}.get(what, "listed")
    raise Refused(code, number=number_of(supervision), by=lister.name)
