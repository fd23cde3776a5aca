from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.asked import Counted
from models.figures.hazards import Progress, Reported, Times, progress, reported, standing, tallies, times
from models.figures.parts import ByPart
from models.grids.tables import Grid
from models.grids.tree import WIDTH, ids_in
from models.hazards.reporting.submit import Said, report, report_discreetly
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.statistics.tallies import Tally
from tests.models.conftest import SHANGHAI
from tests.models.figures.histories import Life, counted_slowly, lived, lives, places, tallied_slowly
from tests.street import GROUP, Street

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGIN = datetime(2026, 11, 1, 16, tzinfo=UTC)  # Monday 00:00 in the street


@dataclass
class Quick:
    reported: ByPart[Reported]
    progress: ByPart[Progress]
    times: ByPart[Times]

    def total(self) -> dict[str, Any]:
        return told(self.reported.total, self.progress.total, self.times.total)

    def of(self, part: int) -> dict[str, Any]:
        return told(
            self.reported.parts.get(part, Reported()),
            self.progress.parts.get(part, Progress()),
            self.times.parts.get(part, Times()),
        )

    def parts(self) -> set[int]:
        return {*self.reported.parts, *self.progress.parts, *self.times.parts}


def told(one: Reported, two: Progress, three: Times) -> dict[str, Any]:
    return {
        **asdict(one),
        **asdict(two),
        "median_to_accept": three.median_to_accept,
        "median_to_close": three.median_to_close,
    }


async def counted(session: AsyncSession, asked: Counted) -> Quick:
    return Quick(await reported(session, asked), await progress(session, asked), await times(session, asked))


async def compare(session: AsyncSession, asked: Counted, every: Sequence[Life]) -> set[str]:
    """All numbers of the grid and of its parts with the slow ones; returns which numbers were not 0."""
    found = await counted(session, asked)
    assert found.total() == counted_slowly(every, asked)
    assert await tallies(session, asked) == {
        (ids_in(part)[-1], kind): Tally(
            len(hazards),
            sum(each.stop_id is not None for each in hazards),
            frozenset(each.reporter_id for each in hazards if each.reporter_id is not None),
            frozenset(each.place_id for each in hazards if each.place_id is not None),
        )
        for (part, kind), hazards in tallied_slowly(every, asked).items()
    }
    by_part: dict[int, list[Life]] = defaultdict(list)
    for life in every:
        by_part[ids_in(life.path[: len(asked.grid.path) + WIDTH + 1])[-1]].append(life)
    for part in {*found.parts(), *by_part}:
        assert found.of(part) == counted_slowly(by_part[part], asked)
    return {name for name, number in found.total().items() if number}


async def check(session: AsyncSession, street: Street, now: datetime, seed: int, steps: int) -> None:
    chance = Random(seed)
    where, met = await places(session, street, now), set()
    await lived(session, street, where, chance, BEGIN - WEEK, steps)
    for grid in (street.street, street.community, street.grid):
        every = await lives(session, grid)
        for weeks in range(-1, 4):
            begin = BEGIN + WEEK * weeks
            for late in (timedelta(0), DAY, 8 * WEEK):
                met |= await compare(session, Counted(grid, begin, begin + WEEK, begin + WEEK + late), every)
    assert met == told(Reported(), Progress(), Times()).keys()


async def test_a_hazard_counts_in_the_week_in_which_it_was_said_and_what_came_after_the_week_is_told_apart(
    session: AsyncSession, street: Street
) -> None:
    end = BEGIN + WEEK
    for number, (at, said_at) in enumerate(
        [(BEGIN, None), (end - MINUTE, None), (end + DAY, end - HOUR), (end, None), (BEGIN + DAY, BEGIN - HOUR)], 1
    ):
        said = Said(GROUP, number, f"{number}号楼楼道堆满杂物", person=street.resident, said_at=said_at)
        await report(session, said, street.grid, at, SHANGHAI)
    await session.flush()
    found = (await reported(session, Counted(street.street, BEGIN, end, end))).total
    assert (found.hazards, found.late) == (2, 1)
    later = (await reported(session, Counted(street.street, BEGIN, end, end + WEEK))).total
    assert (later.hazards, later.late) == (3, 0)


async def test_parts_are_the_grids_next_below_with_nothing_or_something_to_count(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await places(session, street, now)
    for number, grid in enumerate((street.grid, street.community, street.street), 1):
        said = Said(GROUP, number, f"{number}号楼楼道堆满杂物", person=street.resident)
        await report_discreetly(session, said, grid, BEGIN, SHANGHAI)
    await session.flush()
    of_street = (await reported(session, Counted(street.street, BEGIN, BEGIN + WEEK, BEGIN + WEEK))).parts
    by_code = {(await session.get_one(Grid, grid_id)).code: part.hazards for grid_id, part in of_street.items()}
    assert by_code == {"S": 1, "S-1": 2, "S-2": 0}
    of_grid = (await reported(session, Counted(street.grid, BEGIN, BEGIN + WEEK, BEGIN + WEEK))).parts
    assert {grid_id: part.hazards for grid_id, part in of_grid.items()} == {street.grid.id: 1}


async def test_a_hazard_that_was_opened_again_is_closed_once_and_in_its_last_week(
    session: AsyncSession, street: Street
) -> None:
    said = Said(GROUP, 1, "楼道堆满杂物", person=street.resident)
    hazard = await report(session, said, street.grid, BEGIN, SHANGHAI)
    await session.flush()
    for days, what, by in (
        (1, Act.DONE, street.member),
        (2, Act.CLOSE, street.leader),
        (3, Act.DISSATISFIED, street.resident),
        (8, Act.DONE, street.member),
        (9, Act.CLOSE, street.leader),
    ):
        await perform(session, hazard, what, by, BEGIN + DAY * days, SHANGHAI, reason="又堆了")
    await session.flush()
    weeks = [Counted(street.grid, BEGIN + WEEK * n, BEGIN + WEEK * (n + 1), BEGIN + WEEK * (n + 1)) for n in (0, 1)]
    first, second = [(await progress(session, week)).total for week in weeks]
    assert (first.open, first.closed, first.reopened) == (1, 0, 1)
    assert (second.open, second.closed, second.reopened) == (0, 1, 0)
    spans = [(await times(session, week)).total for week in weeks]
    assert [each.median_to_accept for each in spans] == [DAY, None]
    assert [each.median_to_close for each in spans] == [None, 9 * DAY]


@pytest.mark.parametrize(("hours", "middle"), [([], None), ([3], 3), ([1, 5, 90], 5), ([1, 2, 4, 90], 3)])
def test_of_an_even_number_of_times_the_middle_lies_between_two(hours: list[int], middle: int | None) -> None:
    assert Times(to_accept=[each * HOUR for each in hours]).median_to_accept == (middle and middle * HOUR)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
async def test_each_number_is_what_reading_every_event_again_gives(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    await check(session, street, now, seed, steps=150)


@pytest.mark.parametrize("seed", range(3))
async def test_what_stands_now_is_what_progress_says_of_this_moment(
    session: AsyncSession, street: Street, seed: int
) -> None:
    await lived(session, street, await places(session, street, BEGIN), Random(seed), BEGIN, 80)
    await session.flush()
    now = max([each.at for life in await lives(session, street.street) for each in life.events]) + HOUR
    for moment in (now, now + WEEK):
        found = (await progress(session, Counted(street.street, moment - DAY, moment, moment))).total
        assert await standing(session, moment) == (found.open, found.overdue)
    assert found.overdue > 0


async def test_nothing_stands_where_there_is_nothing(session: AsyncSession) -> None:
    assert await standing(session, BEGIN) == (0, 0)
