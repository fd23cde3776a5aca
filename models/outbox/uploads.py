"""Files of ours that Telegram has: by what is in them, the id under which this bot may send them again.

An id that Telegram refuses is forgotten, and the file is uploaded anew.
"""

from datetime import datetime

from sqlalchemy import Text, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime
from models.db.database import upsert
from models.retention import BATCH, RETENTION


class Upload(Row, table=True):
    """`key` is a SHA-256 of what it is sent as and of its content."""

    __tablename__ = "uploads"

    key: str = Field(primary_key=True, max_length=64)
    file_id: str = Field(sa_type=Text)
    uploaded_at: datetime = Field(sa_type=UtcDateTime, index=True)


async def file_id_of(session: AsyncSession, key: str) -> str | None:
    return await session.scalar(select(col(Upload.file_id)).where(col(Upload.key) == key))


async def remember_upload(session: AsyncSession, key: str, file_id: str, now: datetime) -> None:
    """Of two that were uploaded at once, either will do."""
    row = upsert(session, Upload).values(key=key, file_id=file_id, uploaded_at=now)
    newer = {"file_id": row.excluded.file_id, "uploaded_at": row.excluded.uploaded_at}
    await session.execute(row.on_conflict_do_update(index_elements=["key"], set_=newer))


async def refused(session: AsyncSession, file_id: str) -> None:
    await session.execute(delete(Upload).where(col(Upload.file_id) == file_id))


async def forget_uploads(session: AsyncSession, now: datetime) -> int:
    """Those from as long ago as messages are kept for, a batch at a time; returns how many."""
    until = now - RETENTION.of(session).messages
    old = select(col(Upload.key)).where(col(Upload.uploaded_at) < until).order_by(col(Upload.uploaded_at)).limit(BATCH)
    gone = (await session.scalars(old)).all()
    if gone:
        await session.execute(delete(Upload).where(col(Upload.key).in_(gone)))
    return len(gone)
