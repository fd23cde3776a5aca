"""Orders to rectify: who must put what right by when, under a number people can quote.

    open ──handed in──▶ handed_in ──closed──▶ fulfilled
      ▲                     │
      └──────sent back──────┘
    open, handed_in ──dismissed, duplicate, transferred; voided──▶ withdrawn

What must always hold: a hazard has at most one order that is open or handed in; numbers run without gaps through a
street's year and are never given twice; an open order has its next reminder, any other has none.
"""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id, word
from models.errors import Refused
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person
from models.onboarding import one_time_codes

SIGNAL = "notices"
OF_NOTICE = frozenset({Act.CORRECT, Act.VOID})


class OrderState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"


class PaperState(StrEnum):
    """Of the notice as a file: `wanted` is made in the background."""

    WANTED = "wanted"
    MADE = "made"
    FAILED = "failed"


class Rectification(Row, table=True):
    """`office_id` is the street (or else the top of the tree) whose numbers it takes; `issue` counts the forms of the
    notice: 1 as ordered, one more with each extension and each correction. `started_at` is when the time to `due_at`
    began to run. Who has `token` holds the notice: it stands in the link that is printed on it. Without `place` or
    `facts` (ordered before they were asked for) the notice takes them from grid and report. `void_reason`: it was
    withdrawn because the notice itself was voided."""

    __tablename__ = "rectifications"
    __table_args__ = (
        Index("uq_rectifications_number", "office_id", "year", "number", unique=True),
        Index(
            "uq_rectifications_unfinished",
            "hazard_id",
            unique=True,
            postgresql_where=text("state IN ('open', 'handed_in')"),
            sqlite_where=text("state IN ('open', 'handed_in')"),
        ),
        Index(
            "ix_rectifications_remind",
            "remind_at",
            postgresql_where=text("remind_at IS NOT NULL"),
            sqlite_where=text("remind_at IS NOT NULL"),
        ),
        Index(
            "ix_rectifications_wanted",
            "paper_not_before",
            postgresql_where=text("paper = 'wanted'"),
            sqlite_where=text("paper = 'wanted'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", sa_type=BigInteger)
    office_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    year: int
    number: int
    responsible: str = Field(max_length=80)
    place: str | None = Field(default=None, max_length=200)
    facts: str | None = Field(default=None, max_length=400)
    by_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    ordered_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: OrderState = word(OrderState, default=OrderState.OPEN)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    remind_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    climbed: int = 0
    issue: int = 1
    paper: PaperState = word(PaperState, default=PaperState.WANTED)
    paper_not_before: datetime = Field(sa_type=UtcDateTime)
    paper_tries: int = 0
    file: str | None = Field(default=None, max_length=500)
    token: str = Field(default_factory=one_time_codes.make, max_length=16)
    void_reason: str | None = Field(default=None, max_length=500)


class Extension(Row, table=True):
    """A deadline moved, by whom and why."""

    __tablename__ = "rectification_extensions"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    rectification_id: int = Field(foreign_key="rectifications.id", sa_type=BigInteger, index=True)
    by_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    due_before: datetime = Field(sa_type=UtcDateTime)
    due_after: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(max_length=500)


class Correction(Row, table=True):
    """An issued notice put right under its number, by whom and why: `changes` are what it said before and says now, by
    column; `issue` is the form that says it first."""

    __tablename__ = "rectification_corrections"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    rectification_id: int = Field(foreign_key="rectifications.id", sa_type=BigInteger, index=True)
    by_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    issue: int
    reason: str = Field(max_length=500)
    changes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


def number_of(order: Rectification) -> str:
    return f"〔{order.year}〕第{order.number}号"


UNFINISHED = col(Rectification.state).in_([OrderState.OPEN, OrderState.HANDED_IN])


async def unfinished(session: AsyncSession, hazard_id: int) -> Rectification | None:
    """The order this hazard is under, open or handed in."""
    rows = select(Rectification).where(col(Rectification.hazard_id) == hazard_id, UNFINISHED)
    found: Rectification | None = (await session.scalars(rows)).first()
    return found


async def hinders(session: AsyncSession, hazard: Hazard, what: Act, _person: Person) -> None:
    """Raises Refused where there is no notice to correct or to void."""
    if what not in OF_NOTICE:
        return
    if await in_force(session, hazard.id) is None:
        raise Refused("no_notice")


async def in_force(session: AsyncSession, hazard_id: int) -> Rectification | None:
    """Like unfinished(), as it is now: until the commit nobody else changes it."""
    await session.execute(select(col(Hazard.id)).where(col(Hazard.id) == hazard_id).with_for_update())
    rows = select(Rectification).where(col(Rectification.hazard_id) == hazard_id, UNFINISHED)
    found: Rectification | None = (await session.scalars(rows.execution_options(populate_existing=True))).first()
    return found


async def withdrawn_of(session: AsyncSession, hazard_id: int) -> list[Rectification]:
    """Whose papers are out there still, the oldest first."""
    rows = select(Rectification).where(
        col(Rectification.hazard_id) == hazard_id, col(Rectification.state) == OrderState.WITHDRAWN
    )
    return list((await session.scalars(rows.order_by(col(Rectification.id)))).all())


async def held_by(session: AsyncSession, hazard_id: int, token: str) -> Rectification | None:
    """The order whose notice bears this token."""
    rows = select(Rectification).where(col(Rectification.hazard_id) == hazard_id)
    orders = (await session.scalars(rows)).all()
    return next((order for order in orders if secrets.compare_digest(order.token, token)), None)


async def extensions_of(session: AsyncSession, rectification_id: int) -> list[Extension]:
    """In the order they were granted."""
    rows = select(Extension).where(col(Extension.rectification_id) == rectification_id).order_by(col(Extension.id))
    return list((await session.scalars(rows)).all())


async def corrections_of(session: AsyncSession, rectification_id: int) -> list[Correction]:
    """In the order they were made."""
    rows = select(Correction).where(col(Correction.rectification_id) == rectification_id).order_by(col(Correction.id))
    return list((await session.scalars(rows)).all())
