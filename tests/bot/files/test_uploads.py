from datetime import datetime

import pytest
from sqlalchemy import select

from bot.files.uploads import KeptUploads
from models.db.database import Database
from models.outbox.uploads import Upload

KEY = "a" * 64


def uploads(database: Database, now: datetime) -> KeptUploads:
    return KeptUploads(database, lambda: now)


async def test_the_next_program_knows_what_this_one_has_uploaded(database: Database, now: datetime) -> None:
    first = uploads(database, now)
    assert await first.file_id(KEY) is None
    await first.uploaded(KEY, "one")
    await first.uploaded(KEY, "two")
    assert await first.file_id(KEY) == "two"
    assert await uploads(database, now).file_id(KEY) == "two"


async def test_what_telegram_refuses_is_forgotten(database: Database, now: datetime) -> None:
    first = uploads(database, now)
    await first.uploaded(KEY, "one")
    await first.refused(KEY, "one")
    assert [await each.file_id(KEY) for each in (first, uploads(database, now))] == [None, None]
    async with database.read() as session:
        assert (await session.scalars(select(Upload))).all() == []


@pytest.mark.own_database
async def test_without_a_database_a_file_is_uploaded_once_more(
    database: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.write() as session:
        await (await session.connection()).exec_driver_sql("ALTER TABLE uploads RENAME TO moved_uploads")
    try:
        here = uploads(database, now)
        assert await here.file_id(KEY) is None
        await here.uploaded(KEY, "one")
        assert await here.file_id(KEY) == "one"
    finally:
        async with database.write() as session:
            await (await session.connection()).exec_driver_sql("ALTER TABLE moved_uploads RENAME TO uploads")
    assert "cannot be read" in caplog.text
