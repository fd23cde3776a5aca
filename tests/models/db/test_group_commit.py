import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import Database
from models.grids.tables import Chat

Do = Callable[[AsyncSession], Awaitable[int]]


def adding(number: int, now: datetime) -> Do:
    async def add(session: AsyncSession) -> int:
        session.add(Chat(id=number, type="group", seen_at=now))
        await session.flush()
        return number

    return add


async def failing(_session: AsyncSession) -> int:
    raise ZeroDivisionError


def commits_of(database: Database) -> list[object]:
    seen: list[object] = []
    event.listen(database.engine.sync_engine, "commit", seen.append)
    return seen


async def stored(database: Database) -> list[int]:
    async with database.read() as session:
        return list(await session.scalars(select(col(Chat.id)).order_by(col(Chat.id))))


async def test_what_is_written_at_once_shares_a_commit(database: Database, now: datetime) -> None:
    commits = commits_of(database)
    written = await asyncio.gather(*(database.shared.write(adding(number, now)) for number in range(1, 6)))
    assert written == [1, 2, 3, 4, 5] == await stored(database)
    assert len(commits) == 1


async def test_what_comes_in_while_a_job_is_done_joins_its_transaction(database: Database, now: datetime) -> None:
    commits = commits_of(database)
    late: list[asyncio.Task[int]] = []

    async def first(session: AsyncSession) -> int:
        late.append(asyncio.create_task(database.shared.write(adding(2, now))))
        await asyncio.sleep(0)
        return await adding(1, now)(session)

    assert await database.shared.write(first) == 1
    assert await late[0] == 2
    assert len(commits) == 1


async def test_one_that_fails_takes_nobody_with_it(database: Database, now: datetime) -> None:
    jobs = (adding(1, now), failing, adding(3, now))
    done = await asyncio.gather(*map(database.shared.write, jobs), return_exceptions=True)
    assert (done[0], type(done[1]), done[2]) == (1, ZeroDivisionError, 3)
    assert await stored(database) == [1, 3]


async def test_one_that_fails_alone_is_not_tried_again(database: Database) -> None:
    tries: list[int] = []

    async def fail(_session: AsyncSession) -> int:
        tries.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.shared.write(fail)
    assert len(tries) == 1


async def test_whoever_waits_hears_that_no_transaction_could_be_opened(database: Database, now: datetime) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("BEGIN", None, OSError("gone"))

    event.listen(database.engine.sync_engine, "begin", refuse)
    jobs = (database.shared.write(adding(number, now)) for number in (1, 2))
    done = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(each) for each in done] == [OperationalError, OperationalError]
    event.remove(database.engine.sync_engine, "begin", refuse)
    assert await database.shared.write(adding(3, now)) == 3


async def test_a_write_given_up_before_its_turn_is_not_done(database: Database, now: datetime) -> None:
    given_up = asyncio.create_task(database.shared.write(adding(1, now)))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await database.shared.write(adding(2, now)) == 2
    assert await stored(database) == [2]
