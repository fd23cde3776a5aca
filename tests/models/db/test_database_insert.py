"""Rows that insert() is given, beside objects: every type of column, on both databases."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Time,
    delete,
    select,
)
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine
from sqlmodel import AutoString, Field, col

from models.base import Row, UtcDateTime, Word
from models.db.database import Database, insert
from models.emergencies.tables import Call
from models.grids.tables import Chat, Grid, Level
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.schema import metadata


async def test_rows_of_several_tables_come_back_as_they_were_given(database: Database, now: datetime) -> None:
    args = {"why": "堵了“出口”", "times": [1, 2]}
    async with database.write() as session:
        for number in (1, 2, 3):
            later = now + timedelta(minutes=number)
            given = {"kind": "test", "lane": Lane.REPLY, "not_before": later, "created_at": now}
            insert(session, OutboxMessage, chat_id=-number, args={**args, "number": number}, reply_to=2**40, **given)
            insert(session, Chat, id=-number, type="group", title="一网格, {群}", seen_at=now)
    async with database.read() as session:
        messages = (await session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.not_before)))).all()
        chats = (await session.scalars(select(Chat).order_by(col(Chat.id).desc()))).all()
    assert [message.args for message in messages] == [{**args, "number": number} for number in (1, 2, 3)]
    assert {(message.state, message.lane, message.reply_to, message.reason) for message in messages} == {
        (MessageState.PENDING, Lane.REPLY, 2**40, None)
    }
    assert messages[2].not_before == now + timedelta(minutes=3)
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


SAMPLES: dict[type[TypeEngine[Any]], Any] = {
    Integer: 2**31 - 1,
    Float: 29.3405,
    Numeric: Decimal("12.34"),
    Boolean: True,
    Date: date(2026, 11, 16),
    Time: time(8, 30),
    LargeBinary: bytes(range(256)),
    JSON: {"堵": ["“楼道”", 1.5, None, True]},
    UtcDateTime: datetime.fromisoformat("2026-11-16T01:00:00.123456+00:00"),
    String: "“堵”\\'%{}:x",
}


def sample(column: Column[Any]) -> Any:
    """A KeyError asks for a value of a type that is new."""
    kind = column.type
    if isinstance(kind, Word):
        return list(kind.kind)[-1]
    plain = kind.impl_instance if isinstance(kind, AutoString) else kind
    value = SAMPLES[next((each for each in type(plain).__mro__ if each in SAMPLES), type(plain))]
    return value[: plain.length] if isinstance(plain, String) else value


async def come_back(session: AsyncSession, kind: type[Row]) -> tuple[dict[str, Any], dict[str, Any]]:
    table = kind.metadata.tables[str(kind.__tablename__)]
    given = {column.name: sample(column) for column in table.columns}
    await session.execute(delete(table))  # what migrations have filled
    insert(session, kind, **given)
    await session.flush()
    [stored] = (await session.execute(select(*table.columns))).all()
    return given, stored._asdict()


KINDS = {
    mapper.class_.__tablename__: mapper.class_
    for mapper in Row._sa_registry.mappers
    if mapper.local_table in set(metadata().tables.values())
}


@pytest.mark.parametrize("name", sorted(metadata().tables))
async def test_every_column_of_every_table_comes_back_as_it_was_given(database: Database, name: str) -> None:
    async with database.read() as session:  # never committed: its foreign keys point nowhere
        given, stored = await come_back(session, KINDS[name])
    assert stored == given


class Everything(Row, table=True):
    """Types that no table has yet."""

    metadata: ClassVar[MetaData] = MetaData()
    __tablename__ = "everything"

    id: int = Field(primary_key=True)
    day: date
    hour: time
    price: Decimal = Field(max_digits=8, decimal_places=2)
    mass: float
    data: bytes
    perhaps: date | None = None


@pytest.mark.own_database
async def test_dates_times_decimals_and_bytes_come_back_as_they_were_given(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(Everything.metadata.create_all)
    async with database.write() as session:
        given, stored = await come_back(session, Everything)
        insert(session, Everything, **{**given, "id": 1, "perhaps": None})
    assert stored == given
