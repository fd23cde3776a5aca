"""A chat comes into reach, goes out of it, or moves: what follows from that.

What must always hold: a grid whose chat is lost is known to be lost, and the level above was told once; as long as it
is lost, one message (BACK) is tried in it every few minutes, and the first that Telegram takes, or a change of our
rights, brings it back: a group is often silenced for a night only, and of that no update tells. So with a topic that is
closed: one message in a while tries it. A group that became a supergroup is the same group under a new id.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Table, UniqueConstraint, delete, exists, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import FOLLOWS_CHAT, MESSAGE_IN, Row
from models.db.database import upsert
from models.departments.reach import department_at
from models.grids.tables import Binding, Chat, Grid
from models.members.reach import upwards
from models.members.tables import Person
from models.onboarding.bind_chat import binding_of
from models.outbox.enqueue import enqueue, enqueue_once, follow_chat
from models.outbox.hold import release_chat
from models.outbox.tables import Lane, MessageState, OutboxMessage

UPGRADED = "upgraded"
BACK = "grids.back"
LOOK_EVERY = timedelta(minutes=5)  # at a chat that serves somebody
LOOK_AT_TOPIC = timedelta(minutes=30)  # with what is to be said there anyway
LOOK_SELDOM = timedelta(days=1)  # at any other, which tells us itself when it lets us in again


async def unreachable(session: AsyncSession, chat_id: int, reason: str, now: datetime) -> bool:
    """Marks a chat that the bot cannot write to; says whether that is news."""
    row = update(Chat).where(col(Chat.id) == chat_id, col(Chat.reachable).is_(true()))
    news = await _changed(session, row.values(reachable=False, unreachable_reason=reason[:200]))
    await _started(session, chat_id, started=False)
    if news:
        await _notify_above(session, chat_id, "grids.unreachable", now)
    return news


async def refused(session: AsyncSession, chat_id: int, reason: str, now: datetime) -> datetime:
    """Telegram would not take a message for this chat; says when to try again."""
    await unreachable(session, chat_id, reason, now)
    if await binding_of(session, chat_id) is None and await department_at(session, chat_id) is None:
        return now + LOOK_SELDOM
    await _keep_trying(session, chat_id, now)
    return now + LOOK_EVERY


async def reachable(session: AsyncSession, chat_id: int, now: datetime) -> bool:
    """The bot can write to the chat again; says whether that is news."""
    row = update(Chat).where(col(Chat.id) == chat_id, col(Chat.reachable).is_not(true()))
    news = await _changed(session, row.values(reachable=True, unreachable_reason=None, moved_to=None))
    await _started(session, chat_id, started=True)
    await release_chat(session, chat_id, now)
    if news:
        await _notify_above(session, chat_id, "grids.reachable", now)
    return news


async def moved(session: AsyncSession, old: int, new: int, now: datetime) -> None:
    """A group became a supergroup; told by either service message or by a refused send, once or often."""
    await session.flush()
    was = await session.get(Chat, old)
    await _open(session, new, was, now)
    if was is not None:
        row = update(Chat).where(col(Chat.id) == old)
        await session.execute(row.values(reachable=False, unreachable_reason=UPGRADED, moved_to=new))
    await _follow_binding(session, old, new, now)
    await follow_chat(session, old, new)
    await _follow_columns(session, old, new)


async def topic_lost(session: AsyncSession, chat_id: int, topic: int, now: datetime) -> None:
    """A message could not go to the topic we speak in; told once, and the next ones do not try for a while."""
    row = update(Chat).where(col(Chat.id) == chat_id, col(Chat.topic_id) == topic)
    again = row.values(topic_again_at=now + LOOK_AT_TOPIC)
    if await _changed(session, again.where(col(Chat.topic_again_at).is_(None))):
        await _notify_above(session, chat_id, "grids.topic_lost", now)
    else:
        await session.execute(again)


async def topic_open(session: AsyncSession, chat_id: int, topic: int, now: datetime) -> None:
    """A message went there again."""
    row = update(Chat).where(col(Chat.id) == chat_id, col(Chat.topic_id) == topic)
    if await _changed(session, row.where(col(Chat.topic_again_at).is_not(None)).values(topic_again_at=None)):
        await _notify_above(session, chat_id, "grids.topic_open", now)


async def _keep_trying(session: AsyncSession, chat_id: int, now: datetime) -> None:
    key, again = f"back:{chat_id}", now + LOOK_EVERY
    if await enqueue_once(session, key, chat_id, BACK, Lane.ROUTINE, now, not_before=again):
        return
    row = update(OutboxMessage).where(col(OutboxMessage.dedupe_key) == key)
    anew: dict[str, Any] = {"message_id": None, "form": None, "leased_until": None, "created_at": now, "tries": 0}
    anew |= {"state": MessageState.PENDING, "not_before": again, "chat_id": chat_id}
    await session.execute(row.values(anew).execution_options(synchronize_session=False))


async def _changed(session: AsyncSession, statement: Any) -> bool:
    await session.flush()
    return (await session.execute(statement.returning(col(Chat.id)))).first() is not None


async def _started(session: AsyncSession, chat_id: int, *, started: bool) -> None:
    await session.execute(update(Person).where(col(Person.tg_user_id) == chat_id).values(started=started))


async def _notify_above(session: AsyncSession, chat_id: int, kind: str, now: datetime) -> None:
    """The subject is the binding, or the department whose own chat it is."""
    served = await _served(session, chat_id)
    if served is None:
        return
    subject_id, levels = served
    for grid in levels:
        reached = await upwards(session, grid)
        others = [chat for chat in reached[1] if chat != chat_id] if reached else []
        if others:
            for chat in others:
                enqueue(session, chat, kind, Lane.WARNING, now, subject_id=subject_id)
            return


async def _served(session: AsyncSession, chat_id: int) -> tuple[int, list[Grid]] | None:
    """And whose leaders are to be told: a grid's own only where nobody above can be reached."""
    if bound := await binding_of(session, chat_id):
        binding, grid = bound
        above = None if grid.parent_id is None else await session.get(Grid, grid.parent_id)
        return binding.id, [above, grid] if above else [grid]
    if department := await department_at(session, chat_id):
        return department.id, [await session.get_one(Grid, department.grid_id)]
    return None


async def _open(session: AsyncSession, new: int, was: Chat | None, now: datetime) -> None:
    kept = {"title": was.title, "language": was.language} if was else {"title": "", "language": None}
    row = {"id": new, "type": "supergroup", "reachable": True, "seen_at": now, **kept}
    await session.execute(upsert(session, Chat).values(row).on_conflict_do_nothing())
    known = await session.get_one(Chat, new, populate_existing=True)
    known.title = known.title or kept["title"] or ""
    known.language = known.language or kept["language"]
    known.type = "supergroup"


async def _follow_columns(session: AsyncSession, old: int, new: int) -> None:
    """In every table whose definition says so; messages of the old chat are not those of the new one. Where the new one
    has a row meanwhile that there can be only one of, that stands.
    """
    for table in Row.metadata.tables.values():
        for chat in (column for column in table.columns if column.info.get(FOLLOWS_CHAT)):
            await _give_way(session, table, chat, old, new)
            messages = {column.name: None for column in table.columns if column.info.get(MESSAGE_IN) == chat.name}
            await session.execute(update(table).where(chat == old).values({chat.name: new, **messages}))


async def _give_way(session: AsyncSession, table: Table, chat: Column[Any], old: int, new: int) -> None:
    """A row of the old chat that has no place in the new one goes; it stays without a chat where it can."""
    there = table.alias()
    constraints = [each for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)]
    unique = [*constraints, *(index for index in table.indexes if index.unique)]
    for columns in (each.columns for each in unique if chat.name in each.columns):
        alike = [there.c[column.name] == column for column in columns if column is not chat]
        taken = chat == old, exists().where(there.c[chat.name] == new, *alike)
        gives_way = update(table).values({chat.name: None}) if chat.nullable else delete(table)
        await session.execute(gives_way.where(*taken))


async def _follow_binding(session: AsyncSession, old: int, new: int, now: datetime) -> None:
    """Where the new chat was bound meanwhile, that stands and the old binding ends."""
    live = col(Binding.unbound_at).is_(None)
    taken = await session.scalar(select(col(Binding.id)).where(col(Binding.chat_id) == new, live))
    row = update(Binding).where(col(Binding.chat_id) == old, live)
    await session.execute(row.values(unbound_at=now) if taken else row.values(chat_id=new))
