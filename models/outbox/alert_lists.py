"""One alert a subject stands in a chat, the newest; three subjects or more within a minute become one list.

An alert that may only come so often `alone` (in its args) goes in the newest list of the day once as many have been
heard, or begins one.

Only what is not sent yet is folded in; what was sent a moment ago is named in the list as well, but for what somebody
asked to see. A list grows while more come, silently: so what is urgent joins none that is sent already, it rings by
itself or in a list of its own.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row
from models.db.database import upsert
from models.db.session_value import SessionValue
from models.outbox.enqueue import enqueue, word_anew
from models.outbox.folding_statements import IDS, NEWEST, RECENT, STANDING
from models.outbox.tables import Lane, MessageState, OutboxMessage

FOLDED, REPLACED = "named in a list", "told again since"
WINDOW, DAY = timedelta(seconds=60), timedelta(days=1)
MANY = 3
FULL = 100


@dataclass(frozen=True)
class Foldable:
    """Kinds of alerts of which many at once become one message of the kind `list_kind`.

    Of the kind `newest` only the newest about a subject stands in a chat. Alerts with a reason (`why`) among `apart`
    are neither counted nor folded. `lists` are kinds of other lists that alerts may join.
    """

    kinds: tuple[str, ...]
    list_kind: str
    newest: str
    apart: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


ALERTED: SessionValue[dict[Foldable, dict[int, set[int]]]] = SessionValue("alerted", dict)  # by chat, what again


class Listed(Row, table=True):
    """A subject named in a list; `letter_id` is the list."""

    __tablename__ = "listed"

    letter_id: int = Field(foreign_key="outbox.id", primary_key=True, sa_type=BigInteger)
    subject_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}, index=True)


NAMED = select(col(Listed.letter_id), col(Listed.subject_id)).where(col(Listed.letter_id).in_(IDS))


def alerted(session: AsyncSession, foldable: Foldable, chat_id: int, again: int | None) -> None:
    """An alert to this chat was enqueued in this session; about subject `again`, unless it is the first about it."""
    told_again = ALERTED.of(session).setdefault(foldable, {}).setdefault(chat_id, set())
    if again is not None:
        told_again.add(again)


async def fold(session: AsyncSession, now: datetime) -> None:
    """Where this session has alerted: to be called once, before the commit. A few statements for all the chats."""
    for foldable, chats in ALERTED.take(session).items():
        await _replace_older(session, foldable.newest, chats, now)
        recent = await _recent(session, foldable, chats, now)
        crowds = [crowd for chat_id, messages in recent.items() for crowd in _crowds(foldable, chat_id, messages, now)]
        if crowds:
            await session.flush()
            await _fold(session, foldable, crowds, now)


async def _recent(
    session: AsyncSession, foldable: Foldable, chats: Collection[int], now: datetime
) -> Mapping[int, Sequence[Any]]:
    """Those of a day by chat, as RECENT gives them."""
    by_chat: dict[int, list[Any]] = defaultdict(list)
    kinds = [*foldable.kinds, foldable.list_kind, *foldable.lists]
    asked = {"chats": list(chats), "since": now - DAY, "kinds": kinds}
    for message in await session.execute(RECENT, asked):
        by_chat[message.chat_id].append(message)
    return by_chat


async def _replace_older(session: AsyncSession, kind: str, chats: Mapping[int, set[int]], now: datetime) -> None:
    """Of each subject's alerts in a chat all but the newest: what stands is taken away, what waits is not sent."""
    subjects = {each for named in chats.values() for each in named}
    if not subjects:
        return
    await session.flush()
    newest: dict[tuple[int, int | None], int] = {}
    found = await session.execute(NEWEST, {"ids": list(subjects), "chats": list(chats), "kind": kind})
    older = [message for message, chat, subject in found if newest.setdefault((chat, subject), message) != message]
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


def _crowds(foldable: Foldable, chat_id: int, of_a_day: Sequence[Any], now: datetime) -> Iterator[Crowd]:
    alerts = [each for each in of_a_day if each.kind in foldable.kinds and each.args.get("why") not in foldable.apart]
    too_many = _too_many(foldable, alerts, of_a_day)
    if too_many:
        lists = [each for each in of_a_day if each.kind in (foldable.list_kind, *foldable.lists)]
        lane = min(alert.lane for alert in too_many)
        yield Crowd(chat_id, _ids(too_many), _subjects(too_many), lists[-1] if lists else None, lane)
    alerts = [each for each in alerts if each not in too_many and each.created_at > now - WINDOW]
    lists = [each for each in of_a_day if each.kind == foldable.list_kind and each.created_at > now - WINDOW]
    waiting = [alert for alert in alerts if _unsent(alert)]
    lane = min((alert.lane for alert in waiting), default=Lane.ROUTINE)
    standing = lists[-1] if lists and (_unsent(lists[-1]) or lane > Lane.URGENT) else None
    since = [alert for alert in alerts if not lists or alert.id > lists[-1].id or _unsent(alert)]
    if waiting and (standing is not None or len({*_subjects(since)}) >= MANY):
        yield Crowd(chat_id, _ids(waiting), _subjects(since), standing, lane)


def _too_many(foldable: Foldable, alerts: Sequence[Any], of_a_day: Sequence[Any]) -> list[Any]:
    """Of what is not sent yet, that which comes after as many as may be heard alone."""
    heard = sorted(each.id for each in of_a_day if each.kind == foldable.list_kind or each in alerts)
    return [
        each for each in alerts if _unsent(each) and bisect_left(heard, each.id) >= each.args.get("alone", len(heard))
    ]


def _ids(messages: Iterable[Any]) -> list[int]:
    return [message.id for message in messages]


def _subjects(messages: Iterable[Any]) -> list[int]:
    return [message.subject_id for message in messages if message.subject_id]


def _unsent(message: Any) -> bool:
    return message.state is MessageState.PENDING and message.message_id is None


async def _fold(session: AsyncSession, foldable: Foldable, crowds: Sequence[Crowd], now: datetime) -> None:
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
            new = enqueue(session, crowd.chat_id, foldable.list_kind, Lane(crowd.lane), now)
            named[new.id] = left[start : start + FULL]
    await name_in(session, named)
    for lane, lists in louder.items():
        await _refresh(session, lists, now, lane=lane)


async def _drop(session: AsyncSession, ids: Sequence[int], reason: str) -> Mapping[int, set[int | None]]:
    """By chat, the subjects of those that nobody has sent, nor is sending at this moment."""
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
    for chat_id, subject_id in await session.execute(dropped.execution_options(synchronize_session=False)):
        by_chat[chat_id].add(subject_id)
    return by_chat


async def _there(session: AsyncSession, lists: Sequence[int]) -> Mapping[int, set[int]]:
    there: dict[int, set[int]] = defaultdict(set)
    if lists:
        for letter_id, subject_id in await session.execute(NAMED, {"ids": lists}):
            there[letter_id].add(subject_id)
    return there


async def name_in(session: AsyncSession, named: Mapping[int, Sequence[int]]) -> None:
    """Subjects, by the list that names them."""
    await session.flush()
    rows = [{"letter_id": message, "subject_id": each} for message, subjects in named.items() for each in subjects]
    if rows:
        await session.execute(upsert(session, Listed).on_conflict_do_nothing(), rows)


async def refresh_lists(session: AsyncSession, subject_id: int, now: datetime) -> None:
    """The lists that name the subject show its newest state."""
    lists = select(col(Listed.letter_id)).where(col(Listed.subject_id) == subject_id)
    found = (await session.scalars(lists)).all()
    if found:
        await _refresh(session, found, now)


async def _refresh(session: AsyncSession, messages: Iterable[int], now: datetime, **values: int) -> None:
    await word_anew(session, and_(col(OutboxMessage.id).in_(list(messages)), STANDING), now, **values)
