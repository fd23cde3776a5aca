from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.db import Database, insert
from models.grids.tables import Chat
from models.outbox.letters import Lane, Letter, LetterState


async def test_rows_of_several_tables_come_back_as_they_were_given(database: Database, now: datetime) -> None:
    args = {"why": "堵了“出口”", "times": [1, 2]}
    async with database.write() as session:
        for number in (1, 2, 3):
            later = now + timedelta(minutes=number)
            given = {"kind": "test", "lane": Lane.REPLY, "not_before": later, "created_at": now}
            insert(session, Letter, chat_id=-number, args={**args, "number": number}, reply_to=2**40, **given)
            insert(session, Chat, id=-number, type="group", title="一网格, {群}", seen_at=now)
    async with database.read() as session:
        letters = (await session.scalars(select(Letter).order_by(col(Letter.not_before)))).all()
        chats = (await session.scalars(select(Chat).order_by(col(Chat.id).desc()))).all()
    assert [letter.args for letter in letters] == [{**args, "number": number} for number in (1, 2, 3)]
    assert {(letter.state, letter.lane, letter.reply_to, letter.reason) for letter in letters} == {
        (LetterState.PENDING, Lane.REPLY, 2**40, None)
    }
    assert letters[2].not_before == now + timedelta(minutes=3)
    assert [(chat.id, chat.title, chat.seen_at) for chat in chats] == [
        (number, "一网格, {群}", now) for number in (-1, -2, -3)
    ]


async def test_a_transaction_that_fails_writes_none_of_them(database: Database, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError):
        await _write_and_fail(database, now)
    async with database.read() as session:
        assert (await session.scalars(select(Chat))).all() == []


async def _write_and_fail(database: Database, now: datetime) -> None:
    async with database.write() as session:
        insert(session, Chat, id=-1, type="group", seen_at=now)
        await session.flush()
        raise ZeroDivisionError
