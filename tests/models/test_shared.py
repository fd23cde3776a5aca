import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db import Database, signal
from models.grids.tables import Chat
from models.shared import engage

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


def engaging(number: int, now: datetime, seen: list[bool]) -> Do:
    async def add(session: AsyncSession) -> int:
        seen.append(engage(session, "news"))
        return await adding(number, now)(session)

    return add


async def test_an_offer_that_is_engaged_is_done_in_that_transaction_without_a_signal(
    database: Database, now: datetime
) -> None:
    commits, seen = commits_of(database), list[bool]()
    offer = database.shared.offer("news", adding(2, now))
    await database.shared.write(engaging(1, now, seen))
    assert await offer.result == 2
    assert (await stored(database), len(commits)) == ([1, 2], 1)
    await database.shared.write(engaging(3, now, seen))
    assert seen == [True, False]


async def test_an_offer_that_is_engaged_cannot_be_withdrawn_any_more(database: Database, now: datetime) -> None:
    offer = database.shared.offer("news", adding(2, now))
    withdrawn: list[bool] = []

    async def first(session: AsyncSession) -> int:
        assert engage(session, "news")
        withdrawn.append(database.shared.withdraw("news", offer))
        return await adding(1, now)(session)

    await database.shared.write(first)
    assert (await offer.result, withdrawn) == (2, [False])


async def test_an_engaged_offer_is_done_alone_when_another_of_the_transaction_fails(
    database: Database, now: datetime
) -> None:
    seen: list[bool] = []
    offer = database.shared.offer("news", adding(2, now))
    jobs = (engaging(1, now, seen), failing)
    done = await asyncio.gather(*map(database.shared.write, jobs), return_exceptions=True)
    assert (done[0], type(done[1]), await offer.result) == (1, ZeroDivisionError, 2)
    assert await stored(database) == [1, 2]
    assert seen == [True, False]  # the second time, alone


async def test_only_a_shared_transaction_can_engage(database: Database, now: datetime) -> None:
    offer = database.shared.offer("news", adding(2, now))
    async with database.write() as session:
        assert not engage(session, "news")
    assert database.shared.withdraw("news", offer)


async def test_a_write_given_up_before_its_turn_is_not_done(database: Database, now: datetime) -> None:
    given_up = asyncio.create_task(database.shared.write(adding(1, now)))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await database.shared.write(adding(2, now)) == 2
    assert await stored(database) == [2]


def telling(number: int, now: datetime) -> Do:
    async def add(session: AsyncSession) -> int:
        signal(session, "news")
        return await adding(number, now)(session)

    return add


async def test_an_offer_is_taken_up_in_the_transaction_that_signals_it(database: Database, now: datetime) -> None:
    commits = commits_of(database)
    offer = database.shared.offer("news", adding(2, now))
    await database.shared.write(adding(5, now))
    assert not offer.result.done()
    await database.shared.write(telling(1, now))
    assert await offer.result == 2
    assert (await stored(database), len(commits)) == ([1, 2, 5], 2)
    assert not await database.bell("news").wait(0.0)


async def test_an_offer_is_taken_up_once_and_the_next_signal_rings(database: Database, now: datetime) -> None:
    offer = database.shared.offer("news", adding(2, now))
    await database.shared.write(telling(1, now))
    assert not database.shared.withdraw("news", offer)
    await database.shared.write(telling(3, now))
    assert await stored(database) == [1, 2, 3]
    assert await database.bell("news").wait(0.0)


async def test_an_offer_that_was_withdrawn_is_not_taken_up(database: Database, now: datetime) -> None:
    offer = database.shared.offer("news", adding(2, now))
    assert database.shared.withdraw("news", offer)
    await database.shared.write(telling(1, now))
    assert await stored(database) == [1]
    assert await database.bell("news").wait(0.0)


async def test_an_offer_that_fails_takes_nobody_with_it(database: Database, now: datetime) -> None:
    offer = database.shared.offer("news", failing)
    assert await database.shared.write(telling(1, now)) == 1
    with pytest.raises(ZeroDivisionError):
        await offer.result
    assert await stored(database) == [1]
    assert await database.bell("news").wait(0.0)
