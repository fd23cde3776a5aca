from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.asked import Counted
from models.figures.checks import Checks, checks
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
