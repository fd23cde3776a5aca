"""What is kept of a period says the same when it is read again, and early warning goes on from it."""

import json
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests import figures, warnings
from models.digests.freezing import DIGEST_TURNS, begin
from models.digests.tables import FrozenPeriod
from models.due import WallClock
from models.figures.asked import Counted
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.places.tables import Place
from models.schedule.report_periods.periods import PeriodKind, period_of
from models.statistics.episodes import Course
from models.statistics.tallies import SeriesKey
from tests.models.digests.weeks import some
from tests.models.figures.histories import lived, places
from tests.street import Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 11, 1, 16, tzinfo=UTC)  # Monday 00:00 in the street
WEEK = timedelta(weeks=1)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
async def test_figures_are_read_again_as_they_were_counted(
    session: AsyncSession, street: Street, now: datetime, zone: str
) -> None:
    await lived(session, street, await places(session, street, now), Random(7), BEGIN, 60)
    week = period_of(PeriodKind.WEEK, BEGIN.astimezone(SHANGHAI).date())
    counted = await figures.count(session, street.street, week, ZoneInfo(zone))
    assert counted.total.reported.hazards > 0
    assert len(counted.total.by_day) == 7
    again = figures.unpacked(json.loads(json.dumps(figures.packed(counted))))
    assert figures.packed(again) == figures.packed(counted)
    assert list(again.parts) == list(counted.parts)
    assert sum(each.reported.hazards for each in again.parts.values()) == again.total.reported.hazards


async def warned(session: AsyncSession, street: Street, weeks: int) -> list[warnings.WeekWarnings]:
    """Frozen as the clock does it, so many weeks."""
    at = BEGIN + weeks * WEEK
    await begin(session, at)
    await session.flush()
    while await DIGEST_TURNS.take(session, WallClock(at, SHANGHAI)):
        await session.flush()
    of_weeks = col(FrozenPeriod.grid_id) == street.street.id, col(FrozenPeriod.kind) == PeriodKind.WEEK
    found = (await session.scalars(select(FrozenPeriod).where(*of_weeks).order_by(col(FrozenPeriod.first)))).all()
    return [warnings.unpacked(each.warnings) for each in found]


@pytest.mark.long
async def test_a_burst_is_pointed_out_once_as_new_and_then_as_over(session: AsyncSession, street: Street) -> None:
    for week in range(20):
        await some(session, street, BEGIN + week * WEEK + timedelta(hours=9), 1 - week % 2)
    await some(session, street, BEGIN + 20 * WEEK + timedelta(hours=9), 9)
    found = await warned(session, street, 30)
    cell = SeriesKey(street.community.id, "gas")
    courses = [next((each.course for each in week.pointed if each.key == cell), None) for week in found]
    assert courses[:20] == [None] * 20
    assert courses[20] is Course.NEW
    assert [each for each in courses if each is Course.OVER] == [Course.OVER]
    [alarm] = [each for each in found[20].alarms if each.key == cell]
    assert (alarm.count, alarm.low) == (9, 0)


async def test_who_reported_is_not_kept(session: AsyncSession, street: Street) -> None:
    await some(session, street, BEGIN + timedelta(hours=9), 3)
    await warned(session, street, 1)
    told = select(col(FrozenPeriod.warnings)).where(col(FrozenPeriod.warnings).is_not(None))
    [kept] = (await session.scalars(told)).all()
    assert kept["counts"] == [{"community": street.community.id, "kind": "gas", "count": 3, "on_patrol": 0}]
    people = (street.resident, street.member, street.leader)
    assert not any(str(person.id) in json.dumps(kept) for person in people)


def at_place(number: int, grid: Grid, at: datetime) -> Place:
    name = f"{number}号商铺"
    return Place(id=number, code=f"P-{number}", kind="shop", name=name, grid_id=grid.id, opened_at=at, confirmed_at=at)


async def at_one_place(session: AsyncSession, street: Street) -> None:
    session.add(at_place(77, street.grid, BEGIN))
    for hazard in (await session.scalars(select(Hazard))).all():
        hazard.place_id = 77
    await session.flush()


async def test_one_place_with_three_of_a_kind_is_pointed_out_in_the_week_of_the_third(
    session: AsyncSession, street: Street
) -> None:
    for week in (0, 3, 5):
        await some(session, street, BEGIN + week * WEEK + timedelta(hours=9), 1)
    await at_one_place(session, street)
    found = await warned(session, street, 7)
    assert [len(each.repeated) for each in found] == [0, 0, 0, 0, 0, 1, 0]
    assert found[5].repeated == [warnings.Repeated("gas", 3, place_id=77, community=street.community.id)]


async def test_of_a_community_those_with_most_are_kept_and_none_crowds_out_another_s(
    session: AsyncSession, street: Street
) -> None:
    other = Grid(code="S-2", name="二社区", level=Level.COMMUNITY, path="", parent_id=street.street.id)
    other.path = path_of(other.id, street.street.path)
    session.add(other)
    many = warnings.MOST_REPEATED + 3
    await some(session, street, BEGIN + timedelta(hours=9), 4 * many + 3)
    for number, hazard in enumerate((await session.scalars(select(Hazard).order_by(col(Hazard.number)))).all()):
        hazard.place_id = 1 + number // 4
    session.add_all(at_place(1 + number, street.grid, BEGIN) for number in range(many))
    session.add(at_place(1 + many, other, BEGIN))
    await session.flush()
    [week] = await warned(session, street, 1)
    kept = [each.community for each in week.repeated]
    assert kept == [street.community.id] * warnings.MOST_REPEATED + [other.id]


def test_weeks_that_were_kept_before_communities_were_are_read() -> None:
    before = {"kind": "gas", "many": 3, "place_id": 77, "hazard": None}
    assert warnings.unpacked({"repeated": [before]}).repeated == [warnings.Repeated("gas", 3, place_id=77)]


async def test_three_of_a_kind_over_more_than_ninety_days_are_not(session: AsyncSession, street: Street) -> None:
    for week in (0, 7, 14):
        await some(session, street, BEGIN + week * WEEK + timedelta(hours=9), 1)
    await at_one_place(session, street)
    assert not any(each.repeated for each in await warned(session, street, 15))


async def test_a_hazard_opened_again_twice_is_pointed_out(session: AsyncSession, street: Street) -> None:
    await some(session, street, BEGIN + timedelta(hours=9), 1)
    [hazard] = (await session.scalars(select(Hazard))).all()
    for hours in (20, 40):
        at = BEGIN + timedelta(hours=hours)
        session.add(
            HazardEvent(hazard_id=hazard.id, at=at, act=Act.DISSATISFIED, before=State.CLOSED, after=State.ACCEPTED)
        )
    await session.flush()
    [week] = await warned(session, street, 1)
    assert week.repeated == [warnings.Repeated("gas", 2, hazard=hazard.number, community=street.community.id)]


async def test_of_a_week_without_its_history_it_is_too_early_to_tell(session: AsyncSession, street: Street) -> None:
    await session.execute(delete(FrozenPeriod))
    week = period_of(PeriodKind.WEEK, BEGIN.astimezone(SHANGHAI).date())
    begin_at, end = week.bounds(SHANGHAI)
    await some(session, street, BEGIN + timedelta(hours=9), 9)
    found = await warnings.warn(session, Counted(street.street, begin_at, end, end), week.first)
    assert (found.knowledge, found.pointed) == ("too_early", [])
