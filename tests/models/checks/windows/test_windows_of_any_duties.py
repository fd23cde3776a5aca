"""Windows of any table of duties, whoever checks, is away or closes: two years with their feasts, day by day."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Cycle, Every, cycle
from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.db.database import Database
from models.grids.tables import Grid
from models.members.tables import Leave, LeaveState, Person, Post, Role
from models.places.kinds import Cycle as OwnCycle
from models.schedule.calendar.library import days_known
from models.schedule.calendar.working_days import Calendar, DayKind
from tests.databases import undone
from tests.models.checks.owing import add_place, checked, go_by, local, owe, tick, windows
from tests.models.conftest import SHANGHAI
from tests.street import Street, build

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
DAY = timedelta(days=1)
CALENDAR = Calendar({day: said.works for day, said in days_known().items()})
CYCLES = (*Every, "days 1-10", "days 20-31", "2 tue", "1 sun", "4 fri")
ROWS = ("member  shop", "leader  shop rental", "member  places", "responsible  unit", "member  grid", "member  hours")
every_day = st.dates(FIRST, LAST)
cycles = st.sampled_from(CYCLES).map(lambda text: cycle(str(text)))


def days_from(first: date, last: date) -> list[date]:
    return [first + DAY * n for n in range((last - first).days + 1)]


@given(cycles)
@settings(max_examples=len(CYCLES) * 3)
def test_a_cycle_covers_two_years_without_gap_or_overlap(of: Cycle) -> None:
    """Each day lies in the window that `window_of` says, and that one opened on its first day."""
    opened = [window for day in days_from(FIRST, LAST) if (window := of.window_from(day, CALENDAR))]
    assert len({window.first for window in opened}) == len(opened)
    for before, after in pairwise(opened):
        assert before.first <= before.last < after.first <= after.last
    begun = opened[0].first
    covered = Counter(day for window in opened for day in days_from(window.first, window.last))
    for day in days_from(begun, LAST):
        within = of.window_of(day, CALENDAR)
        assert covered[day] == (0 if within is None else 1), (of, day)
        assert within is None or within in opened
    if of.text in set(Every) - {Every.DAY}:
        assert all(covered[day] == 1 for day in days_from(begun, LAST))


@dataclass(frozen=True)
class Story:
    """What happens from `begins` on, by days after it; places by number."""

    table: tuple[str, ...]
    begins: date
    days: int
    kinds: tuple[str, ...]
    own: tuple[OwnCycle | None, ...]
    checks: tuple[tuple[int, int, Outcome, bool], ...]
    leaves: tuple[tuple[int, int], ...]
    closings: tuple[tuple[int, int], ...]
    ends: int | None


@st.composite
def stories(draw: st.DrawFn) -> Story:
    rows = draw(st.lists(st.sampled_from(ROWS), min_size=1, max_size=4, unique=True))
    table = tuple(f"{row}  {_often(draw, row)}" for row in rows)
    days = draw(st.integers(1, 24))
    begins = draw(st.dates(FIRST, LAST - DAY * days))
    places, of_days = draw(st.integers(1, 4)), st.integers(0, days)
    number = st.integers(0, places - 1)
    kinds = st.sampled_from(("shop", "rental", "unit", "hydrant"))
    own = st.sampled_from((None, *OwnCycle))
    checks = st.tuples(of_days, number, st.sampled_from(Outcome), st.booleans())
    return Story(
        table,
        begins,
        days,
        tuple(draw(st.lists(kinds, min_size=places, max_size=places))),
        tuple(draw(st.lists(own, min_size=places, max_size=places))),
        tuple(draw(st.lists(checks, max_size=10))),
        tuple(draw(st.lists(st.tuples(of_days, st.integers(1, 20)), max_size=2))),
        tuple(draw(st.lists(st.tuples(of_days, number), max_size=2))),
        draw(st.none() | of_days),
    )


def _often(draw: st.DrawFn, row: str) -> str:
    if row.endswith("hours"):
        return "daily"
    often = draw(st.sampled_from((*CYCLES, "cycle")))
    return "weekly" if often == "cycle" and row.endswith("grid") else str(often)


@pytest.mark.long
@pytest.mark.timeout(240)
@settings(max_examples=30, suppress_health_check=list(HealthCheck), derandomize=True)
@given(story=stories())
async def test_what_is_expected_ends_done_missed_or_excused_exactly_once(worker_sqlite: Database, story: Story) -> None:
    async with undone(worker_sqlite) as session:
        street = await build(session, local(str(story.begins), 0))
        await _play(session, street, story)
        await session.flush()
        await _each_ends_once(session)


async def _play(session: AsyncSession, street: Street, story: Story) -> None:
    grid, begin = street.grid, story.begins
    await owe(session, grid, "\n".join(story.table), local(str(begin), 0))
    entries = zip(story.kinds, story.own, strict=True)
    owners = {"unit": street.resident.id}
    places = [
        await add_place(session, grid, f"P{n}", kind, cycle=own, responsible_id=owners.get(kind))
        for n, (kind, own) in enumerate(entries)
    ]
    for after, length in story.leaves:
        _be_away(session, street.member, begin + DAY * after, length)
    for n in range(story.days + 1):
        day = str(begin + DAY * n)
        await go_by(session, day, day)
        for _, number in (each for each in story.closings if each[0] == n):
            places[number].closed_at = local(day, 12)
        for _, number, outcome, own in (each for each in story.checks if each[0] == n):
            await checked(session, places[number], street.member, local(day, 15), outcome, own=own)
        if story.ends == n:
            await _end_posts(session, grid)


def _be_away(session: AsyncSession, person: Person, first: date, days: int) -> None:
    begins, ends = local(str(first), 0), local(str(first + DAY * days), 0)
    session.add(Leave(person_id=person.id, state=LeaveState.AWAY, begins_at=begins, ends_at=ends, filed_at=begins))


async def _end_posts(session: AsyncSession, grid: Grid) -> None:
    held = select(Post).where(col(Post.grid_id) == grid.id, col(Post.role) == Role.MEMBER)
    for post in (await session.scalars(held)).all():
        post.ended_at = local("2026-01-01")


async def _each_ends_once(session: AsyncSession) -> None:
    windows = (await session.scalars(select(CheckWindow).where(col(CheckWindow.closed_at).is_not(None)))).all()
    assert len({(each.grid_id, each.duty, each.first) for each in windows}) == len(windows)
    misses: dict[int, list[CheckMiss]] = defaultdict(list)
    for miss in (await session.scalars(select(CheckMiss))).all():
        misses[miss.window_id].append(miss)
    checks = (await session.scalars(select(PlaceCheck))).all()
    held = dict((await session.execute(select(col(Post.id), col(Post.person_id)))).all())
    for window in windows:
        ends = Counter(each.place_id for each in misses[window.id])
        ends.update(place for place in window.places if _done(window, place, checks, held))
        if window.places:
            assert ends == Counter(window.places), (window, ends)
        elif not window.hours:
            assert ends.total() == 1, (window, ends)
        known = CALENDAR.works(window.first) if window.first == window.last else None
        if known is False:
            assert not any(each.why in (Why.MISSED, Why.VACANT) for each in misses[window.id]), window


def _done(window: CheckWindow, place: int, checks: Sequence[PlaceCheck], held: Mapping[int, int | None]) -> bool:
    """A self-check is of whoever is responsible, or of somebody who owed it by a post."""
    owing = {held[post] for post in window.owed_by}
    return any(
        each.place_id == place
        and each.outcome is not Outcome.NO_ENTRY
        and window.first <= each.said_at.astimezone(SHANGHAI).date() <= window.last
        and (each.own if window.owner == "responsible" else not each.own or each.person_id in owing)
        for each in checks
    )


@pytest.mark.long
async def test_two_years_go_by_with_a_look_a_week_and_no_day_is_left_out(
    worker_sqlite: Database,
) -> None:
    """On each Monday the days since the last one are caught up with."""
    async with undone(worker_sqlite) as session:
        street = await build(session, local(str(FIRST), 0))
        await owe(session, street.grid, "member  grid  daily\nmember  shop  weekly", local(str(FIRST), 0))
        shop = await add_place(session, street.grid, "甲店")
        for monday in days_from(FIRST, LAST)[4::7]:
            await tick(session, local(str(monday)))
        opened = await windows(session, street.grid)
        daily = {each.first for each in opened if not each.places}
        worked_or_unknown = {day for day in days_from(FIRST + DAY * 4, monday) if CALENDAR.kind(day) is not DayKind.OFF}
        assert daily == worked_or_unknown
        weekly = [each.first for each in opened if each.places == [shop.id]]
        assert weekly == days_from(FIRST, LAST)[4::7]
        assert {each.first for each in opened if each.closed_at is None} == {monday}
        await _each_ends_once(session)
