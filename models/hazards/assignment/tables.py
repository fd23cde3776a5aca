"""A hazard that a leader assigns to somebody of its grid, who takes it or declines it.

    waiting ──taken──▶ taken
       ├──declined, with a reason──▶ declined
       ├──no answer in time──▶ lapsed
       └──assigned anew, or the hazard has moved on──▶ withdrawn

What must always hold: a hazard has at most one assignment that waits. The ladder of the hazard does not wait for it:
until the assignment is taken the hazard is open, or with whoever accepted it before.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ColumnElement, Index, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id, word
from models.errors import Refused
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.hazards.workflow import TRANSITIONS, Act
from models.members.reach import staff_at_work
from models.members.tables import Person, Role

ASSIGNABLE = TRANSITIONS[Act.ASSIGN].before
TO = (Role.MEMBER, Role.BACKUP, Role.LEADER)


class AssignmentState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Assignment(Row, table=True):
    """To `person_id` by `by_id`, to be answered by `due_at`; `from_id` had accepted the hazard before."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(
            "uq_assignments_waiting",
            "hazard_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_assignments_due",
            "due_at",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    by_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    from_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: AssignmentState = word(AssignmentState, default=AssignmentState.WAITING)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


WAITING: ColumnElement[bool] = col(Assignment.state) == literal_column("'waiting'")  # as the indices have it


async def waiting_for(session: AsyncSession, hazard: Hazard) -> Assignment | None:
    """The assignment that waits for an answer."""
    if hazard.state not in ASSIGNABLE:
        return None
    rows = select(Assignment).where(col(Assignment.hazard_id) == hazard.id)
    found: Assignment | None = (await session.scalars(rows.where(WAITING))).first()
    return found


async def assigned_to(session: AsyncSession, hazard: Hazard, person: Person) -> bool:
    assignment = await waiting_for(session, hazard)
    return assignment is not None and assignment.person_id == person.id


async def assignable(session: AsyncSession, hazard: Hazard, by: Person) -> list[tuple[Person, Role]]:
    """Who of the grid could be given it: those at work who can be written to, but for `by` and who has it already."""
    grid = await session.get_one(Grid, hazard.grid_id)
    found = await staff_at_work(session, grid, TO)
    return [(person, role) for person, role in found if person.id not in (by.id, hazard.accepted_by)]


async def hinders(session: AsyncSession, hazard: Hazard, what: Act, person: Person) -> None:
    """Raises Refused where there is nobody to assign it to."""
    if what is Act.ASSIGN and not await assignable(session, hazard, person):
        raise Refused("nobody_to_assign")
