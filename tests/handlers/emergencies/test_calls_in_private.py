from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.emergencies.notify import ALARM, ANSWER
from models.emergencies.tables import Call, CallEvent
from models.emergencies.workflow import CallAct
from models.outbox.tables import MessageState, OutboxMessage
from tests.handlers.hazards.reports import RESIDENT
from tests.handlers.room import Room
from tests.street import Street


async def said(room: Room, kind: str) -> list[OutboxMessage]:
    await room.session.flush()
    return list((await room.session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == kind))).all())


@pytest.mark.parametrize("apart", [timedelta(seconds=5), timedelta(minutes=3)])
async def test_who_calls_ten_times_rings_as_one_call_and_adds_to_it(room: Room, street: Street, apart: timedelta) -> None:
    for press in range(10):
        await room.says(RESIDENT, RESIDENT, f"/sos {press}号楼" if press else "/sos")
        room.now += apart
    calls = (await room.session.scalars(select(Call))).all()
    events = (await room.session.scalars(select(CallEvent))).all()
    print(apart, len(calls), [e.act for e in events], len(await said(room, ALARM)), len(await said(room, ANSWER)), [m.state for m in await said(room, ANSWER)], MessageState.SENT, CallAct)
    assert 0
