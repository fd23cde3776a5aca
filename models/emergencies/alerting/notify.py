"""Who hears of a call for help, and in which message; all of them in the urgent lane.

`emergencies.card` answers in the group where help was called, and stands in the grid's own group; a caller in private
gets `emergencies.answer`, which asks for the place, and `emergencies.progress`. Staff get `emergencies.alarm`, those
who went are asked by `emergencies.asked`, and whoever wants to end the call by `emergencies.ending`. Each is edited as
the call moves, but for what opens a keyboard and what passes on something that was added.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.tables import Call, Helper
from models.grids.neighbours import neighbours_of
from models.grids.tables import Grid, Level
from models.grids.tree import children, level_above, living
from models.members.reach import group_chat, leaders_chats, members_chats, reachable_people, upwards
from models.members.tables import Person, Post
from models.outbox.enqueue import enqueue, refresh, refresh_one
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.shifts.on_call import on_call_chats

CARD, ANSWER, PROGRESS, ALARM = (
    "emergencies.card",
    "emergencies.answer",
    "emergencies.progress",
    "emergencies.alarm",
)
JOINED, ASKED, OVER, THANKS, WHERE = (
    "emergencies.joined",
    "emergencies.asked",
    "emergencies.over",
    "emergencies.thanks",
    "emergencies.where",
)
CONFIRMED, ENDING, RESUMED = "emergencies.confirmed", "emergencies.ending", "emergencies.resumed"
ANOTHER_HAZARD = "emergencies.another_hazard"
STANDING = (CARD, PROGRESS, ALARM, JOINED, ASKED, WHERE, CONFIRMED, ENDING, RESUMED)
RING_AGAIN = timedelta(minutes=2)
ABOVE_ALL = (Level.STREET, Level.DISTRICT, Level.COMMUNITY, Level.GRID)


async def opened(session: AsyncSession, call: Call, grid: Grid | None, admins: Iterable[int], now: datetime) -> None:
    """Answers the caller first of all, then tells everybody who could come."""
    answer(session, call, call.chat_id, call.message_id, now)
    if grid is None:
        alarm(session, call, dict.fromkeys([*await above_all(session), *admins]), "new", now)
        return
    told = await alert_around(session, call, grid, "new", now)
    if not told:
        alarm(session, call, dict.fromkeys([*await above_all(session), *admins]), "new", now)


def answer(session: AsyncSession, call: Call, chat_id: int, message_id: int | None, now: datetime) -> None:
    """Says “119 first” where help was called."""
    if chat_id > 0:
        say(session, call, chat_id, ANSWER, now)
        say(session, call, chat_id, PROGRESS, now)
    else:
        say(session, call, chat_id, CARD, now, reply_to=message_id)


async def joined(session: AsyncSession, call: Call, chat_id: int, message_id: int | None, now: datetime) -> None:
    """Whoever calls again and again in private is answered as often as it rings: what stands there is edited."""
    if chat_id > 0:
        if await _not_since(session, call, ANSWER, now - RING_AGAIN, chat_id):
            answer(session, call, chat_id, message_id, now)
    else:
        say(session, call, chat_id, JOINED, now, reply_to=message_id)


async def alert_around(session: AsyncSession, call: Call, grid: Grid, why: str, now: datetime) -> list[int]:
    """The grid's own group, then staff of the grid, of those adjoining and above, and who is on call there; returns the
    staff's chats.
    """
    group = await group_chat(session, grid)
    if group is not None and group != call.chat_id:
        say(session, call, group, CARD, now)
    near = [grid, *await neighbours_of(session, grid)]
    if grid.level not in (Level.GRID, Level.CELL):
        near += await children(session, grid)
    call.reach = list(dict.fromkeys([*call.reach, *(each.id for each in near)]))
    chats = dict.fromkeys(await staff_chats(session, near))
    chats.update(dict.fromkeys(await levels_chats(session, grid, (Level.COMMUNITY, Level.STREET))))
    chats.update(dict.fromkeys(await on_call_chats(session, grid, now)))
    alarm(session, call, chats, why, now)
    return list(chats)


async def alert_level(session: AsyncSession, call: Call, grid: Grid, why: str, now: datetime) -> None:
    """The group of this level and its leaders, or else those above them."""
    group = await group_chat(session, grid)
    if group is not None and group != call.chat_id:
        say(session, call, group, CARD, now)
    found = await upwards(session, grid)
    alarm(session, call, dict.fromkeys(found[1] if found else await above_all(session)), why, now)


async def staff_chats(session: AsyncSession, grids: Sequence[Grid]) -> list[int]:
    return [
        chat_id
        for grid in grids
        for chat_id in (*await members_chats(session, grid), *await leaders_chats(session, grid))
    ]


async def level_chats(session: AsyncSession, grid: Grid, level: Level) -> list[int]:
    """The leaders of that level over the grid; where they cannot be reached, those above them."""
    over = await level_above(session, grid, level)
    found = await upwards(session, over) if over else None
    return found[1] if found else []


async def levels_chats(session: AsyncSession, grid: Grid, levels: Iterable[Level]) -> list[int]:
    return [chat_id for level in levels for chat_id in await level_chats(session, grid, level)]


async def above_all(session: AsyncSession) -> list[int]:
    """For a call that no grid is known of: the leaders of all streets, or of whatever level can be reached."""
    for level in ABOVE_ALL:
        rows = select(Grid).where(col(Grid.level) == level, living()).order_by(col(Grid.code))
        grids = (await session.scalars(rows)).all()
        chats = [chat_id for grid in grids for chat_id in await leaders_chats(session, grid)]
        if chats:
            return chats
    return []


async def leaders(session: AsyncSession, call: Call) -> list[int]:
    grid = await session.get(Grid, call.grid_id) if call.grid_id else None
    found = await upwards(session, grid) if grid else None
    return found[1] if found else await above_all(session)


def alarm(session: AsyncSession, call: Call, chats: Iterable[int], why: str, now: datetime) -> None:
    """`why` is new, again, more, place, confirmed, resumed or retired; a newer alarm takes the place of older ones."""
    for chat_id in chats:
        if chat_id != call.chat_id:
            say(session, call, chat_id, ALARM, now, why=why)


async def more(session: AsyncSession, call: Call, by: Person | None, now: datetime) -> None:
    """Somebody calls once more: it rings again for all others, though somebody may have gone; not if it just rang."""
    if await _not_since(session, call, ALARM, now - RING_AGAIN):
        others = [chat for chat in await told_and_on_duty(session, call) if by is None or chat != by.tg_user_id]
        alarm(session, call, others, "more", now)


async def _not_since(session: AsyncSession, call: Call, kind: str, since: datetime, chat_id: int | None = None) -> bool:
    """Whether this was last said, in this chat or in any, at `since` or before."""
    rows = select(func.max(col(OutboxMessage.created_at))).where(
        col(OutboxMessage.subject_id) == call.id, col(OutboxMessage.kind) == kind
    )
    await session.flush()
    last = await session.scalar(rows if chat_id is None else rows.where(col(OutboxMessage.chat_id) == chat_id))
    return last is None or since >= last


async def show(session: AsyncSession, call: Call, chat_id: int, now: datetime) -> None:
    """As an alarm, to one of the staff who asks for it; what stood of it there gives way."""
    rows = select(OutboxMessage).where(
        col(OutboxMessage.subject_id) == call.id,
        col(OutboxMessage.kind) == ALARM,
        col(OutboxMessage.chat_id) == chat_id,
        col(OutboxMessage.state) == MessageState.SENT,
    )
    for message in (await session.scalars(rows)).all():
        await refresh_one(session, message, now)
    say(session, call, chat_id, ALARM, now, why="new")


async def told(session: AsyncSession, call: Call, *kinds: str) -> list[int]:
    """The chats that hold, or are to hold, one of these messages."""
    await session.flush()
    rows = select(col(OutboxMessage.chat_id)).where(
        col(OutboxMessage.subject_id) == call.id, col(OutboxMessage.kind).in_(kinds)
    )
    return list(dict.fromkeys((await session.scalars(rows.order_by(col(OutboxMessage.id)))).all()))


async def told_and_on_duty(session: AsyncSession, call: Call) -> list[int]:
    """The chats that hold the alarm, but for those of people whose posts have all ended since."""
    chats = await told(session, call, ALARM)
    held = exists().where(col(Post.person_id) == col(Person.id))
    former = select(col(Person.tg_user_id)).where(
        col(Person.tg_user_id).in_(chats), held, ~held.where(col(Post.ended_at).is_(None))
    )
    gone = set((await session.scalars(former)).all())
    return [chat_id for chat_id in chats if chat_id not in gone]


async def helpers(session: AsyncSession, call: Call) -> Sequence[Person]:
    """Those who went and can be written to."""
    went = select(col(Helper.person_id)).where(col(Helper.call_id) == call.id).order_by(col(Helper.going_at))
    return await reachable_people(session, (await session.scalars(went)).all())


async def helpers_chats(session: AsyncSession, call: Call) -> list[int]:
    """Of those who went, in private."""
    return [person.tg_user_id for person in await helpers(session, call)]


async def ask(session: AsyncSession, call: Call, chats: Iterable[int], now: datetime) -> None:
    """Asked again, the question before gives way."""
    await refresh(session, call.id, (ASKED,), now)
    for chat_id in chats:
        say(session, call, chat_id, ASKED, now)


def ask_where(session: AsyncSession, call: Call, now: datetime) -> None:
    """Offers the caller in private the grids it may be."""
    say(session, call, call.chat_id, WHERE, now)


async def newest(session: AsyncSession, call: Call, kind: str, chat_id: int) -> OutboxMessage | None:
    """The last that was said of this kind in this chat."""
    await session.flush()
    rows = select(OutboxMessage).where(
        col(OutboxMessage.subject_id) == call.id,
        col(OutboxMessage.kind) == kind,
        col(OutboxMessage.chat_id) == chat_id,
    )
    return (await session.scalars(rows.order_by(col(OutboxMessage.id).desc()).limit(1))).first()


async def changed(session: AsyncSession, call: Call, now: datetime) -> None:
    """Every message about the call shows its newest state."""
    await refresh_standing(session, call.id, now)


def say(
    session: AsyncSession,
    call: Call,
    chat_id: int,
    kind: str,
    now: datetime,
    reply_to: int | None = None,
    **args: Any,
) -> None:
    enqueue(session, chat_id, kind, Lane.URGENT, now, subject_id=call.id, reply_to=reply_to, **args)
