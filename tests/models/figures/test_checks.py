from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.asked import Counted
from models.figures.checks import Checks, checks, late_checks
from models.grids.tables import Grid
from tests.models.figures.histories import places
from tests.models.figures.windows import BEGIN, DAY, EXCUSES, WEEK, History, expected, history
from tests.street import Street


def slowly(every: History, grids: set[int], asked: Counted) -> Checks:
    due = missed = made_up = excused = 0
    for of, misses in every:
        if of.grid_id not in grids or of.hours or not asked.begin < of.due_at <= asked.end:
            continue
        if of.closed_at is None or of.closed_at >= asked.as_of:
            continue
        for place_id in expected(of):
            miss = next((each for each in misses if each.place_id == place_id), None)
            if miss is not None and miss.why in EXCUSES:
                excused += 1
                continue
            due += 1
            missed += miss is not None
            made_up += miss is not None and miss.made_up_at is not None and miss.made_up_at < asked.as_of
    return Checks(due, missed, made_up, excused)


@pytest.mark.parametrize("seed", range(2))
async def test_checks_are_those_of_reading_every_window(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    grids = [place.grid for place in await places(session, street, now)]
    every = await history(session, grids, now, Random(seed))
    met = set()
    for week in range(3):
        for late in (timedelta(0), 2 * DAY, 2 * WEEK):
            begin = BEGIN + WEEK * week
            asked = Counted(street.street, begin, begin + WEEK, begin + WEEK + late)
            found = await checks(session, asked)
            assert found.total == slowly(every, {each.id for each in grids}, asked)
            met.add(bool(found.total.done and found.total.made_up and found.total.excused))
            for part_id, part in found.parts.items():
                path = (await session.get_one(Grid, part_id)).path
                below = {each.id for each in grids if each.path.startswith(path)}
                assert part == slowly(every, {part_id} if part_id == street.street.id else below, asked)
    assert True in met


@pytest.mark.parametrize("seed", range(2))
async def test_what_was_closed_late_is_among_the_late_ones_of_one_week(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    grids = [place.grid for place in await places(session, street, now)]
    chance = Random(seed)
    every = await history(session, grids, now, chance)
    for of, _ in every:
        if of.closed_at and chance.random() < 0.4:
            of.closed_at += DAY * chance.randrange(20)
    await session.flush()
    told, late = [], 0
    for week in range(-1, 8):
        begin = BEGIN + WEEK * week
        asked = Counted(street.street, begin, begin + WEEK, begin + WEEK + DAY)
        told += [(await checks(session, asked)).total, after := await late_checks(session, asked, begin + DAY)]
        late += after.due
    whole = slowly(every, {each.id for each in grids}, replace(asked, begin=BEGIN - WEEK))
    assert late > 0
    for name in ("due", "missed", "excused"):
        assert sum(getattr(each, name) for each in told) == getattr(whole, name)
