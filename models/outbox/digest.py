"""One alert a hazard stands in a chat, the newest; three or more within a minute become one list.

Only what is not sent yet is folded in; what was sent a moment ago is named in the list as well, but for what somebody
asked to see. A list grows while more come, silently: so what is urgent joins none that is sent already, it rings by
itself or in a list of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, BindParameter, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row
from models.db.database import upsert, wake
from models.outbox.enqueue import enqueue
from models.outbox.tables import SIGNAL, Lane, MessageState, OutboxMessage

ALERT, DIGEST, TRANSFERRED = "hazards.ping", "hazards.ping_list", "hazards.transferred"
FOLDED_KINDS = (ALERT, TRANSFERRED, DIGEST)
ASKED = "asked"
FOLDED, REPLACED = "named in a list", "told again since"
ALERTED = "pinged"
WINDOW = timedelta(seconds=60)
MANY = 3
FULL = 20
NOT_FOLDED = (ASKED, "taken_back", "overdue")  # the last two, to a department, say that something is over


class DigestItem(Row, table=True):
    """A hazard named in a digest; `letter_id` is the digest."""

    __tablename__ = "listed"

    letter_id: int = Field(foreign_key="outbox.id", primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", primary_key=True, sa_type=BigInteger, index=True)


CHATS: BindParameter[int] = bindparam("chats", expanding=True)  # statements of every batch are put together once
IDS: BindParameter[int] = bindparam("ids", expanding=True)
STANDING = col(OutboxMessage.state).in_([MessageState.PENDING, MessageState.SENT])
RECENT = (
    select(
        col(OutboxMessage.id),
        col(OutboxMessage.chat_id),
        col(OutboxMessage.kind),
        col(OutboxMessage.lane),
        col(OutboxMessage.state),
        col(OutboxMessage.subject_id),
        col(OutboxMessage.message_id),
        col(OutboxMessage.args),
    )
    .where(
        col(OutboxMessage.chat_id).in_(CHATS),
        STANDING,
        col(OutboxMessage.created_at) > bindparam("since"),
        col(OutboxMessage.kind).in_(FOLDED_KINDS),
    )
    .order_by(col(OutboxMessage.id))
)
ALERTS = (
    select(col(OutboxMessage.id), col(OutboxMessage.chat_id), col(OutboxMessage.subject_id))
    .where(
        col(OutboxMessage.subject_id).in_(IDS),
        col(OutboxMessage.kind) == ALERT,
        col(OutboxMessage.chat_id).in_(CHATS),
        STANDING,
    )
    .order_by(col(OutboxMessage.id).desc())
)
NAMED = select(col(DigestItem.letter_id), col(DigestItem.hazard_id)).where(col(DigestItem.letter_id).in_(IDS))


def alerted(session: AsyncSession, chat_id: int, again: int | None) -> None:
    """An alert to this chat was posted in this session; about hazard `again`, unless it is the first about its
    hazard.
    """
    told_again: set[int] = session.info.setdefault(ALERTED, {}).setdefault(chat_id, set())
    if again is not None:
        told_again.add(again)


async def fold(session: AsyncSession, now: datetime) -> None:
    """Where this session has alerted: to be called once, before the commit. A few statements for all the chats."""
    chats: dict[int, set[int]] = session.info.pop(ALERTED, {})
    if not chats:
        return
    await _replace_older(session, chats, now)
    crowds = list(_crowds(await _recent(session, chats, now)))
    if crowds:
        await session.flush()
        await _fold(session, crowds, now)


async def _recent(session: AsyncSession, chats: Collection[int], now: datetime) -> Mapping[int, Sequence[Any]]:
    """By chat, as RECENT gives them."""
    by_chat: dict[int, list[Any]] = defaultdict(list)
    for message in await session.execute(RECENT, {"chats": list(chats), "since": now - WINDOW}):
        by_chat[message.chat_id].append(message)
    return by_chat


async def _replace_older(session: AsyncSession, chats: Mapping[int, set[int]], now: datetime) -> None:
    """Of each hazard's alerts in a chat all but the newest: what stands is taken away, what waits is not sent."""
    hazards = {each for named in chats.values() for each in named}
    if not hazards:
        return
    await session.flush()
    newest: dict[tuple[int, int | None], int] = {}
    found = await session.execute(ALERTS, {"ids": list(hazards), "chats": list(chats)})
    older = [message for message, chat, hazard in found if newest.setdefault((chat, hazard), message) != message]
    if older:
        await _drop(session, older, REPLACED)
        await _refresh(session, older, now)


@dataclass(frozen=True)
class Crowd:
    """Alerts to one chat that are to become one list, or join `standing`."""

    chat_id: int
    waiting: Sequence[int]
    since: Sequence[int]
    standing: Any
    lane: int


def _crowds(by_chat: Mapping[int, Sequence[Any]]) -> Iterator[Crowd]:
    for chat_id, messages in by_chat.items():
        alerts = [
            message for message in messages if message.kind != DIGEST and message.args.get("why") not in NOT_FOLDED
        ]
        lists = [message for message in messages if message.kind == DIGEST]
        waiting = [alert for alert in alerts if _unsent(alert)]
        lane = min((alert.lane for alert in waiting), default=Lane.ROUTINE)
        standing = lists[-1] if lists and (_unsent(lists[-1]) or lane > Lane.URGENT) else None
        since = [alert for alert in alerts if not lists or alert.id > lists[-1].id or _unsent(alert)]
        if waiting and (standing is not None or len(since) >= MANY):
            named = [alert.subject_id for alert in since if alert.subject_id]
            yield Crowd(chat_id, [alert.id for alert in waiting], named, standing, lane)


def _unsent(message: Any) -> bool:
    return message.state is MessageState.PENDING and message.message_id is None


async def _fold(session: AsyncSession, crowds: Sequence[Crowd], now: datetime) -> None:
    """In the list that stands while there is room, then in new ones."""
    dropped = await _drop(session, [message for crowd in crowds for message in crowd.waiting], FOLDED)
    there = await _there(session, [crowd.standing.id for crowd in crowds if crowd.standing])
    named: dict[int, list[int]] = {}
    louder: dict[int, list[int]] = defaultdict(list)
    for crowd in crowds:
        folded = dropped.get(crowd.chat_id)
        if not folded:
            continue
        left = list(dict.fromkeys(crowd.since))
        if crowd.standing is not None:
            full = there[crowd.standing.id]
            left = [each for each in left if each in folded and each not in full]
            named[crowd.standing.id], left = left[: FULL - len(full)], left[FULL - len(full) :]
            louder[min(crowd.standing.lane, crowd.lane)].append(crowd.standing.id)
        for start in range(0, len(left), FULL):
            new = enqueue(session, crowd.chat_id, DIGEST, Lane(crowd.lane), now)
            named[new.id] = left[start : start + FULL]
    await _write(session, named)
    for lane, lists in louder.items():
        await _refresh(session, lists, now, lane=lane)


async def _drop(session: AsyncSession, ids: Sequence[int], reason: str) -> Mapping[int, set[int | None]]:
    """By chat, the hazards of those that nobody has sent, nor is sending at this moment."""
    free = update(OutboxMessage).where(
        col(OutboxMessage.id).in_(ids),
        col(OutboxMessage.state) == MessageState.PENDING,
        col(OutboxMessage.message_id).is_(None),
        col(OutboxMessage.leased_until).is_(None),
    )
    dropped = free.values(state=MessageState.DROPPED, reason=reason).returning(
        col(OutboxMessage.chat_id), col(OutboxMessage.subject_id)
    )
    by_chat: dict[int, set[int | None]] = defaultdict(set)
    for chat_id, hazard_id in await session.execute(dropped.execution_options(synchronize_session=False)):
        by_chat[chat_id].add(hazard_id)
    return by_chat


async def _there(session: AsyncSession, lists: Sequence[int]) -> Mapping[int, set[int]]:
    there: dict[int, set[int]] = defaultdict(set)
    if lists:
        for letter_id, hazard_id in await session.execute(NAMED, {"ids": lists}):
            there[letter_id].add(hazard_id)
    return there


async def _write(session: AsyncSession, named: Mapping[int, Sequence[int]]) -> None:
    await session.flush()
    rows = [{"letter_id": message, "hazard_id": hazard} for message, hazards in named.items() for hazard in hazards]
    if rows:
        await session.execute(upsert(session, DigestItem).on_conflict_do_nothing(), rows)


async def refresh_lists(session: AsyncSession, hazard_id: int, now: datetime) -> None:
    """The lists that name the hazard show its newest state."""
    lists = select(col(DigestItem.letter_id)).where(col(DigestItem.hazard_id) == hazard_id)
    found = (await session.scalars(lists)).all()
    if found:
        await _refresh(session, found, now)


async def _refresh(session: AsyncSession, messages: Iterable[int], now: datetime, **values: int) -> None:
    rows = update(OutboxMessage).where(col(OutboxMessage.id).in_(list(messages)), STANDING)
    newer = {"state": MessageState.PENDING, "revision": col(OutboxMessage.revision) + 1, "tries": 0, "not_before": now}
    await session.execute(rows.values(**newer, **values).execution_options(synchronize_session=False))
    wake(session, SIGNAL)
