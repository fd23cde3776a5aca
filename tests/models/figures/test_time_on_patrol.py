from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.figures.asked import Counted
from models.figures.duties import Share, share_of, shares
from models.figures.time_on_patrol import PatrolTime, added, late_patrol_time, patrol_time, time_on_patrol
from models.members.leave import LEAVES, file_leave
from models.members.tables import Person, Post, Role
from models.patrols.rounds import check_out
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import DayKind
from tests.models.checks.owing import go_by, local, owe
from tests.models.conftest import SHANGHAI
from tests.models.patrols.patrolling import begin
from tests.street import Street

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 15)  # Monday to Sunday, ten working days
HOURS = "member  hours  daily\nleader  hours  daily"


def asked(street: Street, first: date, last: date, late: timedelta = DAY) -> Counted:
    begins, ends = (datetime.combine(day, time(), SHANGHAI) for day in (first, last + DAY))
    return Counted(street.street, begins, ends, ends + late)


async def walk(session: AsyncSession, street: Street, person: Person, day: date, minutes: list[int]) -> None:
    """Short rounds of so many minutes each, from nine on, an hour apart."""
    at = local(str(day))
    for each in minutes:
        await begin(session, street.grid, person, at)
        await check_out(session, person, at + MINUTE * each, at + MINUTE * each)
        at += timedelta(hours=1)


async def claimed(session: AsyncSession) -> None:
    """Long before."""
    await session.flush()
    await session.execute(update(Post).values(claimed_at=local("2026-01-01")))


async def follow_leaves(session: AsyncSession, now: datetime) -> None:
    await session.flush()
    await LEAVES.take(session, WallClock(now, SHANGHAI))
    await session.flush()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
async def test_minutes_are_those_that_each_walked_of_those_that_each_owed(
    session: AsyncSession, street: Street, seed: int
) -> None:
    await claimed(session)
    chance, people = Random(seed), (street.member, street.other_member, street.leader)
    await owe(session, street.street, HOURS, local("2026-11-01"))
    away = chance.sample([FIRST + DAY * n for n in range(10)], 3)
    for day in away:
        await file_leave(session, street.leader, day, day, local("2026-11-01"), SHANGHAI)
    walked: dict[tuple[int, date], int] = defaultdict(int)
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + DAY * n
        await follow_leaves(session, local(str(day), 0))
        await go_by(session, str(day), str(day))
        for person in people:
            if day not in away or person is not street.leader:
                minutes = [chance.randrange(10, 31) for _ in range(chance.randrange(7))]
                await walk(session, street, person, day, minutes)
                walked[person.id, day] = sum(minutes)
    await go_by(session, str(LAST + DAY), str(LAST + DAY))
    every = await time_on_patrol(session, asked(street, FIRST, LAST))
    posts = (await session.scalars(select(Post).where(col(Post.grid_id) == street.grid.id))).all()
    for post in posts:
        days = [FIRST + DAY * n for n in range(14) if n % 7 < 5]
        owing = [day for day in days if post.person_id != street.leader.id or day not in away]
        done = sum(min(walked[post.person_id or 0, day], 120) for day in owing)
        assert share_of(duty for duty in every if duty.posts == (post.id,)) == Share(done, 120 * len(owing))
    [of_community] = (await session.scalars(select(Post).where(col(Post.grid_id) == street.community.id))).all()
    assert share_of(duty for duty in every if duty.posts == (of_community.id,)) == Share(0, 60 * 10)
    parts = await shares(session, asked(street, FIRST, LAST), every)
    assert parts.total == parts.parts[street.community.id] == share_of(every)
    by_day = await patrol_time(session, asked(street, FIRST, LAST))
    assert by_day.total == by_day.parts[street.community.id]
    for n in range(14):
        of_day = share_of(duty for duty in every if duty.day == FIRST + DAY * n)
        told = by_day.total.get(FIRST + DAY * n, PatrolTime())
        assert (told.done, told.owed, told.unknown) == (of_day.done, of_day.of, 0)
    missed = [duty for duty in every if duty.done < duty.of and duty.day == FIRST]
    assert {duty.done for duty in missed} <= {0, *walked.values()}


async def test_a_week_holds_its_own_days_whenever_it_is_counted(session: AsyncSession, street: Street) -> None:
    await claimed(session)
    await owe(session, street.street, "member  hours  daily", local("2026-11-01"))
    await go_by(session, "2026-11-02", "2026-11-17")
    first, second = asked(street, FIRST, FIRST + 6 * DAY), asked(street, FIRST + 7 * DAY, LAST, 9 * DAY)
    assert [share_of(await time_on_patrol(session, each)) for each in (first, second)] == [Share(0, 1200)] * 2
    before_it_closed = Counted(street.street, second.begin, second.end, second.begin)
    assert await time_on_patrol(session, before_it_closed) == []


async def test_who_holds_no_post_or_stands_in_owes_no_time(session: AsyncSession, street: Street) -> None:
    posts = select(Post).where(col(Post.grid_id) == street.grid.id, col(Post.role) == Role.MEMBER)
    first, second = (await session.scalars(posts.order_by(col(Post.name)))).all()
    first.role = Role.BACKUP
    await owe(session, street.street, "member  hours  daily", local("2026-11-01"))
    await go_by(session, "2026-11-02", "2026-11-03")
    second.claimed_at = local("2026-11-04")
    await session.flush()
    await go_by(session, "2026-11-04", "2026-11-05")
    every = await time_on_patrol(session, asked(street, FIRST, FIRST + 6 * DAY))
    assert [(duty.posts, str(duty.day)) for duty in every] == [((second.id,), "2026-11-04")]


async def test_a_post_that_ended_in_the_course_of_a_day_owes_nothing_of_it(
    session: AsyncSession, street: Street
) -> None:
    await claimed(session)
    await owe(session, street.street, "leader  hours  daily", local("2026-11-01"))
    await go_by(session, "2026-11-02", "2026-11-03")
    posts = select(Post).where(col(Post.grid_id) == street.grid.id, col(Post.role) == Role.LEADER)
    post = (await session.scalars(posts)).one()
    post.ended_at = local("2026-11-03", 15)
    await go_by(session, "2026-11-04", "2026-11-04")
    every = await time_on_patrol(session, asked(street, FIRST, FIRST + DAY))
    assert [(duty.day, duty.done, duty.of) for duty in every if duty.posts == (post.id,)] == [(FIRST, 0, 120)]


async def test_where_nobody_holds_a_post_it_is_said_and_nothing_is_owed(session: AsyncSession, street: Street) -> None:
    await session.flush()
    await session.execute(update(Post).values(person_id=None, claimed_at=None))
    await owe(session, street.street, HOURS, local("2026-11-01"))
    await go_by(session, "2026-11-02", "2026-11-09")
    found = (await patrol_time(session, asked(street, FIRST, FIRST + 6 * DAY))).total
    assert [day.weekday() for day in found] == [0, 1, 2, 3, 4]
    each = added(found.values())
    assert (each.done, each.owed, each.unknown) == (0, 0, 0)
    assert each.unstaffed >= 5


async def test_of_days_that_are_not_announced_nothing_is_owed(session: AsyncSession, street: Street) -> None:
    await claimed(session)
    await owe(session, street.street, "member  hours  daily", local("2027-02-01"))
    first = date(2027, 2, 8)  # a calendar of 2027 is not out: the feast's days may be worked or not
    calendar = await load_calendar(session, first, first + 6 * DAY)
    days = [first + DAY * n for n in range(7)]
    unknown = [day for day in days if calendar.kind(day) is DayKind.UNKNOWN]
    assert unknown
    await go_by(session, "2027-02-08", "2027-02-15")
    found = (await patrol_time(session, asked(street, first, days[-1]))).total
    assert [day for day, time in found.items() if time.unknown] == unknown
    assert [found[day].owed for day in unknown] == [0] * len(unknown)
    worked = [day for day in days if calendar.works(day)]
    assert [day for day, time in found.items() if time.owed] == worked


async def test_what_a_standstill_has_closed_late_is_told_with_the_week_after(
    session: AsyncSession, street: Street
) -> None:
    await claimed(session)
    await owe(session, street.street, "member  hours  daily", local("2026-11-01"))
    await go_by(session, "2026-11-02", "2026-11-04")
    await go_by(session, "2026-11-12", "2026-11-17")
    first, second = asked(street, FIRST, FIRST + 6 * DAY), asked(street, FIRST + 7 * DAY, LAST)
    told = added((await patrol_time(session, first)).total.values())
    late = await late_patrol_time(session, second, second.begin + DAY)
    every = share_of(await time_on_patrol(session, replace(first, as_of=second.as_of)))
    assert late.owed > 0
    assert (told.done + late.done, told.owed + late.owed) == (every.done, every.of)
    third = asked(street, LAST + DAY, LAST + 7 * DAY)
    assert await late_patrol_time(session, third, third.begin + DAY) == PatrolTime()
