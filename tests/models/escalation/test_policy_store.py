from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.escalation.policy import Ladder
from models.escalation.policy_store import reset_ladder, set_ladder
from models.escalation.policy_text import parse
from models.escalation.tables import Aim, Lack, Rung
from models.grids.tables import Level
from models.hazards.alerting.ladder import LADDERS, ladder_for, ladder_of
from models.hazards.reporting.submit import Said, report
from models.hazards.workflow import Severity
from tests.models.conftest import SHANGHAI
from tests.tree import Tree, grow

QUICK = """
not accepted  {first} community
not done      1h above every 1h
idle          30m workers
not reviewed  1h above every 1h
"""


def quick(first: str = "7m", more: str = "") -> Ladder:
    return parse(QUICK.format(first=first) + more)


@pytest.fixture
async def tree(session: AsyncSession, now: datetime) -> Tree:
    return await grow(session, now)


@pytest.mark.parametrize("severity", list(Severity))
async def test_without_ladders_of_their_own_all_have_the_default(
    session: AsyncSession, tree: Tree, severity: Severity
) -> None:
    assert await ladder_for(session, tree.grid.id, severity) == LADDERS[severity]


@pytest.mark.parametrize(
    ("owners", "at", "owner"),
    [
        ({Level.STREET}, Level.GRID, Level.STREET),
        ({Level.STREET}, Level.STREET, Level.STREET),
        ({Level.STREET, Level.COMMUNITY}, Level.GRID, Level.COMMUNITY),
        ({Level.STREET, Level.GRID}, Level.COMMUNITY, Level.STREET),
        ({Level.GRID}, Level.COMMUNITY, None),
        ({Level.STREET}, Level.DISTRICT, None),
    ],
)
async def test_the_nearest_ladder_above_wins(
    session: AsyncSession, tree: Tree, now: datetime, owners: set[Level], at: Level, owner: Level | None
) -> None:
    for minutes, level in enumerate(sorted(owners), start=1):
        await set_ladder(session, tree.grids[level], Severity.MAJOR, quick(f"{minutes}m"), now)
    found = await ladder_of(session, tree.grids[at], Severity.MAJOR)
    assert found.owner is (tree.grids[owner] if owner else None)
    assert (found.ladder == LADDERS[Severity.MAJOR]) is (owner is None)


async def test_a_ladder_is_for_one_severity(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await set_ladder(session, tree.grids[Level.STREET], Severity.MAJOR, quick(), now)
    assert await ladder_for(session, tree.grid.id, Severity.MAJOR) == quick()
    assert await ladder_for(session, tree.grid.id, Severity.URGENT) == LADDERS[Severity.URGENT]


async def test_a_ladder_set_again_takes_the_place_of_the_first(
    session: AsyncSession, tree: Tree, now: datetime
) -> None:
    for first in ("7m", "9m"):
        await set_ladder(session, tree.grid, Severity.MAJOR, quick(first), now)
    assert await ladder_for(session, tree.grid.id, Severity.MAJOR) == quick("9m")


async def test_after_a_reset_the_grid_inherits_again(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await set_ladder(session, tree.grids[Level.STREET], Severity.MAJOR, quick("9m"), now)
    await set_ladder(session, tree.grid, Severity.MAJOR, quick("7m"), now)
    assert await reset_ladder(session, tree.grid, Severity.MAJOR)
    assert await ladder_for(session, tree.grid.id, Severity.MAJOR) == quick("9m")
    assert not await reset_ladder(session, tree.grid, Severity.MAJOR)


async def test_a_hazard_climbs_by_the_ladder_of_its_grid(session: AsyncSession, tree: Tree, now: datetime) -> None:
    hours = "told district\nhours 10:00-18:00"
    await set_ladder(session, tree.grids[Level.STREET], Severity.ORDINARY, quick(more=hours), now)
    hazard = await report(session, Said(-1, 1, "楼道堆物", person=tree.reporter), tree.grid, now, SHANGHAI)
    await session.flush()
    rungs = (await session.scalars(select(Rung).order_by(col(Rung.position)))).all()
    assert [(rung.lack, rung.aim, rung.due_at - now) for rung in rungs] == [
        (Lack.ACCEPTED, Aim.COMMUNITY, timedelta(hours=1, minutes=7)),
        (Lack.DONE, Aim.ABOVE, timedelta(hours=2)),
    ]
    assert hazard.due_at == now + timedelta(hours=1, minutes=7)


async def test_a_ladder_that_has_started_stays_as_it_was(session: AsyncSession, tree: Tree, now: datetime) -> None:
    await report(session, Said(-1, 1, "楼道堆物", person=tree.reporter), tree.grid, now, SHANGHAI)
    await session.flush()
    await set_ladder(session, tree.grid, Severity.ORDINARY, quick(), now)
    rungs = (await session.scalars(select(Rung).order_by(col(Rung.position)))).all()
    assert [rung.after for rung in rungs] == [7200, 28800, 86400, 604800]
