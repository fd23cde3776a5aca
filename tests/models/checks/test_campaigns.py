from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.campaigns import Findings, Part, Progress, findings, progress
from models.checks.tables import Outcome
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.periods.opening import end_period
from tests.models.checks.owing import add_place, checked, local
from tests.models.conftest import SHANGHAI
from tests.models.periods.opened import at_nine, campaign
from tests.street import GROUP, Street


@pytest.mark.parametrize(
    ("reached", "places", "target", "percent", "met"),
    [
        (0, 0, 30, 0, False),
        (1, 3, 34, 33, False),
        (1, 3, 33, 33, True),
        (2, 2, 100, 100, True),
        (199, 200, 100, 99, False),
    ],
)
def test_a_target_is_reached_when_it_is(reached: int, places: int, target: int, percent: int, met: bool) -> None:
    found = Progress([Part("一网格", reached, places)], target)
    assert (found.percent, found.met) == (percent, met)


async def test_progress_is_counted_by_the_grids_next_below(session: AsyncSession, street: Street) -> None:
    beside = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    beside.path = path_of(beside.id, street.community.path)
    session.add(beside)
    await session.flush()
    here, also, there = [
        await add_place(session, grid, name)
        for grid, name in ((street.grid, "甲店"), (street.grid, "乙店"), (beside, "丙店"))
    ]
    own = await add_place(session, street.community, "社区店")
    period = await campaign(session, street.community, street.community_leader, "2026-11-02", "2026-11-06")
    later = await add_place(session, street.grid, "后来的店")
    for place, day, hour in (
        (here, "2026-11-02", 0),
        (there, "2026-11-06", 23),
        (also, "2026-11-07", 0),
        (later, "2026-11-03", 9),
    ):
        await checked(session, place, street.member, local(day, hour))
    await checked(session, here, street.leader, local("2026-11-04"))
    await checked(session, own, street.member, local("2026-11-04"), Outcome.NO_ENTRY)
    found = await progress(session, period, SHANGHAI)
    assert list(found.parts) == [Part("S-1网格", 0, 1), Part("S-1-1网格", 1, 2), Part("二网格", 1, 1)]
    assert (found.reached, found.places) == (2, 4)


async def test_what_was_found_and_what_was_left_is_told(session: AsyncSession, street: Street) -> None:
    places = [await add_place(session, street.grid, name) for name in ("甲店", "乙店", "丙店")]
    beyond = await add_place(session, street.grid, "出租屋", "rental")
    period = await campaign(session, street.grid, street.leader, "2026-11-02", "2026-11-06")
    check = await checked(session, places[0], street.member, local("2026-11-03"), Outcome.PROBLEM)
    check.items = [{"item": "gas", "found": "problem"}, {"item": "oil", "found": "pass"}]
    about: dict[str, Any] = {"grid_id": street.grid.id, "chat_id": GROUP, "reporter_id": street.member.id}
    for place, state, day in (
        (places[0], State.CLOSED, "2026-11-03"),
        (places[1], State.OPEN, "2026-11-05"),
        (places[1], State.DUPLICATE, "2026-11-05"),
        (places[1], State.OPEN, "2026-11-08"),
        (beyond, State.OPEN, "2026-11-03"),
    ):
        session.add(Hazard(place_id=place.id, state=state, created_at=local(day), **about))
    await session.flush()
    assert await findings(session, period, SHANGHAI, 1) == Findings(1, 2, 1, ["丙店"], 2)


async def test_ended_early_its_last_day_is_that_day(session: AsyncSession, street: Street) -> None:
    place = await add_place(session, street.grid, "甲店")
    other = await add_place(session, street.grid, "乙店")
    period = await campaign(session, street.grid, street.leader, "2026-11-02", "2026-11-30")
    await end_period(session, period, street.leader, at_nine("2026-11-04"))
    await checked(session, place, street.member, local("2026-11-04", 20))
    await checked(session, other, street.member, local("2026-11-04") + timedelta(days=1))
    assert (await progress(session, period, SHANGHAI)).reached == 1
