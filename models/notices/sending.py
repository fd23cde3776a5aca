"""Sending a notice: at once, when its time comes, or when a second person has agreed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict, Refused
from models.events import record_event
from models.grids.tables import Grid
from models.members.tables import Person
from models.notices.audience import Audience, targets
from models.notices.consent import CONSENT_GOOD, ask, must_be_second, needs_consent, who_may_agree
from models.notices.copies import OUTCOME, PROGRESS_EVERY, RUNNING, SOON, freeze, post_some
from models.notices.drafting import DRAFT, SERIES, locked, must_manage, must_stay_inside, shown_with
from models.notices.handing_over import hand_over, take_over, writer_left
from models.notices.sent.over import NONE_WAITS, end_replaced, tell_expired
from models.notices.sent.receipts import AGAIN
from models.notices.sent.waves import try_some
from models.notices.tables import Asks, Notice, NoticeAct, NoticeEvent, NoticeKind, NoticeLevel, NoticeState
from models.notices.timing import next_time, not_at_night
from models.notices.warnings import ends_at, follows, must_be_whole
from models.numbers import next_number
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition

PROGRESS = "notices.progress"
FRESH = (NoticeState.DRAFT, NoticeState.RETURNED)
WAITS = (NoticeState.AWAITING, NoticeState.PLANNED)
KEPT = (  # by the next of a series
    *("kind", "level", "drill", "grid_id", "author_id", "post_id", "chat_id", "words", "audience", "asks"),
    *("repeats", "restricted", "holds_hours", "opens_period", "asks_visits", "editor_ids"),
)


async def send(session: AsyncSession, notice: Notice, revision: int, person: Person | None, clock: WallClock) -> None:
    """As it was previewed at `revision`; None: nobody has, it goes on as it came. Raises Refused or Conflict, before
    anything is written.
    """
    now = clock.now
    await locked(session, notice)
    if person is not None:
        await must_manage(session, notice, person)
    if notice.revision != revision:
        raise Conflict("notice.edited")
    if person is not None:
        await take_over(session, notice, person, now)
    await _must_say_something(session, notice)
    must_be_whole(notice, now)
    sender_id = person.id if person is not None else None
    others = await _who_must_agree(session, notice, sender_id)
    notice.sender_id = sender_id
    data = {"revision": revision}
    record_event(session, NoticeEvent, person, now, notice_id=notice.id, act=NoticeAct.SEND, data=data)
    if others:
        await _ask_for_consent(session, notice, others, now)
    else:
        await _plan(session, notice, FRESH, clock)
    await refresh_standing(session, notice.id, now)


async def _who_must_agree(session: AsyncSession, notice: Notice, sender_id: int | None) -> Sequence[Person]:
    """One of these; nobody where no second person is needed. Raises Refused."""
    if not await needs_consent(session, notice):
        return ()
    if notice.repeats:
        raise Refused("notice.no_series")
    others = await who_may_agree(session, notice, sender_id)
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
    await ask(session, notice, others, now)


async def agree(session: AsyncSession, notice: Notice, revision: int, person: Person, clock: WallClock) -> None:
    """Raises Refused for its writers and for who may not, Conflict when it is not what was asked about any more.
    One whose end has passed meanwhile is a draft again.
    """
    now = clock.now
    await locked(session, notice)
    await must_be_second(session, notice, person)
    if notice.revision != revision or notice.state is not NoticeState.AWAITING:
        raise Conflict("notice.not_awaited")
    if not await _still_whole(session, notice, now):
        return
    data = {"revision": revision}
    record_event(session, NoticeEvent, person, now, notice_id=notice.id, act=NoticeAct.AGREE, data=data)
    await _plan(session, notice, (NoticeState.AWAITING,), clock)
    await refresh_standing(session, notice.id, now)


async def give_back(
    session: AsyncSession, notice: Notice, revision: int, person: Person, reason: str, now: datetime
) -> None:
    """Not agreed to, with a reason; raises like agree()."""
    await must_be_second(session, notice, person)
    values = {"state": NoticeState.RETURNED, "reason": reason, "next_at": None}
    waits = col(Notice.state) == NoticeState.AWAITING, col(Notice.revision) == revision
    if not await transition(session, notice, *waits, **values):
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
        "expires_at": ends_at(notice, now),
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
    later = when - (notice.send_at or clock.now)
    following = Notice(
        number=await next_number(session, SERIES),
        state=NoticeState.PLANNED,
        send_at=when,
        next_at=when,
        first_id=notice.first_id or notice.id,
        parts={part: said for part, said in notice.parts.items() if part != "until"},
        done_by=notice.done_by + later if notice.done_by else None,
        created_at=clock.now,
        **{name: getattr(notice, name) for name in KEPT},
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
            await _back_to_draft(session, notice, clock.now, "unanswered")
        elif notice.state is NoticeState.PLANNED and await writer_left(session, notice):
            await hand_over(session, notice, clock.now)
        elif notice.state is NoticeState.PLANNED:
            if await _still_whole(session, notice, clock.now):
                await _plan(session, notice, (NoticeState.PLANNED,), clock)
                await refresh_standing(session, notice.id, clock.now)
        elif notice.state not in RUNNING or (notice.expires_at and notice.expires_at <= clock.now):
            await _expire(session, notice, clock.now)
        elif notice.paused_at is not None:
            await try_some(session, notice, notice.paused_at, clock)
        else:
            await _go_on(session, notice, clock)


async def _still_whole(session: AsyncSession, notice: Notice, now: datetime) -> bool:
    """Else it is a draft again."""
    try:
        must_be_whole(notice, now)
    except Refused as lacking:
        why = "ended" if lacking.code == "notice.ends_before" else "lacking"
        await _back_to_draft(session, notice, now, why, code=lacking.code, data=lacking.data)
        return False
    return True


async def _back_to_draft(session: AsyncSession, notice: Notice, now: datetime, why: str, **told: Any) -> None:
    """Its writer hears why."""
    draft = {"state": NoticeState.DRAFT, "next_at": None, "revision": notice.revision + 1}
    if not await transition(session, notice, col(Notice.state).in_(WAITS), **draft):
        raise Conflict("notice.not_awaited")
    enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why=why, **told)
    await refresh_standing(session, notice.id, now)


async def _expire(session: AsyncSession, notice: Notice, now: datetime) -> None:
    notice.next_at = None
    for name, value in NONE_WAITS.items():
        setattr(notice, name, value)
    if notice.state in RUNNING:
        notice.state, notice.ended_at, notice.paused_at, notice.progress_at = NoticeState.EXPIRED, now, None, now
        notice.period_at, notice.remind_at = (now if notice.period_of_its_own else None), None
        if notice.asks is not Asks.NOBODY:
            notice.counts_at, notice.counted_to = now, 0
        if notice.kind is NoticeKind.WARNING:
            await tell_expired(session, notice, now)


NOTICES = DueRows(
    "notice_steps",
    col(Notice.next_at),
    col(Notice.next_at).is_not(None),
    row=Notice,
    handle=follow,
    seconds=1,
    batch=10,
)
