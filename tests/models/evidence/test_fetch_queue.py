from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.db.database import Database
from models.evidence.attach import Found, attach, keep_part
from models.evidence.fetch_queue import (
    LEASE,
    REFUSED,
    RETRY_AFTER,
    WantedFile,
    claim_wanted,
    give_back,
    keep,
    next_wanted,
    refuse,
    try_later,
)
from models.evidence.tables import Evidence, EvidenceState, Moment
from models.grids.tables import Grid, Level
from models.hazards.alerting.alerts import ALERT
from models.hazards.tables import Hazard
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, OutboxMessage

CHAT = -1001


async def want(database: Database, now: datetime, *message_ids: int) -> None:
    async with database.write() as session:
        grid = Grid(code="G1", name="一网格", level=Level.GRID, path="1/")
        hazard = Hazard(grid_id=grid.id, chat_id=CHAT, created_at=now)
        session.add_all([grid, hazard])
        for number in message_ids:
            found = Found("photo", f"file{number}", 1000, number)
            await attach(session, hazard.subject, found, None, CHAT, Moment.BEFORE, now)


async def claim(database: Database, now: datetime, limit: int = 10) -> list[WantedFile]:
    async with database.write() as session:
        return await claim_wanted(session, now, limit)


async def now_is(database: Database, wanted: WantedFile) -> Evidence:
    async with database.read() as session:
        return await session.get_one(Evidence, wanted.id)


async def due(database: Database) -> datetime | None:
    async with database.read() as session:
        return await next_wanted(session)


async def test_a_file_is_given_to_one_fetcher(database: Database, now: datetime) -> None:
    await want(database, now, 1, 2, 3)
    first = await claim(database, now, limit=2)
    second = await claim(database, now)
    assert sorted(each.file_id for each in first + second) == ["file1", "file2", "file3"]
    assert await claim(database, now) == []


async def test_two_fetchers_at_once_are_given_different_files(database: Database, now: datetime) -> None:
    if database.embedded:
        return await _second_writer_waits(database)
    await want(database, now, 1, 2)
    async with database.write() as first, database.write() as second:
        mine, theirs = await claim_wanted(first, now, 1), await claim_wanted(second, now, 10)
    assert len(mine) == len(theirs) == 1
    assert mine[0].id != theirs[0].id
    return None


async def _second_writer_waits(database: Database) -> None:
    async with database.write():
        assert database._writer.locked()


async def test_a_file_whose_fetcher_died_comes_again_after_its_lease(database: Database, now: datetime) -> None:
    await want(database, now, 1)
    (lost,) = await claim(database, now)
    assert await due(database) == now + LEASE
    (again,) = await claim(database, now + LEASE)
    assert (again.id, lost.tries, again.tries) == (lost.id, 1, 2)


async def test_who_comes_back_after_the_lease_changes_nothing(database: Database, now: datetime) -> None:
    await want(database, now, 1)
    (lost,) = await claim(database, now)
    (again,) = await claim(database, now + LEASE)
    async with database.write() as session:
        assert not await refuse(session, lost, "not_an_image", now)
        assert await keep(session, again, "ab" * 32, "image/jpeg", now)
        assert not await try_later(session, again, now)
    row = await now_is(database, again)
    assert (row.state, row.sha256, row.media_type) == (EvidenceState.KEPT, "ab" * 32, "image/jpeg")
    assert await due(database) is None


async def test_a_file_that_kills_its_fetchers_comes_further_and_further_apart(
    database: Database, now: datetime
) -> None:
    await want(database, now, 1)
    waited = []
    for _ in RETRY_AFTER:
        await claim(database, now)
        again = await due(database)
        assert again is not None
        waited.append(again - now)
        now = again
    assert waited == [max(LEASE, pause) for pause in RETRY_AFTER]


async def test_failed_fetches_come_further_and_further_apart_and_never_end(database: Database, now: datetime) -> None:
    await want(database, now, 1)
    waited = []
    for _ in range(20):
        (wanted,) = await claim(database, now)
        async with database.write() as session:
            assert await try_later(session, wanted, now)
        later = await due(database)
        assert later is not None
        waited.append(later - now)
        now = later
    assert waited == [*RETRY_AFTER, *[RETRY_AFTER[-1]] * (20 - len(RETRY_AFTER))]
    assert waited == sorted(waited)
    assert (await now_is(database, wanted)).state is EvidenceState.WANTED


async def test_the_far_side_may_ask_for_a_longer_pause(database: Database, now: datetime) -> None:
    await want(database, now, 1)
    (wanted,) = await claim(database, now)
    async with database.write() as session:
        await try_later(session, wanted, now, after=timedelta(minutes=7))
    assert await due(database) == now + timedelta(minutes=7)


async def test_what_is_loose_is_not_fetched(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await keep_part(session, Found("photo", "file1", 1000, 1, "13"), None, CHAT, now)
    assert await due(database) is None
    assert await claim(database, now) == []


async def test_a_refusal_says_why(database: Database, now: datetime) -> None:
    await want(database, now, 1)
    (wanted,) = await claim(database, now)
    async with database.write() as session:
        assert await refuse(session, wanted, "too_big", now)
    row = await now_is(database, wanted)
    assert (row.state, row.reason) == (EvidenceState.REFUSED, "too_big")


async def test_who_sent_what_is_refused_hears_it_once_under_the_message(database: Database, now: datetime) -> None:
    """However many subjects it was for, and however many parts its album had."""
    async with database.write() as session:
        grid = Grid(code="G1", name="一网格", level=Level.GRID, path="1/")
        hazards = [Hazard(grid_id=grid.id, chat_id=CHAT, created_at=now) for _ in range(2)]
        session.add_all([grid, *hazards])
        for hazard in hazards:
            await attach(session, hazard.subject, Found("photo", "one", 1, 1), None, CHAT, Moment.BEFORE, now)
        for number in (5, 6):
            part = Found("photo", f"part{number}", 1, number, "album")
            await attach(session, hazards[0].subject, part, None, CHAT, Moment.BEFORE, now)
        private = Found("document", "own", 1, 9, chat_id=77)
        await attach(session, hazards[0].subject, private, None, CHAT, Moment.BEFORE, now)
    for wanted in await claim(database, now):
        async with database.write() as session:
            assert await refuse(session, wanted, "damaged", now)
    async with database.read() as session:
        said = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == REFUSED))).all()
    assert {message.args["reason"] for message in said} == {"damaged"}
    assert sorted((message.chat_id, message.reply_to) for message in said) in (
        [(CHAT, 1), (CHAT, 5), (77, None)],
        [(CHAT, 1), (CHAT, 6), (77, None)],
    )


async def test_what_could_not_be_fetched_is_not_the_senders_fault(database: Database, now: datetime) -> None:
    await want(database, now, 1)
    for turn in range(10):
        (wanted,) = await claim(database, now + timedelta(days=turn))
        async with database.write() as session:
            await try_later(session, wanted, now + timedelta(days=turn))
    async with database.read() as session:
        assert (await session.scalars(select(OutboxMessage))).all() == []


@pytest.mark.parametrize(
    ("kind", "media_type", "anew"),
    [("document", "image/jpeg", True), ("document", "application/pdf", False), ("photo", "image/jpeg", False)],
)
async def test_messages_are_worded_anew_once_a_picture_sent_as_a_file_can_be_shown(
    database: Database, now: datetime, kind: str, media_type: str, *, anew: bool
) -> None:
    async with database.write() as session:
        grid = Grid(code="G1", name="一网格", level=Level.GRID, path="1/")
        hazard = Hazard(grid_id=grid.id, chat_id=CHAT, created_at=now)
        session.add_all([grid, hazard])
        await attach(session, hazard.subject, Found(kind, "f", 1, 1), None, CHAT, Moment.BEFORE, now)
        ping = enqueue(session, 14, ALERT, Lane.ESCALATION, now, subject_id=hazard.id, why="new")
    (wanted,) = await claim(database, now)
    async with database.write() as session:
        assert await keep(session, wanted, "ab" * 32, media_type, now)
    async with database.read() as session:
        assert (await session.get_one(OutboxMessage, ping.id)).revision == (2 if anew else 1)


async def test_what_is_given_back_is_there_for_the_next(database: Database, now: datetime) -> None:
    await want(database, now, 1)
    (wanted,) = await claim(database, now)
    async with database.write() as session:
        assert await give_back(session, wanted, now)
    assert await claim(database, now) == [wanted]
