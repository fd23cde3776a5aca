from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.domains import grids_retired
from models.grids.tables import Grid
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import ENDED, LIVE, State
from models.outbox.tables import OutboxMessage
from tests.street import GROUP, Street

COMMUNITY_LEADER = 15


async def retire(session: AsyncSession, now: datetime, *grids: Grid) -> None:
    for grid in grids:
        grid.retired_at = now
    await session.flush()
    await grids_retired(session, [grid.id for grid in grids], now)
    await session.flush()


async def hazard(session: AsyncSession, street: Street, state: State, now: datetime) -> Hazard:
    row = Hazard(grid_id=street.grid.id, chat_id=GROUP, state=state, text="楼道堆物", created_at=now)
    session.add(row)
    await session.flush()
    return row


async def told(session: AsyncSession, kind: str) -> list[int]:
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == kind)
    return list((await session.scalars(rows)).all())


@pytest.mark.parametrize("state", sorted(LIVE))
async def test_what_is_live_goes_to_the_level_above_and_its_leaders_hear(
    session: AsyncSession, street: Street, now: datetime, state: State
) -> None:
    row = await hazard(session, street, state, now)
    await retire(session, now, street.grid)
    assert row.grid_id == street.community.id
    assert await told(session, "hazards.ping") == [COMMUNITY_LEADER]
    events = (await session.scalars(select(HazardEvent).where(col(HazardEvent.hazard_id) == row.id))).all()
    assert [event.data["level"] for event in events] == ["community"]


async def test_a_draft_goes_along_in_silence(session: AsyncSession, street: Street, now: datetime) -> None:
    row = await hazard(session, street, State.DRAFT, now)
    await retire(session, now, street.grid)
    assert (row.grid_id, await told(session, "hazards.ping")) == (street.community.id, [])


@pytest.mark.parametrize("state", sorted(ENDED))
async def test_what_is_over_stays_where_it_was(
    session: AsyncSession, street: Street, now: datetime, state: State
) -> None:
    row = await hazard(session, street, state, now)
    await retire(session, now, street.grid)
    assert row.grid_id == street.grid.id


async def test_where_the_level_above_is_retired_too_the_next_one_has_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    row = await hazard(session, street, State.OPEN, now)
    await retire(session, now, street.grid, street.community)
    assert row.grid_id == street.street.id


async def test_with_nothing_left_above_the_hazard_stays(session: AsyncSession, street: Street, now: datetime) -> None:
    row = await hazard(session, street, State.OPEN, now)
    await retire(session, now, street.grid, street.community, street.street)
    assert row.grid_id == street.grid.id


async def test_the_group_is_told(session: AsyncSession, street: Street, now: datetime) -> None:
    await retire(session, now, street.grid)
    assert await told(session, "grids.retired") == [GROUP]
