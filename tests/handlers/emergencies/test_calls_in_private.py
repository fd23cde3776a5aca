from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.emergencies.alerting.notify import ALARM, ANSWER
from models.emergencies.tables import Call, CallEvent
from models.emergencies.workflow import CallAct
from models.outbox.tables import OutboxMessage
from tests.handlers.hazards.reports import RESIDENT
from tests.handlers.room import Room
from tests.street import Street

SECONDS, MINUTES = timedelta(seconds=5), timedelta(minutes=3)


async def said(room: Room, kind: str) -> int:
    await room.session.flush()
    return len((await room.session.scalars(select(col(OutboxMessage.id)).where(col(OutboxMessage.kind) == kind))).all())


@pytest.mark.parametrize(("apart", "answers"), [(SECONDS, 1), (MINUTES, 10)])
async def test_who_calls_ten_times_in_private_has_one_call_and_adds_to_it(
    room: Room, street: Street, apart: timedelta, answers: int
) -> None:
    for press in range(10):
        await room.says(RESIDENT, RESIDENT, f"/sos 第{press}次" if press else "/sos")
        room.now += apart
    [call] = (await room.session.scalars(select(Call))).all()
    events = (await room.session.scalars(select(CallEvent).order_by(col(CallEvent.id)))).all()
    assert [event.act for event in events] == [CallAct.CALL, *[CallAct.JOIN] * 9]
    assert [event.data["text"] for event in events][1:] == [f"第{press}次" for press in range(1, 10)]
    assert call.caller_id == street.resident.id
    assert await said(room, ANSWER) == answers


async def test_ten_calls_within_a_minute_ring_once(room: Room, street: Street) -> None:
    await room.says(RESIDENT, RESIDENT, "/sos")
    rung = await said(room, ALARM)
    for _ in range(9):
        room.now += SECONDS
        await room.says(RESIDENT, RESIDENT, "/sos")
    assert await said(room, ALARM) == rung > 0


async def test_another_building_after_a_while_is_another_call(room: Room, street: Street) -> None:
    await room.says(RESIDENT, RESIDENT, "/sos 3号楼着火")
    room.now += timedelta(minutes=11)
    await room.says(RESIDENT, RESIDENT, "/sos 8号楼着火")
    room.now += timedelta(minutes=1)
    await room.says(RESIDENT, RESIDENT, "/sos 快来")
    assert [call.text for call in (await room.session.scalars(select(Call).order_by(col(Call.id)))).all()] == [
        "3号楼着火",
        "8号楼着火",
    ]
