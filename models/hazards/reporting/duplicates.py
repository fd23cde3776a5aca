"""A report of a hazard that is known joins it: its evidence and words stand there, its reporter hears the end.

Whether it is known is asked. What is ordinary waits for the answer; what is graver is open meanwhile.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.errors import Conflict, NotFound, Refused
from models.escalation.engine import stop
from models.escalation.tables import Lack
from models.evidence.tables import Evidence
from models.hazards.alerting import notify
from models.hazards.reporting.publish import ASKED_FOR, claim_waiting, described, open_waiting
from models.hazards.reporting.reclassify import raise_to
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE, Act, State
from models.hazards.working.actions import find, may, record_hazard_event
from models.hazards.working.completed_action import CompletedAction, FollowUps
from models.members.permissions import Who
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.text.names import without_name
from models.text.place_words import differ
from models.transition import transition

SAME, JOINED = "hazards.same", "hazards.joined"
TEXT_LIMIT = 4000
OFFERED = 8
ENDS = frozenset({State.CLOSED, State.DISMISSED})


def ask(session: AsyncSession, hazard: Hazard, original_id: int, private_chat: int | None, now: datetime) -> None:
    """The card asks whether it is the same hazard; who reported in private is asked there."""
    hazard.original_id, hazard.due_at = original_id, now + ASKED_FOR
    if private_chat is not None:
        enqueue(session, private_chat, SAME, Lane.REPLY, now, subject_id=hazard.id)


async def check_may_answer(session: AsyncSession, hazard: Hazard, person: Person) -> None:
    """The reporter or staff; raises Refused."""
    if person.id != hazard.reporter_id and not await may(session, hazard, Who.STAFF, person):
        raise Refused("not_asked")


async def join_asked(session: AsyncSession, hazard: Hazard, person: Person, now: datetime, zone: tzinfo) -> Hazard:
    """It is the same hazard: returns the original. Raises Refused, or Conflict when either has moved on."""
    await check_may_answer(session, hazard, person)
    original = await session.get(Hazard, hazard.original_id) if hazard.original_id else None
    if original is None or original.state not in LIVE:
        raise Conflict("moved_on", state=original.state if original else hazard.state, by="")
    if not await _open_for_joining(session, hazard, person, now):
        raise Conflict("moved_on", state=hazard.state, by="")
    hazard.state, hazard.ended_at, hazard.due_at = State.DUPLICATE, now, None
    record_hazard_event(session, hazard, Act.DUPLICATE, person, now, before=State.OPEN, original=original.number)
    await stop(session, hazard.id, Lack.ACCEPTED, Lack.DONE)
    await _join(session, hazard, original, person, now, zone)
    await notify.changed(session, hazard, now)
    return original


async def _open_for_joining(session: AsyncSession, hazard: Hazard, person: Person, now: datetime) -> bool:
    """Of two answers, or an answer and somebody who accepts it, one takes it."""
    if hazard.state is State.OPEN:
        return await transition(session, hazard, *asked_beside(), state=State.DUPLICATE)
    if not await claim_waiting(session, hazard):
        return False
    described(session, hazard, person, now)
    return True


async def keep_apart(session: AsyncSession, hazard: Hazard, person: Person, now: datetime, zone: tzinfo) -> None:
    """It is another hazard: one that waits goes out. Raises Refused, or Conflict when it has moved on."""
    await check_may_answer(session, hazard, person)
    if not await _apart(session, hazard, now, zone):
        raise Conflict("moved_on", state=hazard.state, by="")


async def _apart(
    session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo, alarmed: Collection[int] = ()
) -> bool:
    if hazard.state is not State.OPEN:
        return await open_waiting(session, hazard, now, zone, alarmed)
    apart = await transition(session, hazard, *asked_beside(), original_id=None)
    await notify.changed(session, hazard, now)
    return apart


async def weigh_anew(
    session: AsyncSession, hazard: Hazard, words: str, now: datetime, zone: tzinfo, alarmed: Collection[int] = ()
) -> None:
    """All that is said of it by now may show that it is in another place: then nobody need be asked."""
    if hazard.original_id is None or hazard.state not in (State.DRAFT, State.OPEN):
        return
    original = await session.get_one(Hazard, hazard.original_id)
    if differ(words, original.text):
        await _apart(session, hazard, now, zone, alarmed)


def asked_beside() -> tuple[ColumnElement[bool], ...]:
    """It is open, and the question stands."""
    return col(Hazard.state) == State.OPEN, col(Hazard.original_id).is_not(None)


async def follow_duplicate(action: CompletedAction) -> None:
    """Staff found that it is the same as the hazard `given` as original, a number."""
    original = await find(action.session, action.given["original"])
    if not fits(original, action.hazard):
        raise NotFound("original", number=original.number)
    await stop(action.session, action.hazard.id, Lack.ACCEPTED, Lack.DONE)
    await _join(action.session, action.hazard, original, action.person, action.now, action.zone)


def fits(original: Hazard, hazard: Hazard) -> bool:
    return original.grid_id == hazard.grid_id and original.id != hazard.id and original.state in LIVE


async def originals(session: AsyncSession, hazard: Hazard) -> Sequence[Hazard]:
    """What it may be a duplicate of: the newest live hazards of the grid, those of the same kind first."""
    rows = select(Hazard).where(
        col(Hazard.grid_id) == hazard.grid_id, col(Hazard.state).in_(LIVE), col(Hazard.id) != hazard.id
    )
    alike = (col(Hazard.category) == hazard.category).desc()
    return (await session.scalars(rows.order_by(alike, col(Hazard.created_at).desc()).limit(OFFERED))).all()


async def where_it_stands(session: AsyncSession, hazard: Hazard) -> Hazard:
    """The hazard itself, or the one it has joined."""
    joined = hazard.state is State.DUPLICATE and hazard.original_id is not None
    return await session.get_one(Hazard, hazard.original_id) if joined else hazard


async def _join(
    session: AsyncSession, hazard: Hazard, original: Hazard, by: Person, now: datetime, zone: tzinfo
) -> None:
    """The original is as grave as what joins it."""
    hazard.original_id = original.id
    was = original.severity
    if await raise_to(session, original, hazard.severity, now, zone, by=by):
        record_hazard_event(session, original, Act.CLASSIFY, None, now, severity=hazard.severity, was=was)
    reporter = await session.get(Person, hazard.reporter_id) if hazard.reporter_id else None
    if hazard.text:
        words = without_name(hazard.text, reporter.name) if hazard.discreet and reporter else hazard.text
        original.text = f"{original.text}\n+ H{hazard.number}: {words}".strip()[:TEXT_LIMIT]
    record_hazard_event(session, original, Act.JOIN, reporter, now, number=hazard.number, text=hazard.text)
    await _hand_over(session, hazard, original)
    if reporter is not None and reporter.started:
        number = hazard.number
        enqueue(session, reporter.tg_user_id, JOINED, Lane.REPLY, now, subject_id=original.id, number=number)
    await notify.changed(session, original, now)


async def _hand_over(session: AsyncSession, hazard: Hazard, original: Hazard) -> None:
    """Evidence, unless the original has the same message already; and what was joined to this one before."""
    await session.flush()
    there = aliased(Evidence)
    same = select(col(there.id)).where(
        col(there.subject_id) == original.id,
        col(there.chat_id) == col(Evidence.chat_id),
        col(there.message_id) == col(Evidence.message_id),
    )
    mine = update(Evidence).where(col(Evidence.subject_id) == hazard.id, ~same.exists())
    quiet = {"synchronize_session": False}
    await session.execute(mine.values(subject_id=original.id), execution_options=quiet)
    joined = update(Hazard).where(col(Hazard.original_id) == hazard.id, col(Hazard.state) == State.DUPLICATE)
    await session.execute(joined.values(original_id=original.id), execution_options=quiet)


async def notify_joined(session: AsyncSession, original: Hazard, now: datetime) -> None:
    """The original has ended: the reporters of what joined it hear so, as its own reporter does."""
    joined = select(Hazard).where(col(Hazard.original_id) == original.id, col(Hazard.state) == State.DUPLICATE)
    for hazard in (await session.scalars(joined.order_by(col(Hazard.id)))).all():
        await notify.to_reporter(session, hazard, notify.JOINED_OUTCOME, now)


FOLLOW_UPS: FollowUps = {Act.DUPLICATE: follow_duplicate}
