import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.configuration.settings import Settings
from models.db.database import Database
from models.inbox import updates as inbox
from models.inbox.forget import forget
from models.inbox.ranks import Rank
from models.inbox.updates import InboxState, InboxUpdate
from models.retention import RETENTION
from models.schema import open_database


def said(update_id: int, chat: int = -100, sender: int = 7, text: str = "你好") -> dict[str, Any]:
    message = {"message_id": update_id, "chat": {"id": chat}, "from": {"id": sender}, "text": text}
    return {"update_id": update_id, "message": message}


def pressed(update_id: int, chat: int = -100, sender: int = 7) -> dict[str, Any]:
    press = {"id": "1", "from": {"id": sender}, "message": {"chat": {"id": chat}}, "data": "x"}
    return {"update_id": update_id, "callback_query": press}


async def keep(database: Database, now: datetime, *updates: dict[str, Any], rank: Rank = Rank.FRESH) -> None:
    async with database.write() as session:
        await inbox.store(session, updates, now, lambda _: rank)


@pytest.fixture
async def on_postgres(shared_postgres_url: str) -> AsyncIterator[Database]:
    opened = open_database(shared_postgres_url)
    yield opened
    await opened.close()


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


async def fail(database: Database, now: datetime) -> bool:
    """The next update, alone; whether it is set aside."""
    async with database.write() as session:
        [one] = await inbox.claim(session, now, 1)
    async with database.write() as session:
        return await inbox.failed(session, one, "broken", now)


async def test_only_its_own_sender_waits_for_an_update_that_failed(database: Database, now: datetime) -> None:
    await keep(database, now, said(1), said(2, sender=8), said(3), said(4, chat=-2), said(5, sender=8))
    assert not await fail(database, now)
    assert await claimed(database, now) == [2, 4, 5]


async def test_what_failed_stands_behind_all_others_and_before_what_waits_for_it(
    database: Database, now: datetime
) -> None:
    await keep(database, now, said(1), said(2), said(3, sender=8))
    await fail(database, now)
    later = now + timedelta(seconds=1)
    assert await claimed(database, later) == [3, 1]
    async with database.write() as session:
        await inbox.done(session, [1])
    assert await claimed(database, later) == [2, 3]


async def test_an_album_stays_in_order_when_its_first_part_fails(database: Database, now: datetime) -> None:
    await keep(database, now, *(said(number) for number in (1, 2, 3)))
    handled = []
    await fail(database, now)
    while parts := await claimed(database, now + timedelta(seconds=1)):
        handled += parts
        async with database.write() as session:
            await inbox.done(session, parts)
    assert handled == [1, 2, 3]


async def test_a_press_waits_for_nobody_and_nobody_waits_for_it(database: Database, now: datetime) -> None:
    await keep(database, now, pressed(1), said(2), pressed(3))
    await fail(database, now)
    assert await claimed(database, now) == [2, 3]
    await fail(database, now)
    assert await claimed(database, now) == [3]


async def test_a_report_goes_before_chat_and_presses_and_takes_along_what_its_sender_did_before(
    database: Database, now: datetime
) -> None:
    others = (pressed(1, sender=8), said(2, sender=9), pressed(5, chat=-2), said(6, sender=9))
    await keep(database, now, *others, pressed(3), said(4), said(8))
    await keep(database, now, said(7, text="/report"), rank=Rank.REPORT)
    assert await claimed(database, now) == [3, 4, 7, 1, 2, 5, 6, 8]


async def test_reports_share_no_batch_with_others_who_come_a_few_at_a_time(database: Database, now: datetime) -> None:
    few, chatter = inbox.UNHURRIED, [said(number, sender=9) for number in range(10, 40)]
    await keep(database, now, *chatter)
    await keep(database, now, said(50, text="/report"), said(51, text="/report"), rank=Rank.REPORT)
    await keep(database, now, said(52, text="/sos"), rank=Rank.CALL_FOR_HELP)
    batches = []
    for _ in range(3):
        async with database.write() as session:
            together = [one.update_id for one in inbox.handled_together(await inbox.claim(session, now, 50))]
            await inbox.done(session, together)
        batches.append(together)
    ids = [each["update_id"] for each in chatter]
    assert batches == [[52, 50, 51], ids[:few], ids[few:]]


async def test_what_failed_is_not_taken_along(database: Database, now: datetime) -> None:
    await keep(database, now, pressed(1), said(2, sender=8))
    await fail(database, now)
    await keep(database, now, said(3, text="/report"), rank=Rank.REPORT)
    assert await claimed(database, now + timedelta(seconds=1)) == [3, 2, 1]


async def test_a_call_for_help_waits_for_nobody(database: Database, now: datetime) -> None:
    await keep(database, now, said(1), said(2), said(3, chat=-2))
    await fail(database, now)
    await keep(database, now, said(4, text="/sos"), rank=Rank.CALL_FOR_HELP)
    assert await claimed(database, now) == [4, 3]


async def test_a_call_for_help_that_failed_is_tried_again_before_all_others(database: Database, now: datetime) -> None:
    await keep(database, now, said(1, text="/sos"), rank=Rank.CALL_FOR_HELP)
    await fail(database, now)
    await keep(database, now, said(2, sender=8), said(3, sender=8))
    assert await claimed(database, now) == [2, 3]
    assert await claimed(database, now + timedelta(seconds=1)) == [1, 2, 3]


async def test_each_try_waits_longer_and_after_three_the_update_is_set_aside(database: Database, now: datetime) -> None:
    await keep(database, now, said(1), said(2))
    assert not await fail(database, now)
    second = now + timedelta(seconds=1)
    assert not await fail(database, second)
    assert await claimed(database, second + timedelta(seconds=4)) == []
    third = second + timedelta(seconds=5)
    assert await fail(database, third)
    assert await claimed(database, third) == [2]
    async with database.read() as session:
        kept = await session.get_one(InboxUpdate, 1)
    assert (json.loads(kept.payload), kept.error, kept.tries) == (said(1), "broken", 3)
    assert (kept.state, kept.set_aside_at) == (InboxState.SET_ASIDE, third)


async def test_a_try_that_another_worker_has_counted_is_not_counted_twice(database: Database, now: datetime) -> None:
    await keep(database, now, said(1))
    async with database.write() as session:
        [one] = await inbox.claim(session, now, 1)
    for _ in range(inbox.MAX_TRIES):
        async with database.write() as session:
            assert not await inbox.failed(session, one, "broken", now)
    async with database.read() as session:
        assert (await session.get_one(InboxUpdate, 1)).tries == 1


async def test_one_that_was_handled_meanwhile_stays_handled(database: Database, now: datetime) -> None:
    await keep(database, now, said(1))
    async with database.write() as session:
        [one] = await inbox.claim(session, now, 1)
        await inbox.done(session, [1])
    async with database.write() as session:
        await inbox.failed(session, one, "broken", now)
    async with database.read() as session:
        assert (await session.get_one(InboxUpdate, 1)).state is InboxState.DONE


@pytest.mark.parametrize("error", ["\0", "half a \ud83d pair", "长" * 3000])
async def test_a_failure_is_counted_whatever_its_words(database: Database, now: datetime, error: str) -> None:
    await keep(database, now, said(1))
    async with database.write() as session:
        [one] = await inbox.claim(session, now, 1)
        await inbox.failed(session, one, error, now)
    async with database.read() as session:
        assert (await session.get_one(InboxUpdate, 1)).tries == 1


@pytest.mark.postgres
async def test_a_call_for_help_is_in_the_first_lanes_that_are_free(on_postgres: Database, now: datetime) -> None:
    await keep(on_postgres, now, *(said(number, chat=-number) for number in range(1, 40)))
    await keep(on_postgres, now, said(99, chat=-50, text="/sos"), rank=Rank.CALL_FOR_HELP)
    async with on_postgres.write() as first, on_postgres.write() as second:
        assert [one.update_id for one in await inbox.claim(first, now, 1)] == [99]
        assert [one.update_id for one in await inbox.claim(second, now, 2)] == [1, 2]


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
        RETENTION.keep(session, Settings().retention)
        assert await forget(session, now + timedelta(days=3)) == 1
    async with database.read() as session:
        assert (await session.scalars(select(InboxUpdate.update_id))).all() == [2]  # type: ignore[call-overload]


async def test_updates_set_aside_are_forgotten_after_three_months(database: Database, now: datetime) -> None:
    await keep(database, now, said(1))
    for _ in range(inbox.MAX_TRIES):
        now += timedelta(minutes=1)
        await fail(database, now)
    async with database.write() as session:
        RETENTION.keep(session, Settings().retention)
        assert await forget(session, now + timedelta(days=90)) == 0
        assert await forget(session, now + timedelta(days=91)) == 1


async def test_half_a_character_does_not_keep_an_update_out(database: Database, now: datetime) -> None:
    await keep(database, now, {"update_id": 1, "message": {"chat": {"id": -100}, "text": "半个\ud83d字"}})
    async with database.read() as session:
        [kept] = (await session.scalars(select(InboxUpdate))).all()
    assert json.loads(kept.payload)["message"]["text"] == "半个?字"
