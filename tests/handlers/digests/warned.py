"""A week of a street that was frozen with warnings of our choice."""

from datetime import date, timedelta

from handlers.digests.presses import PAGE
from handlers.messages import MessageContent
from models.digests import warnings
from models.digests.stored_periods import frozen
from models.digests.tables import FrozenPeriod
from models.digests.warnings import Pointed, WeekWarnings
from models.grids.tables import Grid
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.report_periods.periods import PeriodKind, period_of
from models.statistics.early_warning import Alarm, Knowledge
from models.statistics.episodes import Course
from models.statistics.tallies import SeriesKey
from tests.handlers.digests.clock import WEEK_BEGAN, tick
from tests.handlers.room import Room

CHAT = 15
WEEK = period_of(PeriodKind.WEEK, date(2026, 11, 9))


def rise(community: Grid | None, kind: str | None = "gas", *, window: int = 1, count: int = 9) -> Pointed:
    key = SeriesKey(community.id if community else None, kind)
    return Pointed(key, Course.NEW, Alarm(key, window, count, 1, 0, 4, 52, 1e-4))


async def frozen_with(room: Room, street: Grid, found: WeekWarnings) -> FrozenPeriod:
    """Of Monday, November 9."""
    await tick(room, WEEK_BEGAN)
    await tick(room, WEEK_BEGAN + timedelta(weeks=1))
    row = await frozen(room.session, street, WEEK)
    assert row is not None
    row.warnings = warnings.packed(found)
    await room.session.flush()
    return row


def found(*pointed: Pointed) -> WeekWarnings:
    return WeekWarnings(knowledge=Knowledge.FULL, pointed=pointed)


async def said_of(room: Room, grid: Grid, locale: str = "zh_CN") -> MessageContent:
    row = enqueue(room.session, CHAT, PAGE, Lane.ROUTINE, room.now, subject_id=grid.id, period=WEEK.name)
    await room.session.flush()
    said = await room.worded(row, locale)
    assert isinstance(said, MessageContent)
    return said
