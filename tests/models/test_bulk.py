from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlmodel import col

from models.db import Database, insert
from models.emergencies.tables import Call
from models.grids.tables import Chat, Grid, Level
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


async def test_an_object_is_written_with_them_and_later_changed_like_one_that_was_read(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        chat = Chat(id=-1, type="group", title="一网格", seen_at=now)
        session.add(chat)
        chat.title = "一网格群"
        await session.flush()
        assert chat not in session.new
        assert await session.get(Chat, -1) is chat
        assert await session.scalar(select(col(Chat.title))) == "一网格群"
        chat.reachable = False
    async with database.read() as session:
        stored = await session.get_one(Chat, -1)
    assert (stored.title, stored.reachable) == ("一网格群", False)


async def test_a_list_is_one_value_of_its_column(database: Database, now: datetime) -> None:
    async with database.write() as session:
        grid = Grid(code="1", name="一网格", level=Level.GRID, path="/1/")
        session.add_all([grid, Call(number=1, grid_id=grid.id, chat_id=-1, text="", reach=[3, 4], created_at=now)])
    async with database.read() as session:
        assert await session.scalar(select(col(Call.reach))) == [3, 4]


async def test_a_time_without_a_zone_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises((ValueError, StatementError), match="must carry its zone"):
        await _write_chat(database, now.replace(tzinfo=None))


async def _write_chat(database: Database, seen_at: datetime) -> None:
    async with database.write() as session:
        insert(session, Chat, id=-1, type="group", seen_at=seen_at)
