from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.domains import grids_retired, live_in
from models.emergencies.alerting.notify import ALARM, CARD
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call, CallEvent, CallStep, StepState
from models.emergencies.workflow import LIVE, CallAct, CallState
from models.grids.retired import RETIRED
from models.grids.tables import Binding, Chat, Purpose
from models.outbox.tables import OutboxMessage
from tests.street import GROUP, Street

COMMUNITY_LEADER, COMMUNITY_GROUP = 15, -300


async def called(session: AsyncSession, street: Street, now: datetime, state: CallState = CallState.CALLING) -> Call:
    call = await call_for_help(session, Cry(GROUP, 1, "3号楼着火", street.resident), street.grid, now)
    call.state = state
    await session.flush()
    return call


async def retire(session: AsyncSession, street: Street, now: datetime) -> None:
    street.grid.retired_at = now
    await session.flush()
    await grids_retired(session, [street.grid.id], now)
    await session.flush()


async def said(session: AsyncSession, kind: str, why: str | None = None) -> list[int]:
    of_kind = select(OutboxMessage).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    rows = await session.scalars(of_kind)
    return [each.chat_id for each in rows.all() if why is None or each.args.get("why") == why]


@pytest.mark.parametrize("state", sorted(LIVE))
async def test_a_running_call_goes_to_the_level_above_whose_leaders_and_group_hear(
    session: AsyncSession, street: Street, now: datetime, state: CallState
) -> None:
    session.add(Chat(id=COMMUNITY_GROUP, type="supergroup", seen_at=now))
    session.add(Binding(grid_id=street.community.id, purpose=Purpose.GROUP, chat_id=COMMUNITY_GROUP, bound_at=now))
    call = await called(session, street, now, state)
    await retire(session, street, now)
    assert call.grid_id == street.community.id
    assert await said(session, ALARM, "retired") == [COMMUNITY_LEADER]
    assert await said(session, CARD) == [GROUP, COMMUNITY_GROUP]
    assert await said(session, RETIRED) == [GROUP]
    events = await session.scalars(select(CallEvent).order_by(col(CallEvent.id)))
    assert [(each.act, each.data.get("grid")) for each in events] == [
        (CallAct.CALL, None),
        (CallAct.MOVE, street.community.code),
    ]
    waiting = await session.scalars(select(CallStep).where(col(CallStep.state) == StepState.WAITING))
    assert len(waiting.all()) > 0


@pytest.mark.parametrize("state", sorted(set(CallState) - LIVE))
async def test_a_call_that_is_over_stays(
    session: AsyncSession, street: Street, now: datetime, state: CallState
) -> None:
    call = await called(session, street, now, state)
    await retire(session, street, now)
    assert (call.grid_id, await said(session, ALARM, "retired")) == (street.grid.id, [])


async def test_what_goes_on_in_a_grid_is_counted(session: AsyncSession, street: Street, now: datetime) -> None:
    assert await live_in(session, [street.grid.id]) == {"hazards": {}, "emergencies": {}, "obligations": {}}
    await called(session, street, now)
    found = await live_in(session, [street.grid.id, street.community.id])
    assert found["emergencies"] == {street.grid.id: 1}
