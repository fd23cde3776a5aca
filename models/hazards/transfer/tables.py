"""Transfer of a hazard to a line department: with its own due time and a required outcome.

    pending ──outcome──▶ answered ──street closes──▶ settled
       │  ▲                  └──street sends back──▶ pending, with as many days as before
       ├──no outcome in time──▶ overdue (back to the street, loudly)
       └──taken back──▶ withdrawn

What must always hold: a hazard has at most one transfer that is pending or answered, and it is pending exactly while
the hazard is transferred; a pending one has its next reminder, any other has none.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id, word
from models.departments.tables import departments_for
from models.errors import Refused
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person, Post


class TransferState(StrEnum):
    PENDING = "pending"
    ANSWERED = "answered"
    SETTLED = "settled"
    OVERDUE = "overdue"
    WITHDRAWN = "withdrawn"


class Transfer(Row, table=True):
    """`started_at` is when the time to `due_at` began to run; `remark` is what the street wrote to the department."""

    __tablename__ = "transfers"
    __table_args__ = (
        Index("ix_transfers_hazard", "hazard_id"),
        Index(
            "uq_transfers_running",
            "hazard_id",
            unique=True,
            postgresql_where=text("state IN ('pending', 'answered')"),
            sqlite_where=text("state IN ('pending', 'answered')"),
        ),
        Index(
            "ix_transfers_remind",
            "remind_at",
            postgresql_where=text("remind_at IS NOT NULL"),
            sqlite_where=text("remind_at IS NOT NULL"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", sa_type=BigInteger)
    department_id: int = Field(foreign_key="departments.id", sa_type=BigInteger)
    by_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    remind_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: TransferState = word(TransferState, default=TransferState.PENDING)
    remark: str = Field(default="", max_length=500)
    outcome: str = Field(default="", max_length=2000)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    answered_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def running(session: AsyncSession, hazard_id: int) -> Transfer | None:
    """The hazard's transfer that is pending or answered."""
    rows = select(Transfer).where(col(Transfer.hazard_id) == hazard_id)
    live = rows.where(col(Transfer.state).in_([TransferState.PENDING, TransferState.ANSWERED]))
    found: Transfer | None = (await session.scalars(live)).first()
    return found


async def answered(session: AsyncSession, hazard_id: int) -> bool:
    """Whether a department's outcome waits for the street's review."""
    transfer = await running(session, hazard_id)
    return transfer is not None and transfer.state is TransferState.ANSWERED


async def liaises(session: AsyncSession, hazard: Hazard, person: Person) -> bool:
    """Whether the person speaks for the department that has the hazard now."""
    now_there = exists().where(
        col(Transfer.hazard_id) == hazard.id,
        col(Transfer.state) == TransferState.PENDING,
        col(Post.department_id) == col(Transfer.department_id),
        col(Post.person_id) == person.id,
        col(Post.ended_at).is_(None),
    )
    return bool(await session.scalar(select(now_there)))


async def hinders(session: AsyncSession, hazard: Hazard, what: Act, _person: Person) -> None:
    """Raises Refused where there is nobody to transfer it to."""
    if what is Act.TRANSFER and not await departments_for(session, await session.get_one(Grid, hazard.grid_id)):
        raise Refused("no_department")


async def pending_at(session: AsyncSession, departments: Sequence[int]) -> dict[int, int]:
    """How many hazards are with each of these departments now."""
    here = col(Transfer.department_id).in_(departments), col(Transfer.state) == TransferState.PENDING
    rows = select(col(Transfer.department_id), func.count()).where(*here).group_by(col(Transfer.department_id))
    return dict((await session.execute(rows.order_by(col(Transfer.department_id)))).all())
