from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from models.base import EPOCH_MS, RANDOM_BITS, UtcDateTime, Word, _IdClock, first_id, moment_of, new_id
from models.db.database import Database

SHANGHAI = timezone(timedelta(hours=8))

pytestmark = pytest.mark.own_database


class Fruit(StrEnum):
    APPLE = "apple"
    PEAR = "pear"


def basket() -> Table:
    return Table(
        "basket",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("at", UtcDateTime),
        Column("fruit", Word(Fruit)),
    )


async def through(database: Database, **values: object) -> tuple[object, object]:
    """What comes back of what was stored."""
    table = basket()
    async with database.engine.begin() as connection:
        await connection.run_sync(table.create)
        await connection.execute(insert(table).values(id=1, **values))
        at, fruit = (await connection.execute(select(table.c.at, table.c.fruit))).one()
    return at, fruit


async def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    at, _ = await through(database, at=datetime(2026, 11, 16, 9, 0, 0, 123456, tzinfo=SHANGHAI))
    assert at == datetime(2026, 11, 16, 1, 0, 0, 123456, tzinfo=UTC)
    assert isinstance(at, datetime)
    assert at.tzinfo is UTC or at.utcoffset() == timedelta(0)


async def test_no_time_stays_no_time(database: Database) -> None:
    assert await through(database, at=None, fruit=None) == (None, None)


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="must carry its zone"):
        await through(database, at=datetime(2026, 11, 16, 9))  # noqa: DTZ001 - that is the point


async def test_a_word_comes_back_as_its_member(database: Database) -> None:
    _, fruit = await through(database, fruit=Fruit.PEAR)
    assert fruit is Fruit.PEAR


async def test_a_word_may_be_given_as_text(database: Database) -> None:
    assert (await through(database, fruit="apple"))[1] is Fruit.APPLE


async def test_an_unknown_word_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="turnip"):
        await through(database, fruit="turnip")


def test_ids_rise_and_never_repeat() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))


def test_an_id_fits_a_signed_bigint_and_tells_its_hour() -> None:
    number = new_id()
    made = datetime.fromtimestamp(((number >> RANDOM_BITS) + EPOCH_MS) / 1000, UTC)
    assert 0 < number < 2**63
    assert abs(datetime.now(UTC) - made) < timedelta(hours=1)


def test_ids_of_a_machine_whose_clock_is_behind_go_on_from_the_newest_and_apart() -> None:
    newest = first_id(datetime(2040, 1, 1, tzinfo=UTC))
    clocks = [_IdClock() for _ in range(50)]
    for clock in clocks:
        clock.go_on_from(newest)
    ids = [clock.take() for clock in clocks for _ in range(1000)]
    assert min(ids) > newest
    assert len(set(ids)) == len(ids)
    assert moment_of(max(ids)) < datetime(2040, 1, 1, 0, 0, 10, tzinfo=UTC)


def test_a_clock_that_is_right_is_not_moved() -> None:
    clock = _IdClock()
    clock.go_on_from(first_id(datetime(2025, 1, 2, tzinfo=UTC)))
    assert abs(moment_of(clock.take()) - datetime.now(UTC)) < timedelta(days=1)
