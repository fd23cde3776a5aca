"""Leave of staff (A3): who stands in for whom, and who is told before, when it begins and when it ends.

    planned ──first day──▶ away ──day after the last──▶ over
       │                     └──ended early──▶ over
       └──called off──▶ cancelled

What must always hold: a person has no two leaves that overlap; a planned or running one has a `next_at`.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.members.positions import HeldPosition, posts_of
from models.members.reach import upwards
from models.members.stand_ins import LIVE, covers, meanwhile, stand_ins
from models.members.tables import Leave, LeaveState, Person, Post, Role
from models.outbox.enqueue import enqueue, enqueue_once
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane

DAY = timedelta(days=1)
WORKING_HOURS = timedelta(hours=8)  # after midnight: nobody is woken to hear of a leave
FILED, UNCOVERED, BEGINS, ENDS = (
    "members.leave",
    "members.leave_uncovered",
    "members.leave_begins",
    "members.leave_ends",
)
STANDS_IN, STOOD_IN = "members.leave_stands_in", "members.leave_stood_in"


async def file_leave(
    session: AsyncSession, person: Person, first: date, last: date, now: datetime, zone: tzinfo
) -> Leave:
    """From the first to the last day; raises Refused or Conflict. Who must find a stand-in is told at once."""
    if not await posts_of(session, person.id):
        raise Refused("leave.no_post")
    begins_at = datetime.combine(first, time(), zone)
    ends_at = datetime.combine(last + DAY, time(), zone)
    if await _overlapping(session, person, begins_at, ends_at):
        raise Conflict("leave.overlaps")
    day_before = begins_at - DAY + WORKING_HOURS
    next_at = day_before if day_before > now else begins_at
    leave = Leave(person_id=person.id, begins_at=begins_at, ends_at=ends_at, next_at=next_at, filed_at=now)
    session.add(leave)
    await session.flush()
    if begins_at <= now:
        await _begin(session, leave, now)
    await _warn(session, leave, now)
    for other, alone in await _relying_on(session, leave.person_id, *meanwhile(leave)):
        await _warn(session, other, now, only=alone)
        await _shown_anew(session, other, now)
    return leave


async def leave_of(session: AsyncSession, person: Person) -> Leave | None:
    """The one that runs, or the next."""
    rows = select(Leave).where(col(Leave.person_id) == person.id, col(Leave.state).in_(LIVE))
    return (await session.scalars(rows.order_by(col(Leave.begins_at)).limit(1))).first()


async def call_off(session: AsyncSession, leave: Leave, person: Person, now: datetime) -> None:
    """Ends it early, or drops it before it begins; raises Refused, or Conflict when it is over."""
    if leave.person_id != person.id:
        raise Refused("leave.not_yours")
    if leave.state not in LIVE:
        raise Conflict("leave.over")
    if leave.state is LeaveState.AWAY:
        await _end(session, leave, now)
    else:
        leave.state, leave.next_at, leave.ended_at = LeaveState.CANCELLED, None, now
    await _shown_anew(session, leave, now)
    await _relied_on_again(session, leave, now)


async def follow_leaves(session: AsyncSession, leaves: Sequence[Leave], clock: WallClock) -> None:
    """What is due: the word on the day before, the beginning, the end."""
    for leave in leaves:
        await _follow(session, leave, clock.now)


LEAVES = DueRows(
    "leaves",
    col(Leave.next_at),
    col(Leave.next_at).is_not(None),
    row=Leave,
    handle=follow_leaves,
    seconds=30,
)


async def _follow(session: AsyncSession, leave: Leave, now: datetime) -> None:
    if leave.state is LeaveState.PLANNED and now < leave.begins_at:
        leave.next_at = leave.begins_at
        await _warn(session, leave, now)
        return
    if leave.state is LeaveState.PLANNED and now < leave.ends_at:
        await _begin(session, leave, now)
    else:
        await _end(session, leave, now)
        await _relied_on_again(session, leave, now)
    await _shown_anew(session, leave, now)


async def _begin(session: AsyncSession, leave: Leave, now: datetime) -> None:
    leave.state, leave.next_at = LeaveState.AWAY, leave.ends_at
    morning = max(now, leave.begins_at + WORKING_HOURS)
    person = await session.get_one(Person, leave.person_id)
    enqueue(session, person.tg_user_id, BEGINS, Lane.ROUTINE, now, subject_id=leave.id, not_before=morning)
    for stand_in in await stand_ins(session, leave):
        enqueue(session, stand_in.tg_user_id, STANDS_IN, Lane.ROUTINE, now, subject_id=leave.id, not_before=morning)


async def _end(session: AsyncSession, leave: Leave, now: datetime) -> None:
    """Without a word when it never began, the clock having stood still."""
    began = leave.state is LeaveState.AWAY
    standing_in = await stand_ins(session, leave) if began else []
    leave.state, leave.next_at, leave.ended_at = LeaveState.OVER, None, now
    early = now < leave.ends_at
    morning = now if early else max(now, leave.ends_at + WORKING_HOURS)
    person = await session.get_one(Person, leave.person_id)
    if began and not early:
        enqueue(session, person.tg_user_id, ENDS, Lane.ROUTINE, now, subject_id=leave.id, not_before=morning)
    for stand_in in standing_in:
        enqueue(session, stand_in.tg_user_id, STOOD_IN, Lane.ROUTINE, now, subject_id=leave.id, not_before=morning)


async def _warn(session: AsyncSession, leave: Leave, now: datetime, only: Collection[int] | None = None) -> None:
    """The leaders of each grid where nobody stands in; the level above for a leader. `only`: for these posts."""
    for cover in await covers(session, leave):
        if not cover.people and (only is None or cover.held.post.id in only):
            for chat in await _responsible(session, cover.held):
                post_id = cover.held.post.id
                enqueue(session, chat, UNCOVERED, Lane.WARNING, now, subject_id=leave.id, post=post_id)


async def _responsible(session: AsyncSession, held: HeldPosition) -> list[int]:
    grid: Grid | None = held.grid
    if held.post.role is Role.LEADER:
        grid = await session.get(Grid, held.grid.parent_id) if held.grid.parent_id else None
    found = await upwards(session, grid) if grid else None
    return found[1] if found else []


async def _relying_on(
    session: AsyncSession, person_id: int, *when: ColumnElement[bool]
) -> list[tuple[Leave, set[int]]]:
    """Other leaves, planned or running, each with its posts for which this person would stand in."""
    own = {(held.grid.id, held.post.role) for held in await posts_of(session, person_id)}
    rows = select(Leave).where(col(Leave.person_id) != person_id, col(Leave.state).in_(LIVE), *when)
    beside = exists().where(col(Post.person_id) == col(Leave.person_id), col(Post.ended_at).is_(None))
    here = beside.where(col(Post.grid_id).in_({grid_id for grid_id, _ in own}))
    found = []
    for other in (await session.scalars(rows.where(here))).all():
        theirs = [cover.held for cover in await covers(session, other)]
        relying = {
            each.post.id for each in theirs if {(each.grid.id, Role.BACKUP), (each.grid.id, each.post.role)} & own
        }
        if relying:
            found.append((other, relying))
    return found


async def took_posts(session: AsyncSession, person: Person, now: datetime) -> None:
    """Somebody has claimed posts: what told of the leaves that they stand in for now says so; of a running one they
    hear."""
    await session.flush()
    for leave, _ in await _relying_on(session, person.id):
        await _shown_anew(session, leave, now)
        if leave.state is LeaveState.AWAY and person in await stand_ins(session, leave):
            key = f"{STANDS_IN}:{leave.id}:{person.id}"
            await enqueue_once(session, key, person.tg_user_id, STANDS_IN, Lane.ROUTINE, now, subject_id=leave.id)


async def _relied_on_again(session: AsyncSession, leave: Leave, now: datetime) -> None:
    """What told of the leaves meanwhile says who stands in now that this one has ended."""
    await session.flush()
    for other, _ in await _relying_on(session, leave.person_id, *meanwhile(leave)):
        await _shown_anew(session, other, now)


async def _overlapping(session: AsyncSession, person: Person, begins_at: datetime, ends_at: datetime) -> bool:
    overlap = (col(Leave.begins_at) < ends_at, col(Leave.ends_at) > begins_at)
    rows = exists().where(col(Leave.person_id) == person.id, col(Leave.state).in_(LIVE), *overlap)
    return bool(await session.scalar(select(rows)))


async def _shown_anew(session: AsyncSession, leave: Leave, now: datetime) -> None:
    """What told of the leave says how it stands now."""
    await refresh_standing(session, leave.id, now)
