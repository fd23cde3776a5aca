"""The text that a chat is told next, and that it was told it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.publicity.choosing import choose
from models.publicity.tables import PublicitySaid
from models.publicity.texts import Text


async def next_text(
    session: AsyncSession, chat_id: int, texts: Sequence[Text], now: datetime, zone: tzinfo
) -> Text | None:
    """It counts as said in this chat from now on."""
    said = await said_in(session, chat_id)
    text = choose(texts, now.astimezone(zone).date(), {name: at.astimezone(zone) for name, at in said.items()})
    if text is not None:
        row = upsert(session, PublicitySaid).values(chat_id=chat_id, text=text.name, said_at=now)
        await session.execute(row.on_conflict_do_update(index_elements=["chat_id", "text"], set_={"said_at": now}))
    return text


async def said_in(session: AsyncSession, chat_id: int) -> Mapping[str, datetime]:
    """By text, when it was said there last."""
    rows = select(col(PublicitySaid.text), col(PublicitySaid.said_at)).where(col(PublicitySaid.chat_id) == chat_id)
    return dict((await session.execute(rows)).all())
