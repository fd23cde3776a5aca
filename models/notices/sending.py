"""Sending a notice: at once, when its time comes, or when a second person has agreed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict, Refused
from models.events import record_event
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.permissions import STREET_AND_ABOVE
from models.members.positions import leads, posts_of
from models.members.reach import reachable_people
from models.members.tables import Person, Post, Role
from models.notices.audience import Audience, Reach, targets
from models.notices.copies import OUTCOME, PROGRESS_EVERY, RUNNING, SOON, freeze, post_some, tell_ended
from models.notices.drafting import DRAFT, SERIES, must_manage, must_stay_inside, shown_with
from models.notices.handing_over import hand_over, take_over, writer_left
from models.notices.over import end_replaced
from models.notices.tables import Asks, Notice, NoticeAct, NoticeEvent, NoticeKind, NoticeLevel, NoticeState
from models.notices.timing import next_time, not_at_night
from models.notices.warnings import AGAIN, follows, must_be_whole, until
from models.notices.waves import try_some
from models.numbers import next_number
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition

PROGRESS, CONSENT = "notices.progress", "notices.consent"
CONSENT_GOOD = timedelta(hours=2)  # what was to be warned of has changed by then
FRESH = (NoticeState.DRAFT, NoticeState.RETURNED)


async def needs_consent(session: AsyncSession, notice: Notice) -> bool:
    """A warning to a whole street or more, and a drill that leaves the staff's chats."""
    if notice.drill:
        return Reach.GROUPS in Audience.read(notice.audience).reach
    grid = await session.get_one(Grid, notice.grid_id)
    return notice.kind is NoticeKind.WARNING and grid.level in STREET_AND_ABOVE


async def send(session: AsyncSession, notice: Notice, revision: int, person: Person | None, clock: WallClock) -> None:
    """As it was previewed at `revision`; None: nobody has, it goes on as it came. Raises Refused or Conflict, before
    anything is written.
    """
    now = clock.now
    if person is not None:
        await must_manage(session, notice, person)
    if notice.revision != revision:
        raise Conflict("notice.edited")
    if person is not None:
        await take_over(session, notice, person)
    await _must_say_something(session, notice)
    must_be_whole(notice, now)
    others = await _who_must_agree(session, notice)
    data = {"revision": revision}
    record_event(session, NoticeEvent, person, now, notice_id=notice.id, act=NoticeAct.SEND, data=data)
    if others:
        await _ask_for_consent(session, notice, others, now)
    else:
        await _plan(session, notice, FRESH, clock)
    await refresh_standing(session, notice.id, now)


async def _who_must_agree(session: AsyncSession, notice: Notice) -> Sequence[Person]:
    """One of these; nobody where no second person is needed. Raises Refused."""
    if not await needs_consent(session, notice):
        return ()
    if notice.repeats:
        raise Refused("notice.no_series")
    others = await who_may_agree(session, notice)
    if not others:
        raise Refused("notice.nobody_to_agree")
    return others


async def _must_say_something(session: AsyncSession, notice: Notice) -> None:
    photos, file = await shown_with(session, notice)
    audience = Audience.read(notice.audience)
    if not notice.words and not photos and file is None:
        raise Refused("notice.empty")
    must_stay_inside(notice, audience)
    if not await targets(session, await session.get_one(Grid, notice.grid_id), audience):
        raise Refused("notice.nobody")


async def _ask_for_consent(session: AsyncSession, notice: Notice, others: Sequence[Person], now: datetime) -> None:
    values = {"state": NoticeState.AWAITING, "next_at": now + CONSENT_GOOD, "reason": ""}
    if not await transition(session, notice, col(Notice.state).in_(FRESH), **values):
        raise Conflict("notice.sent")
    ask(session, notice, others, now)


def ask(session: AsyncSession, notice: Notice, others: Sequence[Person], now: datetime) -> None:
    for other in others:
        revision = notice.revision
        enqueue(session, other.tg_user_id, CONSENT, Lane.ESCALATION, now, subject_id=notice.id, revision=revision)


async def who_may_agree(session: AsyncSession, notice: Notice) -> Sequence[Person]:
    """Who else leads its subtree and can be written to: another person, by another phone than the writer's."""
    grid = await session.get_one(Grid, notice.grid_id)
    rows = select(col(Post.person_id)).where(
        col(Post.grid_id).in_(ids_in(grid.path)),
        col(Post.role).in_((Role.LEADER, Role.BACKUP)),
        col(Post.ended_at).is_(None),
        col(Post.person_id).is_not(None),
        col(Post.person_id) != notice.writer_id,
        col(Post.phone).not_in(select(col(Post.phone)).where(col(Post.person_id) == notice.writer_id)),
    )
    people = await reachable_people(session, [each for each in (await session.scalars(rows)).all() if each])
    return [each for each in people if await leads(session, each.id, grid)]


async def must_be_second(session: AsyncSession, notice: Notice, person: Person) -> None:
    """Raises Refused for the writer, in whichever post, and for who does not lead the subtree."""
    own = {held.post.phone for held in await posts_of(session, notice.writer_id)}
    if person.id == notice.writer_id or own & {held.post.phone for held in await posts_of(session, person.id)}:
        raise Refused("notice.own")
    await must_manage(session, notice, person)


async def agree(session: AsyncSession, notice: Notice, revision: int, person: Person, clock: WallClock) -> None:
    """Raises Refused for the writer and for who may not, Conflict when it is not what was asked about any more."""
    now = clock.now
    await must_be_second(session, notice, person)
    if notice.revision != revision or notice.state is not NoticeState.AWAITING:
        raise Conflict("notice.not_awaited")
    data = {"revision": revision}
    record_event(session, NoticeEvent, person, now, notice_id=notice.id, act=NoticeAct.AGREE, data=data)
    await _plan(session, notice, (NoticeState.AWAITING,), clock)
    await refresh_standing(session, notice.id, now)


async def give_back(session: AsyncSession, notice: Notice, person: Person, reason: str, now: datetime) -> None:
    """Not agreed to, with a reason; raises like agree()."""
    await must_be_second(session, notice, person)
    values = {"state": NoticeState.RETURNED, "reason": reason, "next_at": None}
    if not await transition(session, notice, col(Notice.state) == NoticeState.AWAITING, **values):
        raise Conflict("notice.not_awaited")
    data = {"reason": reason}
    record_event(session, NoticeEvent, person, now, notice_id=notice.id, act=NoticeAct.RETURN, data=data)
    enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="returned")
    await refresh_standing(session, notice.id, now)


async def _plan(session: AsyncSession, notice: Notice, states: Sequence[NoticeState], clock: WallClock) -> None:
    """At its time, but for what would come at night."""
    when = not_at_night(notice.kind, max(notice.send_at or clock.now, clock.now), clock.zone)
    if when <= clock.now:
        await _begin(session, notice, states, clock)
        return
    planned = {"state": NoticeState.PLANNED, "send_at": when, "next_at": when}
    if not await transition(session, notice, col(Notice.state).in_(states), **planned):
        raise Conflict("notice.sent")


async def _begin(session: AsyncSession, notice: Notice, states: Sequence[NoticeState], clock: WallClock) -> None:
    now = clock.now
    values = {
        "state": NoticeState.SENDING,
        "started_at": now,
        "expires_at": until(notice) or now + timedelta(hours=notice.holds_hours),
        "again_at": now + AGAIN if notice.level is NoticeLevel.RED and not notice.drill else None,
        "progress_at": now + PROGRESS_EVERY,
        **follows(notice, now),
    }
    if not await transition(session, notice, col(Notice.state).in_(states), **values):
        raise Conflict("notice.sent")
    await freeze(session, notice)
    await end_replaced(session, notice, now)
    enqueue(session, notice.chat_id, PROGRESS, Lane.REPLY, now, subject_id=notice.id)
    await _go_on(session, notice, clock)
    if notice.repeats:
        await _plan_next(session, notice, clock)


async def _plan_next(session: AsyncSession, notice: Notice, clock: WallClock) -> None:
    """The next of the series, as a card in which it can be changed or discarded until its time comes."""
    when = not_at_night(notice.kind, next_time(notice.repeats or "", clock.now, clock.zone), clock.zone)
    kept = ("kind", "drill", "grid_id", "author_id", "post_id", "chat_id", "words", "audience", "asks", "repeats")
    following = Notice(
        number=await next_number(session, SERIES),
        state=NoticeState.PLANNED,
        send_at=when,
        next_at=when,
        first_id=notice.first_id or notice.id,
        holds_hours=notice.holds_hours,
        created_at=clock.now,
        **{name: getattr(notice, name) for name in kept},
    )
    session.add(following)
    await session.flush()
    enqueue(session, notice.chat_id, DRAFT, Lane.ROUTINE, clock.now, subject_id=following.id)


async def _go_on(session: AsyncSession, notice: Notice, clock: WallClock) -> None:
    more = await post_some(session, notice, clock)
    notice.next_at = clock.now + SOON if more else notice.expires_at


async def follow(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    """The next step of each."""
    for notice in notices:
        if notice.state is NoticeState.AWAITING:
            await _forget_consent(session, notice, clock.now)
        elif notice.state is NoticeState.PLANNED and await writer_left(session, notice):
            await hand_over(session, notice, clock.now)
        elif notice.state is NoticeState.PLANNED:
            await _plan(session, notice, (NoticeState.PLANNED,), clock)
            await refresh_standing(session, notice.id, clock.now)
        elif notice.state not in RUNNING or (notice.expires_at and notice.expires_at <= clock.now):
            await _expire(session, notice, clock.now)
        elif notice.paused_at is not None:
            await try_some(session, notice, notice.paused_at, clock)
        else:
            await _go_on(session, notice, clock)


async def _forget_consent(session: AsyncSession, notice: Notice, now: datetime) -> None:
    notice.state, notice.next_at, notice.revision = NoticeState.DRAFT, None, notice.revision + 1
    enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="unanswered")
    await refresh_standing(session, notice.id, now)


async def _expire(session: AsyncSession, notice: Notice, now: datetime) -> None:
    notice.next_at = None
    if notice.state in RUNNING:
        notice.state, notice.ended_at, notice.paused_at, notice.progress_at = NoticeState.EXPIRED, now, None, now
        notice.period_at, notice.remind_at = (now if notice.period_of_its_own else None), None
        if notice.asks is not Asks.NOBODY:
            notice.counts_at, notice.counted_to = now, 0
        if notice.kind is NoticeKind.WARNING:
            await tell_ended(session, notice, now)


NOTICES = DueRows(
    "notice_steps",
    col(Notice.next_at),
    col(Notice.next_at).is_not(None),
    row=Notice,
    handle=follow,
    seconds=1,
    batch=10,
)
