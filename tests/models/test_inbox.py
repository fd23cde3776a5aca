from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import inbox
from models.db import Database
from models.inbox import InboxState, InboxUpdate, chat_of
from models.schema import open_database


def said(update_id: int, chat: int = -100) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"message_id": update_id, "chat": {"id": chat}, "from": {"id": 7}}}


async def keep(database: Database, now: datetime, *updates: dict[str, Any]) -> None:
    async with database.write() as session:
        await inbox.store(session, updates, now)


async def claimed(database: Database, now: datetime) -> list[int]:
    async with database.write() as session:
        return [row.update_id for row in await inbox.claim(session, now, 50)]


async def test_the_same_update_twice_is_kept_once(database: Database, now: datetime) -> None:
    await keep(database, now, said(1))
    await keep(database, now, said(1), said(2))
    assert await claimed(database, now) == [1, 2]


async def test_updates_that_came_out_of_order_are_handled_in_order(database: Database, now: datetime) -> None:
    await keep(database, now, said(3))
    await keep(database, now, said(1), said(2))
    assert await claimed(database, now) == [1, 2, 3]


async def test_a_done_update_is_not_claimed_again(database: Database, now: datetime) -> None:
    await keep(database, now, said(1), said(2))
    async with database.write() as session:
        await inbox.done(session, [1])
    assert await claimed(database, now) == [2]


async def test_a_retry_holds_back_its_own_chat_only(database: Database, now: datetime) -> None:
    await keep(database, now, said(1, chat=-1), said(2, chat=-2), said(3, chat=-1))
    async with database.write() as session:
        assert await inbox.failed(session, 1, "broken", now) == InboxState.PENDING
    assert await claimed(database, now) == [2]
    assert await claimed(database, now + timedelta(seconds=10)) == [1, 2, 3]


async def test_after_three_tries_an_update_is_set_aside_and_its_chat_goes_on(database: Database, now: datetime) -> None:
    await keep(database, now, said(1), said(2))
    async with database.write() as session:
        states = [await inbox.failed(session, 1, "broken", now) for _ in range(3)]
    assert states == [InboxState.PENDING, InboxState.PENDING, InboxState.SET_ASIDE]
    assert await claimed(database, now) == [2]
    async with database.read() as session:
        assert await inbox.count(session, InboxState.SET_ASIDE) == 1
        kept = await session.get(InboxUpdate, 1)
        assert kept is not None
        assert (kept.raw, kept.error) == (said(1), "broken")


async def test_two_workers_never_hold_updates_of_one_chat(database: Database, now: datetime) -> None:
    if database.embedded:
        return await _one_writer_at_a_time(database)
    await keep(database, now, said(1, chat=-1), said(2, chat=-2), said(3, chat=-1))
    async with database.write() as first:
        mine = await inbox.claim(first, now, 1)
        async with database.write() as second:
            theirs = await inbox.claim(second, now, 50)
    assert [row.update_id for row in mine] == [1]
    assert [row.update_id for row in theirs] == [2]
    return None


async def _one_writer_at_a_time(database: Database) -> None:
    async with database.write():
        assert database._writer.locked()


async def test_done_updates_are_forgotten_after_two_days(database: Database, now: datetime) -> None:
    await keep(database, now, said(1), said(2))
    async with database.write() as session:
        await inbox.done(session, [1])
        await inbox.forget_done(session, now + timedelta(days=3))
    async with database.read() as session:
        assert (await session.scalars(select(InboxUpdate.update_id))).all() == [2]  # type: ignore[call-overload]


def test_the_chat_of_an_update_is_found_in_every_kind() -> None:
    message = {"message_id": 1, "chat": {"id": -5}, "from": {"id": 7}}
    assert chat_of({"update_id": 1, "message": message}) == -5
    assert chat_of({"update_id": 1, "edited_message": message}) == -5
    press = {"id": "1", "from": {"id": 7}, "message": message, "chat_instance": "x", "data": "a"}
    assert chat_of({"update_id": 1, "callback_query": press}) == -5
    assert chat_of({"update_id": 1, "my_chat_member": {"chat": {"id": -6}, "from": {"id": 7}}}) == -6
    assert chat_of({"update_id": 1, "inline_query": {"id": "1", "from": {"id": 7}}}) == 7
    assert chat_of({"update_id": 1}) == 0


@pytest.mark.parametrize(
    "update", [{"message": {"chat": {}}}, {"message": {"chat": {"id": "7"}}}, {"message": {"from": {}}}]
)
def test_an_update_whose_chat_has_no_number_belongs_to_none(update: dict[str, Any]) -> None:
    assert chat_of({"update_id": 1, **update}) == 0


async def test_half_a_character_does_not_keep_an_update_out(database: Database, now: datetime) -> None:
    await keep(database, now, {"update_id": 1, "message": {"chat": {"id": -100}, "text": "半个\ud83d字"}})
    async with database.read() as session:
        [kept] = (await session.scalars(select(InboxUpdate))).all()
    assert kept.raw["message"]["text"] == "半个?字"


async def kept_with_a_worker(database: Database, now: datetime, *updates: dict[str, Any]) -> list[int]:
    """What whoever was at hand took in."""
    taken: list[int] = []

    async def work(session: AsyncSession) -> None:
        taken.extend(row.update_id for row in inbox.taken_in(session))

    offer = database.shared.offer(inbox.BELL, work)
    await database.shared.write(lambda session: inbox.store(session, updates, now))
    database.shared.withdraw(inbox.BELL, offer)
    return taken


async def states(database: Database) -> dict[int, InboxState]:
    async with database.read() as session:
        return {row.update_id: row.state for row in await session.scalars(select(InboxUpdate))}


async def test_one_that_is_handled_at_once_is_kept_as_handled(database: Database, now: datetime) -> None:
    assert await kept_with_a_worker(database, now, said(1)) == [1]
    assert await states(database) == {1: InboxState.DONE}
    assert not await database.bell(inbox.BELL).wait(0.0)
    async with database.read() as session:
        assert (await session.get_one(InboxUpdate, 1)).raw == said(1)


async def test_the_same_update_again_is_not_taken_in(database: Database, now: datetime) -> None:
    await kept_with_a_worker(database, now, said(1))
    assert await kept_with_a_worker(database, now, said(1)) == []
    assert await states(database) == {1: InboxState.DONE}


async def test_behind_one_of_its_chat_that_waits_it_waits_too(database: Database, now: datetime) -> None:
    await keep(database, now, said(1))
    assert await kept_with_a_worker(database, now, said(2)) == []
    assert await kept_with_a_worker(database, now, said(3, chat=-99)) == [3]
    assert await states(database) == {1: InboxState.PENDING, 2: InboxState.PENDING, 3: InboxState.DONE}
    assert await database.bell(inbox.BELL).wait(0.0)


@pytest.fixture
async def on_postgres(shared_postgres_url: str) -> AsyncIterator[Database]:
    opened = open_database(shared_postgres_url)
    yield opened
    await opened.close()


@pytest.mark.postgres
async def test_while_another_process_works_on_its_chat_it_waits(on_postgres: Database, now: datetime) -> None:
    database = on_postgres
    await keep(database, now, said(1))
    async with database.write() as other:
        claimed = [row.update_id for row in await inbox.claim(other, now, 50)]
        await inbox.done(other, claimed)
        assert await kept_with_a_worker(database, now, said(2)) == []
    assert await states(database) == {1: InboxState.DONE, 2: InboxState.PENDING}


async def test_when_it_cannot_be_handled_it_is_kept_to_be_tried_again(database: Database, now: datetime) -> None:
    async def fail(session: AsyncSession) -> None:
        inbox.taken_in(session)
        raise ZeroDivisionError

    offer = database.shared.offer(inbox.BELL, fail)
    await database.shared.write(lambda session: inbox.store(session, [said(1)], now))
    with pytest.raises(ZeroDivisionError):
        await offer.result
    assert await states(database) == {1: InboxState.PENDING}
    assert await database.bell(inbox.BELL).wait(0.0)


async def test_with_nobody_at_hand_it_waits(database: Database, now: datetime) -> None:
    await database.shared.write(lambda session: inbox.store(session, [said(1)], now))
    assert await states(database) == {1: InboxState.PENDING}
