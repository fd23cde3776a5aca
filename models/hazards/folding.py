"""One ping a hazard stands in a chat, the newest; three or more within a minute become one list.

Only what is not sent yet is folded in; what was sent a moment ago is named in the list as well, but for what somebody
asked to see. A list grows while more come, silently: so what is urgent joins none that is sent already, it rings by
itself or in a list of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row
from models.db import signal, upsert
from models.outbox.letters import BELL, Lane, Letter, LetterState
from models.outbox.post import post

PING, LIST, TRANSFERRED = "hazards.ping", "hazards.ping_list", "hazards.transferred"
ASKED = "asked"
FOLDED, REPLACED = "named in a list", "told again since"
PINGED = "pinged"
WINDOW = timedelta(seconds=60)
MANY = 3
FULL = 20
NOT_FOLDED = (ASKED, "taken_back", "overdue")  # the last two, to a department, say that something is over


class Listed(Row, table=True):
    """A hazard named in a list; `letter_id` is the list."""

    __tablename__ = "listed"

    letter_id: int = Field(foreign_key="outbox.id", primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", primary_key=True, sa_type=BigInteger, index=True)


def pinged(session: AsyncSession, chat_id: int, again: int | None) -> None:
    """A ping to this chat was posted in this session; about hazard `again`, unless it is the first about its hazard."""
    told_again: set[int] = session.info.setdefault(PINGED, {}).setdefault(chat_id, set())
    if again is not None:
        told_again.add(again)


async def fold(session: AsyncSession, now: datetime) -> None:
    """Where this session has pinged: to be called once, before the commit."""
    chats: dict[int, set[int]] = session.info.pop(PINGED, {})
    if not chats:
        return
    await session.flush()
    await _replace_older(session, chats, now)
    by_chat: dict[int, list[Letter]] = defaultdict(list)
    for letter in await _recent(session, chats, now):
        by_chat[letter.chat_id].append(letter)
    for chat_id, letters in by_chat.items():
        await _fold_chat(session, chat_id, letters, now)


async def _replace_older(session: AsyncSession, chats: Mapping[int, set[int]], now: datetime) -> None:
    """Of each hazard's pings in a chat all but the newest: what stands is taken away, what waits is not sent."""
    hazards = {each for named in chats.values() for each in named}
    if not hazards:
        return
    rows = select(col(Letter.id), col(Letter.chat_id), col(Letter.subject_id)).where(
        col(Letter.subject_id).in_(hazards),
        col(Letter.kind) == PING,
        col(Letter.chat_id).in_(chats),
        col(Letter.state).in_([LetterState.PENDING, LetterState.SENT]),
    )
    found = (await session.execute(rows.order_by(col(Letter.id).desc()))).all()
    newest: dict[tuple[int, int | None], int] = {}
    older = [letter for letter, chat, hazard in found if newest.setdefault((chat, hazard), letter) != letter]
    if older:
        await _drop(session, older, REPLACED)
        await _refresh(session, older, now)


async def _recent(session: AsyncSession, chats: Iterable[int], now: datetime) -> Sequence[Letter]:
    rows = select(Letter).where(
        col(Letter.chat_id).in_(chats),
        col(Letter.state).in_([LetterState.PENDING, LetterState.SENT]),
        col(Letter.created_at) > now - WINDOW,
        col(Letter.kind).in_([PING, TRANSFERRED, LIST]),
    )
    return (await session.scalars(rows.order_by(col(Letter.id)).execution_options(populate_existing=True))).all()


async def _fold_chat(session: AsyncSession, chat_id: int, letters: Sequence[Letter], now: datetime) -> None:
    pings = [letter for letter in letters if letter.kind != LIST and letter.args.get("why") not in NOT_FOLDED]
    lists = [letter for letter in letters if letter.kind == LIST]
    waiting = [ping for ping in pings if _unsent(ping)]
    lane = min((ping.lane for ping in waiting), default=Lane.ROUTINE)
    standing = lists[-1] if lists and (_unsent(lists[-1]) or lane > Lane.URGENT) else None
    since = [ping for ping in pings if not lists or ping.id > lists[-1].id or _unsent(ping)]
    if standing is None and len(since) < MANY:
        return
    folded = await _drop(session, [ping.id for ping in waiting], FOLDED)
    if not folded:
        return
    named = [ping.subject_id for ping in since if ping.subject_id and (standing is None or ping.subject_id in folded)]
    await _name(session, chat_id, standing, list(dict.fromkeys(named)), lane, now)


def _unsent(ping: Letter) -> bool:
    return ping.state is LetterState.PENDING and ping.message_id is None


async def _drop(session: AsyncSession, ids: Sequence[int], reason: str) -> set[int | None]:
    """The hazards of those that nobody has sent, nor is sending at this moment."""
    free = update(Letter).where(
        col(Letter.id).in_(ids),
        col(Letter.state) == LetterState.PENDING,
        col(Letter.message_id).is_(None),
        col(Letter.leased_until).is_(None),
    )
    dropped = free.values(state=LetterState.DROPPED, reason=reason).returning(col(Letter.subject_id))
    return set((await session.scalars(dropped.execution_options(synchronize_session=False))).all())


async def _name(
    session: AsyncSession, chat_id: int, standing: Letter | None, hazards: Sequence[int], lane: int, now: datetime
) -> None:
    """In the list that stands while there is room, then in new ones."""
    left = list(hazards)
    if standing is not None:
        there = set((await session.scalars(_named_in(standing.id))).all())
        left = [each for each in left if each not in there]
        room, left = left[: FULL - len(there)], left[FULL - len(there) :]
        await _write(session, standing.id, room)
        await _refresh(session, [standing.id], now, lane=min(standing.lane, lane))
    while left:
        new = post(session, chat_id, LIST, Lane(lane), now)
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


async def _refresh(session: AsyncSession, letters: Sequence[int], now: datetime, **values: int) -> None:
    standing = col(Letter.state).in_([LetterState.PENDING, LetterState.SENT])
    rows = update(Letter).where(col(Letter.id).in_(letters), standing)
    newer = {"state": LetterState.PENDING, "revision": col(Letter.revision) + 1, "tries": 0, "not_before": now}
    await session.execute(rows.values(**newer, **values).execution_options(synchronize_session=False))
    signal(session, BELL)
