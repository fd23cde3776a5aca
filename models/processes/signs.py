"""Signs of life for whoever looks at the rows: when something was last done with success, in whichever process."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime
from models.db.database import upsert

TAKING_IN = "taking_in"  # updates can be had of Telegram, and were stored if there were any
WRITING = "writing"


class Sign(Row, table=True):
    __tablename__ = "signs"

    what: str = Field(primary_key=True, max_length=16)
    at: datetime = Field(sa_type=UtcDateTime)


async def leave(session: AsyncSession, what: str, now: datetime) -> None:
    row = upsert(session, Sign).values(what=what, at=now)
    await session.execute(row.on_conflict_do_update(index_elements=["what"], set_={"at": now}))


async def latest(session: AsyncSession, what: str) -> datetime | None:
    at: datetime | None = await session.scalar(select(col(Sign.at)).where(col(Sign.what) == what))
    return at
