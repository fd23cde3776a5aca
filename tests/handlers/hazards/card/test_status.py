"""The status: in residents' groups what people did, to staff also whom the bot told."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.grids.tables import Binding, Chat, Level, Purpose
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.actions import record_hazard_event
from tests.handlers.room import Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADERS = 11, 12, -2001


@pytest.mark.parametrize(("where", "climbs"), [(GROUP, False), (LEADERS, True), (RESIDENT, True)])
async def test_whom_the_bot_told_is_not_for_the_residents_group(
    room: Room, street: Street, where: int, climbs: bool
) -> None:
    room.session.add(Chat(id=LEADERS, type="supergroup", title="网格长群", seen_at=room.now))
    room.session.add(Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=LEADERS, bound_at=room.now))
    await room.says(RESIDENT, GROUP, "/report 3号楼楼道堆物")
    await room.says(RESIDENT, GROUP, "/report 5号楼灭火器过期")
    hazard = (await room.session.scalars(select(Hazard).where(col(Hazard.number) == 1))).one()
    for hours, level in enumerate((Level.GRID, Level.COMMUNITY, Level.STREET), 1):
        at = room.now + timedelta(hours=hours)
        record_hazard_event(room.session, hazard, Act.ESCALATE, None, at, level=level, reached="S")
    await room.presses(MEMBER, GROUP, "hz:accept:1")
    await room.says(RESIDENT if where == RESIDENT else MEMBER, where, "/status H1")
    text = await room.text("hazards.status")
    assert "受理" in text.rsplit("\n\n", 1)[-1]
    assert ("逐级上报" in text) == climbs
