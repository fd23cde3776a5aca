"""What leaders hear of rises and of what is repeated, also where a standstill has kept weeks from them.

Weeks are counted from the Monday, November 2; each is told on the Monday after it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests import warnings
from models.digests.freezing import DIGEST_TURNS, begin
from models.digests.leaders import REPEATED, UNUSUAL
from models.digests.sending import FROZEN_PERIODS
from models.digests.tables import FrozenPeriod
from models.digests.warnings import Pointed, Repeated, WeekWarnings
from models.due import WallClock
from models.outbox.tables import OutboxMessage
from models.schedule.report_periods.periods import PeriodKind
from models.statistics.early_warning import Alarm
from models.statistics.episodes import Course
from models.statistics.tallies import SeriesKey
from tests.models.conftest import SHANGHAI
from tests.street import Street

BEGIN = datetime(2026, 11, 1, 16, tzinfo=UTC)  # Monday 00:00 in the street
WEEK, MORNING = timedelta(weeks=1), timedelta(hours=10)
LEADER = 15
NEW, STILL, OVER = Course.NEW, Course.STILL, Course.OVER


async def frozen(session: AsyncSession, at: datetime) -> None:
    await begin(session, at)
    await session.flush()
    while await DIGEST_TURNS.take(session, WallClock(at, SHANGHAI)):
        await session.flush()


async def told(session: AsyncSession, at: datetime) -> list[OutboxMessage]:
    """What is told to leaders that morning beside digests."""
    before = {each.id for each in (await session.scalars(select(OutboxMessage))).all()}
    while await FROZEN_PERIODS.take(session, WallClock(at, SHANGHAI)):
        await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind).in_((UNUSUAL, REPEATED)))
    return [each for each in (await session.scalars(rows)).all() if each.id not in before]


async def weeks_of(session: AsyncSession, street: Street) -> list[FrozenPeriod]:
    rows = select(FrozenPeriod).where(col(FrozenPeriod.grid_id) == street.street.id)
    weeks = rows.where(col(FrozenPeriod.kind) == PeriodKind.WEEK).order_by(col(FrozenPeriod.first))
    return list((await session.scalars(weeks)).all())


async def warned(session: AsyncSession, street: Street, of_weeks: Mapping[int, WeekWarnings]) -> list[FrozenPeriod]:
    weeks = await weeks_of(session, street)
    for week, each in enumerate(weeks):
        each.warnings = warnings.packed(of_weeks.get(week, WeekWarnings()))
    await session.flush()
    return weeks


def rise(street: Street, course: Course) -> WeekWarnings:
    key = SeriesKey(street.community.id, "gas")
    alarm = Alarm(key, 1, 9, 0, 0, 3, 52, 1e-4) if course is not OVER else None
    return WeekWarnings(pointed=[Pointed(key, course, alarm)])


@pytest.mark.parametrize(
    ("courses", "of_week"),
    [
        ({1: NEW}, 1),
        ({1: NEW, 2: STILL}, 2),
        ({1: NEW, 2: STILL, 3: STILL}, 3),
        ({3: NEW}, 3),
        ({0: NEW, 1: STILL, 3: STILL}, None),
        ({1: OVER}, None),
    ],
    ids=["over meanwhile", "two weeks", "still", "of the newest", "told before", "only its end"],
)
async def test_a_rise_that_began_in_a_week_slept_through_is_told_with_the_next(
    session: AsyncSession, street: Street, courses: Mapping[int, Course], of_week: int | None
) -> None:
    """Of four weeks the first is told; then the bot sleeps until Monday after the fourth."""
    of_weeks = {week: rise(street, course) for week, course in courses.items()}
    await frozen(session, BEGIN)
    await frozen(session, BEGIN + WEEK)
    await warned(session, street, of_weeks)
    assert len(await told(session, BEGIN + WEEK + MORNING)) == (0 in courses)
    await frozen(session, BEGIN + 4 * WEEK + MORNING)
    weeks = await warned(session, street, of_weeks)
    found = await told(session, BEGIN + 4 * WEEK + MORNING)
    assert [each.subject_id for each in found] == ([] if of_week is None else [weeks[of_week].id])
    assert {each.chat_id for each in found} <= {LEADER}


async def test_what_is_repeated_in_weeks_slept_through_is_told_once_with_its_newest_numbers(
    session: AsyncSession, street: Street
) -> None:
    here = street.community.id
    place, more = (Repeated("gas", many, place_id=77, community=here) for many in (3, 4))
    again = Repeated("gas", 2, hazard=7, community=here)
    await frozen(session, BEGIN)
    await frozen(session, BEGIN + 3 * WEEK + MORNING)
    of_weeks = {0: WeekWarnings(repeated=[place, again]), 2: WeekWarnings(repeated=[more])}
    weeks = await warned(session, street, of_weeks)
    found = await told(session, BEGIN + 3 * WEEK + MORNING)
    assert sorted((each.subject_id, each.args["places"]) for each in found) == sorted(
        [(weeks[0].id, [1]), (weeks[2].id, [0])]
    )


async def test_of_weeks_before_there_were_digests_leaders_hear_nothing(session: AsyncSession, street: Street) -> None:
    before = FrozenPeriod(
        grid_id=street.street.id,
        kind=PeriodKind.WEEK,
        first=date(2026, 10, 26),
        figures={},
        as_of=BEGIN,
        frozen_at=BEGIN,
    )
    session.add(before)
    await frozen(session, BEGIN + timedelta(hours=1))
    await frozen(session, BEGIN + WEEK + MORNING)
    await warned(session, street, {0: rise(street, NEW), 1: rise(street, STILL)})
    assert await told(session, BEGIN + WEEK + MORNING) == []
