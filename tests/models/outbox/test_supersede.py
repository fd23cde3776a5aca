from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.alerting import notify as hazard_notify
from models.hazards.alerting.alerts import ALERT
from models.hazards.tables import Hazard
from models.outbox.supersede import REPLACED, replace_earlier
from models.outbox.tables import MessageState, OutboxMessage

HERE, THERE = 14, 15


async def standing(session: AsyncSession) -> list[tuple[int, str, str]]:
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.chat_id).in_([HERE, THERE])).order_by(col(OutboxMessage.id))
    messages = (await session.scalars(rows.execution_options(populate_existing=True))).all()
    return [(message.chat_id, message.kind, message.args["why"]) for message in messages]


async def test_only_what_was_said_to_these_chats_gives_way(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    hazard_notify.alert(session, hazard, [HERE, THERE], "half_time", now)
    await replace_earlier(session, hazard.id, ALERT, [HERE], now)
    hazard_notify.alert(session, hazard, [HERE], "day_before", now)
    assert await standing(session) == [
        (HERE, REPLACED, "half_time"),
        (THERE, ALERT, "half_time"),
        (HERE, ALERT, "day_before"),
    ]


async def test_what_is_to_be_kept_stays(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    hazard_notify.alert(session, hazard, [HERE], "half_time", now)
    await replace_earlier(session, hazard.id, ALERT, [HERE], now, keep=("half_time",))
    assert await standing(session) == [(HERE, ALERT, "half_time")]


async def test_what_was_replaced_is_edited_once_and_not_with_every_change(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    hazard_notify.alert(session, hazard, [HERE], "half_time", now)
    await session.flush()
    message = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.chat_id) == HERE))).one()
    message.state, message.message_id = MessageState.SENT, 7
    await replace_earlier(session, hazard.id, ALERT, [HERE], now)
    await session.refresh(message)
    assert message.state is MessageState.PENDING
    message.state = MessageState.SENT
    await hazard_notify.changed(session, hazard, now)
    await session.refresh(message)
    assert message.state is MessageState.SENT
