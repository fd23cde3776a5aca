"""What leaders ask of many, as tests set it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.members.tables import Person
from models.obligations.kinds import Owners, TaskKind
from models.obligations.owners import Asked
from models.obligations.setting import NewRequirement, require
from models.obligations.tables import Obligation, Requirement
from models.obligations.telling import OBLIGATIONS_DUE, REQUIREMENTS_DUE
from models.outbox.tables import OutboxMessage
from models.schedule.deadlines import end_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def clock(now: datetime) -> WallClock:
    return WallClock(now, SHANGHAI)


async def ask(
    session: AsyncSession,
    grid: Grid,
    person: Person,
    now: datetime,
    owners: Owners = Owners.STAFF,
    kind: TaskKind = TaskKind.LETTER,
    *,
    days: int = 10,
    place_kinds: tuple[str, ...] = (),
    title: str = "责任书",
    **more: Any,
) -> Requirement:
    """Due at the end of the day so many days from now."""
    due = end_of(now.astimezone(SHANGHAI).date() + timedelta(days=days), SHANGHAI)
    new = NewRequirement(kind, title, Asked(owners, place_kinds), due, **more)
    return await require(session, grid, new, person, person.tg_user_id, clock(now))


async def shares(session: AsyncSession, requirement: Requirement) -> list[Obligation]:
    await session.flush()
    rows = select(Obligation).where(col(Obligation.requirement_id) == requirement.id).order_by(col(Obligation.id))
    return list((await session.scalars(rows.execution_options(populate_existing=True))).all())


async def tick(session: AsyncSession, now: datetime) -> None:
    """The clock, until nothing of ours is due."""
    for rows in (OBLIGATIONS_DUE, REQUIREMENTS_DUE):
        while await rows.take(session, clock(now)):
            await session.flush()


async def told(session: AsyncSession, kind: str) -> list[int]:
    """The chats, in the order in which they were told."""
    await session.flush()
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def photo_of(session: AsyncSession, row: Obligation, person: Person, number: int, now: datetime) -> None:
    found = Found("photo", f"file{number}", 1000, number, unique_id=f"unique{number}")
    await attach(session, row.subject, found, person.id, person.tg_user_id, Moment.AFTER, now)
    await session.flush()
