"""Groups without routine posts, by the word of their administrators or of the grid's staff."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.errors import Refused
from models.grids.tables import Grid
from models.members.permissions import Who, may_in
from models.members.tables import Person
from models.publicity.tables import QuietChat


async def is_quiet(session: AsyncSession, chat_id: int) -> bool:
    return await session.get(QuietChat, chat_id) is not None


async def set_quiet(
    session: AsyncSession,
    chat_id: int,
    grid: Grid,
    person: Person | None,
    now: datetime,
    *,
    quiet: bool,
    admin: bool | None,
) -> None:
    """`admin`: whether the person administers the group, None where Telegram did not say. Raises Refused."""
    if not admin and (person is None or not await may_in(session, grid, Who.STAFF, person)):
        raise Refused("calendar.admins" if admin is not None else "calendar.admins_not_known")
    if quiet:
        row = upsert(session, QuietChat).values(chat_id=chat_id, set_by=person.id if person else None, set_at=now)
        await session.execute(row.on_conflict_do_nothing())
    else:
        await session.execute(delete(QuietChat).where(col(QuietChat.chat_id) == chat_id))
