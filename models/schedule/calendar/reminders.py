"""Administrators hear that nobody has said yet how a coming year is worked: once in November, weekly from December on.

    waiting ──announced──▶ done, and the next year waits
       └──a morning──▶ said, and waits for the next

What must always hold: one year waits, the first that is not announced or one before it.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.due import DueRows, WallClock
from models.members.administrators import ADMINISTRATORS
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.calendar.stored_days import first_unannounced, is_announced, take_from_library
from models.schedule.tables import CalendarReminder

UNANNOUNCED = "schedule.unannounced"
MORNING = time(9)
WEEK = timedelta(days=7)


def asked_from(year: int) -> date:
    """From when on it may be wondered that the year is not announced."""
    return date(year - 1, 11, 1)


def pressing_from(year: int) -> date:
    return date(year - 1, 12, 1)


def next_reminder(year: int, said_on: date) -> date:
    """After one on that day."""
    return said_on + WEEK if said_on >= pressing_from(year) else pressing_from(year)


async def keep_calendar(session: AsyncSession, now: datetime, zone: tzinfo) -> None:
    """At each start: what the library knows, and somebody who waits for what it does not know."""
    await take_from_library(session)
    waiting = select(col(CalendarReminder.year)).where(col(CalendarReminder.next_at).is_not(None)).limit(1)
    if (await session.scalars(waiting)).first() is None:
        await _wait_for(session, await first_unannounced(session, now.astimezone(zone).year), now, zone)


async def remind(session: AsyncSession, reminders: Sequence[CalendarReminder], clock: WallClock) -> None:
    today = clock.now.astimezone(clock.zone).date()
    for reminder in reminders:
        if await is_announced(session, reminder.year):
            reminder.next_at = None
            await _wait_for(session, await first_unannounced(session, reminder.year), clock.now, clock.zone)
            continue
        for admin in sorted(ADMINISTRATORS.of(session)):
            enqueue(session, admin, UNANNOUNCED, Lane.ROUTINE, clock.now, year=reminder.year)
        reminder.next_at = _morning(next_reminder(reminder.year, today), clock.zone)


async def _wait_for(session: AsyncSession, year: int, now: datetime, zone: tzinfo) -> None:
    row = {"year": year, "next_at": max(_morning(asked_from(year), zone), now)}
    again = upsert(session, CalendarReminder).values(row)
    await session.execute(again.on_conflict_do_update(index_elements=["year"], set_={"next_at": row["next_at"]}))


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


CALENDAR_REMINDERS = DueRows(
    "calendar_reminders",
    col(CalendarReminder.next_at),
    col(CalendarReminder.next_at).is_not(None),
    row=CalendarReminder,
    handle=remind,
    seconds=300,
)
