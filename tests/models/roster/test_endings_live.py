from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.domains import live_in
from models.errors import Refused
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.roster.endings import LiveRows
from models.roster.importer import foresee, import_roster
from tests.models.roster.rosters import street


async def test_a_grid_with_live_hazards_is_named_and_retired_only_on_demand(
    session: AsyncSession, now: datetime
) -> None:
    await import_roster(session, street(), now)
    grid = (await session.scalars(select(Grid).where(col(Grid.code) == "G2"))).one()
    for state in (State.OPEN, State.ACCEPTED, State.CLOSED, State.DRAFT):
        session.add(Hazard(grid_id=grid.id, state=state, created_at=now))
    await session.flush()
    fewer = replace(street(), entries=tuple(each for each in street().entries if each.code != "G2"))
    ends = await foresee(session, fewer, now, live_in=live_in)
    assert ends.live == (LiveRows("hazards", 2, ("G2 网格G2: 2",)),)
    with pytest.raises(Refused):
        await import_roster(session, fewer, now, live_in=live_in)
    await import_roster(session, fewer, now, live_in=live_in, retire=True)


async def test_nothing_is_asked_of_features_where_no_grid_is_retired(session: AsyncSession, now: datetime) -> None:
    async def never(_session: AsyncSession, _grids: Sequence[int]) -> Mapping[str, Mapping[int, int]]:
        raise AssertionError

    await import_roster(session, street(), now)
    assert (await foresee(session, street(), now, live_in=never)).live == ()
