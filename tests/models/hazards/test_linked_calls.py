from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies import outcomes
from models.emergencies.tables import Call
from models.emergencies.workflow import Outcome
from models.hazards.linked_calls import alarmed_about, hazards_of
from models.hazards.reporting.submit import Said, report
from models.outbox.tables import MessageState, OutboxMessage
from tests.models.emergencies.conftest import Quarter, chats
from tests.street import GROUP

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def test_a_call_knows_the_hazards_of_every_report_that_called(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    first = await report(session, Said(GROUP, 7, "着火了", person=quarter.resident), quarter.grid, now, SHANGHAI)
    second = await report(session, Said(GROUP, 8, "楼道起火", person=quarter.stranger), quarter.grid, now, SHANGHAI)
    await session.flush()
    [call] = (await session.scalars(select(Call))).all()
    assert [hazard.id for hazard in await hazards_of(session, call)] == [first.id, second.id]


async def test_a_call_without_a_report_has_no_hazards(session: AsyncSession, call: Call) -> None:
    await session.flush()
    assert await hazards_of(session, call) == []


async def test_who_heard_the_alarm_of_a_running_call_has_heard_of_each_of_its_hazards(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    first = await report(session, Said(GROUP, 7, "着火了", person=quarter.resident), quarter.grid, now, SHANGHAI)
    second = await report(session, Said(GROUP, 8, "楼道起火", person=quarter.stranger), quarter.grid, now, SHANGHAI)
    told, about = set(await chats(session, "alarm")), {first.id, second.id, 1}
    assert await alarmed_about(session, about) == {first.id: told, second.id: told}
    refused = update(OutboxMessage).where(
        col(OutboxMessage.chat_id) == 12, col(OutboxMessage.kind) == "emergencies.alarm"
    )
    await session.execute(refused.values(state=MessageState.FAILED))
    assert await alarmed_about(session, [first.id]) == {first.id: told - {12}}
    [call] = (await session.scalars(select(Call))).all()
    await outcomes.end(session, call, quarter.leader, Outcome.FIRE_OUT, now)
    assert await alarmed_about(session, about) == {}
