"""Three or more pings to one chat within a minute become one list, which grows while more come.

Only what is not sent yet is folded in; what was sent a moment ago is named in the list as well. Urgent pings are left
alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row
from models.db import signal, upsert
from models.outbox.letters import BELL, Lane, Letter, LetterState
from models.outbox.post import post

PING, LIST = "hazards.ping", "hazards.ping_list"
PINGED = "pinged"
WINDOW = timedelta(seconds=60)
MANY = 3
FULL = 20


class Listed(Row, table=True):
    """A hazard named in a list; `letter_id` is the list."""

    __tablename__ = "listed"

    letter_id: int = Field(foreign_key="outbox.id", primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", primary_key=True, sa_type=BigInteger, index=True)


def pinged(session: AsyncSession, chat_id: int) -> None:
    """A ping to this chat was posted in this session."""
    session.info.setdefault(PINGED, set()).add(chat_id)


async def fold(session: AsyncSession, now: datetime) -> None:
    """Where this session has pinged: to be called once, before the commit."""
    chats: set[int] = session.info.pop(PINGED, set())
    if not chats:
        return
    await session.flush()
    by_chat: dict[int, list[Letter]] = defaultdict(list)
    for letter in await _recent(session, chats, now):
        by_chat[letter.chat_id].append(letter)
    for chat_id, letters in by_chat.items():
        await _fold_chat(session, chat_id, letters, now)


async def _recent(session: AsyncSession, chats: Iterable[int], now: datetime) -> Sequence[Letter]:
    rows = select(Letter).where(
        col(Letter.chat_id).in_(chats),
        col(Letter.state).in_([LetterState.PENDING, LetterState.SENT]),
        col(Letter.created_at) > now - WINDOW,
        col(Letter.kind).in_([PING, LIST]),
        col(Letter.lane) == Lane.ESCALATION,
    )
    return (await session.scalars(rows.order_by(col(Letter.id)).execution_options(populate_existing=True))).all()


async def _fold_chat(session: AsyncSession, chat_id: int, letters: Sequence[Letter], now: datetime) -> None:
    pings = [letter for letter in letters if letter.kind == PING]
    lists = [letter for letter in letters if letter.kind == LIST]
    if not lists and len(pings) < MANY:
        return
    folded = await _take_away(session, [ping.id for ping in pings if _unsent(ping)])
    if not folded:
        return
    named = [ping.subject_id for ping in pings if ping.subject_id]
    named = named if not lists else [each for each in named if each in folded]
    await _name(session, chat_id, lists[-1] if lists else None, list(dict.fromkeys(named)), now)


def _unsent(ping: Letter) -> bool:
    return ping.state is LetterState.PENDING and ping.message_id is None


async def _take_away(session: AsyncSession, ids: Sequence[int]) -> set[int | None]:
    """The hazards of those that nobody is sending at this moment."""
    free = update(Letter).where(
        col(Letter.id).in_(ids),
        col(Letter.state) == LetterState.PENDING,
        col(Letter.message_id).is_(None),
        col(Letter.leased_until).is_(None),
    )
    dropped = free.values(state=LetterState.DROPPED, reason="named in a list").returning(col(Letter.subject_id))
    return set((await session.scalars(dropped.execution_options(synchronize_session=False))).all())


async def _name(
    session: AsyncSession, chat_id: int, standing: Letter | None, hazards: Sequence[int], now: datetime
) -> None:
    """In the list that stands while there is room, then in new ones."""
    left = list(hazards)
    if standing is not None:
        there = set((await session.scalars(_named_in(standing.id))).all())
        left = [each for each in left if each not in there]
        room, left = left[: FULL - len(there)], left[FULL - len(there) :]
        await _write(session, standing.id, room)
        await _refresh(session, [standing.id], now)
    while left:
        new = post(session, chat_id, LIST, Lane.ESCALATION, now)
        await _write(session, new.id, left[:FULL])
        left = left[FULL:]


def _named_in(letter_id: int) -> Select[Any]:
    return select(col(Listed.hazard_id)).where(col(Listed.letter_id) == letter_id)


async def _write(session: AsyncSession, letter_id: int, hazards: Sequence[int]) -> None:
    await session.flush()
    rows = [{"letter_id": letter_id, "hazard_id": hazard_id} for hazard_id in hazards]
    if rows:
        await session.execute(upsert(session, Listed).on_conflict_do_nothing(), rows)


async def refresh_lists(session: AsyncSession, hazard_id: int, now: datetime) -> None:
    """The lists that name the hazard show its newest state."""
    lists = select(col(Listed.letter_id)).where(col(Listed.hazard_id) == hazard_id)
    found = (await session.scalars(lists)).all()
    if found:
        await _refresh(session, found, now)


async def _refresh(session: AsyncSession, lists: Sequence[int], now: datetime) -> None:
    standing = col(Letter.state).in_([LetterState.PENDING, LetterState.SENT])
    rows = update(Letter).where(col(Letter.id).in_(lists), standing)
    newer = {"state": LetterState.PENDING, "revision": col(Letter.revision) + 1, "tries": 0, "not_before": now}
    await session.execute(rows.values(**newer).execution_options(synchronize_session=False))
    signal(session, BELL)
