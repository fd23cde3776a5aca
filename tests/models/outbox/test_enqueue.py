"""Words made anew, whoever looks at the message meanwhile."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.db.database import Database
from models.outbox import claim
from models.outbox.enqueue import enqueue, enqueue_each_once, enqueue_once, refresh_one
from models.outbox.tables import Lane, MessageState, OutboxMessage

GROUP = -100


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_change_is_said_though_delivery_records_the_message_while_it_is_made(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        enqueue(session, GROUP, "question", Lane.REPLY, now)
    async with database.write() as delivering:
        sent = await claim.next_message(delivering, now, (), timedelta(minutes=1))
    assert sent is not None
    async with database.write() as answering:
        question = (await answering.scalars(select(OutboxMessage).where(col(OutboxMessage.id) == sent.id))).one()
        async with database.write() as delivering:
            await claim.record_sent(delivering, sent, [7], "text", now)
        question.args = {"answered": True}
        await refresh_one(answering, question, now)
    async with database.write() as delivering:
        again = await claim.next_message(delivering, now, (), timedelta(minutes=1))
    assert again is not None
    assert (again.state, again.revision, again.args) == (MessageState.PENDING, 2, {"answered": True})


async def test_a_message_changed_twice_at_once_is_said_with_both_changes(database: Database, now: datetime) -> None:
    async with database.write() as session:
        enqueue(session, GROUP, "question", Lane.REPLY, now)
        await session.flush()
        question = (await session.scalars(select(OutboxMessage))).one()
        for given in ({"first": 1}, {"second": 2}):
            question.args = {**question.args, **given}
            await refresh_one(session, question, now)
    async with database.read() as session:
        stored = (await session.scalars(select(OutboxMessage))).one()
    assert (stored.args, stored.revision) == ({"first": 1, "second": 2}, 3)


async def test_of_several_keys_those_that_are_known_are_named_and_not_said_again(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        assert await enqueue_once(session, "a", 1, "digest", Lane.ROUTINE, now, day="Monday")
        again = {"a": 1, "b": 2, "c": 3}
        assert await enqueue_each_once(session, again, "digest", Lane.ROUTINE, now, day="Tuesday") == {"a"}
        assert await enqueue_each_once(session, again, "digest", Lane.ROUTINE, now) == {"a", "b", "c"}
        assert await enqueue_each_once(session, {}, "digest", Lane.ROUTINE, now) == set()
    async with database.read() as session:
        rows = (await session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.chat_id)))).all()
    said = [(row.dedupe_key, row.chat_id, row.state, row.args["day"]) for row in rows]
    days = ("Monday", "Tuesday", "Tuesday")
    assert said == [
        (key, chat, MessageState.PENDING, day) for (key, chat), day in zip(again.items(), days, strict=True)
    ]
