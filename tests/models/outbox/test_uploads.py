from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.configuration.settings import Settings
from models.outbox.uploads import file_id_of, forget_uploads, remember_upload
from models.retention import RETENTION


async def test_an_upload_is_known_as_long_as_messages_are_kept(session: AsyncSession, now: datetime) -> None:
    kept = Settings().retention
    RETENTION.keep(session, kept)
    await remember_upload(session, "a" * 64, "old", now - kept.messages - timedelta(seconds=1))
    await remember_upload(session, "b" * 64, "older, and again", now - 2 * kept.messages)
    await remember_upload(session, "b" * 64, "again", now)
    assert await forget_uploads(session, now) == 1
    assert [await file_id_of(session, each * 64) for each in "ab"] == [None, "again"]
    assert await forget_uploads(session, now) == 0
