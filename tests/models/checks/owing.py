"""Checks that are owed, in rows: a street's grid with places, and the days going by."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import first_id
from models.checks.checking import record_check
from models.checks.duties import parse
from models.checks.duty_tables import kinds_known, set_duties
from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.checks.windows.closing import CHECK_WINDOWS
from models.checks.windows.heightening import begin_heightened
from models.checks.windows.opening import DUTY_DAYS, begin_days
from models.checks.windows.telling import MISSED_CHECKS, TO_TELL
from models.due import WallClock
from models.grids.tables import Grid
from models.members.tables import Leave, LeaveState, Person, Post, Role
from models.outbox.tables import OutboxMessage
from models.periods.turning import PERIODS_DUE
from models.places.tables import Place
from models.schedule.calendar.stored_days import take_from_library
from tests.models.conftest import SHANGHAI

DAY = timedelta(days=1)
ALL = (PERIODS_DUE, DUTY_DAYS, CHECK_WINDOWS, TO_TELL)


def local(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), SHANGHAI).astimezone(UTC)


async def owe(session: AsyncSession, grid: Grid, rows: str, now: datetime) -> None:
    await session.flush()
    await take_from_library(session)
    await set_duties(session, grid, parse(rows, kinds_known(session)), now)


async def add_place(session: AsyncSession, grid: Grid, name: str, kind: str = "shop", **more: Any) -> Place:
    since = local("2026-01-01")
    place = Place(code=name, kind=kind, name=name, grid_id=grid.id, opened_at=since, confirmed_at=since, **more)
    session.add(place)
    await session.flush()
    return place


async def take_post(session: AsyncSession, grid: Grid, role: Role, person: Person, on: str) -> None:
    """Its row is made that morning."""
    made, phone = local(on), "+8619900000077"
    post = Post(id=first_id(made), grid_id=grid.id, role=role, name=person.name, phone=phone)
    post.person_id, post.claimed_at = person.id, made
    session.add(post)
    await session.flush()


def away(session: AsyncSession, person: Person, first: str, last: str, ended: str | None = None) -> None:
    """From the first to the last day; `ended` early, on the morning of that day."""
    begins, ends = local(first, 0), local(last, 0) + DAY
    leave = Leave(person_id=person.id, state=LeaveState.OVER, begins_at=begins, ends_at=ends, filed_at=begins)
    leave.ended_at = local(ended) if ended else None
    session.add(leave)


async def checked(
    session: AsyncSession,
    place: Place,
    person: Person,
    at: datetime,
    outcome: Outcome = Outcome.ORDER,
    *,
    own: bool = False,
) -> PlaceCheck:
    return await record_check(session, place, person, outcome, at, at, own=own)


async def go_by(session: AsyncSession, first: str, last: str) -> None:
    """The clock, at a quarter past midnight and at nine of each day from the first to the last."""
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        for hour in (time(0, 15), time(9)):
            await tick(session, datetime.combine(day, hour, SHANGHAI).astimezone(UTC))
        day += DAY


async def tick(session: AsyncSession, now: datetime) -> None:
    await session.flush()
    await begin_days(session, now)
    await begin_heightened(session, now)
    for rows in ALL:
        while await rows.take(session, WallClock(now, SHANGHAI)):
            await session.flush()


async def windows(session: AsyncSession, grid: Grid) -> list[CheckWindow]:
    rows = select(CheckWindow).where(col(CheckWindow.grid_id) == grid.id).order_by(col(CheckWindow.first))
    return list((await session.scalars(rows)).all())


async def misses(session: AsyncSession, grid: Grid) -> list[tuple[str, str | None, Why]]:
    """The first day of the window, the place, and why."""
    rows = (
        select(col(CheckWindow.first), col(Place.name), col(CheckMiss.why))
        .select_from(CheckMiss)
        .join(CheckWindow, col(CheckWindow.id) == col(CheckMiss.window_id))
        .outerjoin(Place, col(Place.id) == col(CheckMiss.place_id))
        .where(col(CheckWindow.grid_id) == grid.id)
        .order_by(col(CheckWindow.first), col(Place.name))
    )
    return [(str(first), name, why) for first, name, why in (await session.execute(rows)).all()]


async def told(session: AsyncSession) -> list[tuple[int, str]]:
    rows = select(col(OutboxMessage.chat_id), col(OutboxMessage.args)).where(col(OutboxMessage.kind) == MISSED_CHECKS)
    return [(chat, args["day"]) for chat, args in (await session.execute(rows.order_by(col(OutboxMessage.id)))).all()]
