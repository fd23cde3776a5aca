"""What becomes of a notice after it was sent: corrected, withdrawn, lifted. Every copy is edited, and none deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.events import record_event
from models.members.tables import Person
from models.notices.consent import ask, must_be_second, needs_consent, who_may_agree
from models.notices.copies import OUTCOME, RUNNING
from models.notices.drafting import fitting, must_manage
from models.notices.over import end, tell_anew
from models.notices.tables import Notice, NoticeAct, NoticeEvent, NoticeKind, NoticeState
from models.notices.warnings import must_fit
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition


async def correct(session: AsyncSession, notice: Notice, person: Person, words: str, now: datetime) -> bool:
    """Other words in every copy; says whether they stand at once, or wait until a second person has agreed. Raises
    Refused or Conflict.
    """
    await must_manage(session, notice, person)
    words = fitting(words)
    must_fit(notice, words)
    if notice.state not in RUNNING:
        raise Conflict("notice.over")
    if not await needs_consent(session, notice):
        await _correct(session, notice, person, words, now)
        return True
    values: dict[str, Any] = {"correction": words, "revision": notice.revision + 1, "correction_by": person.id}
    if not await transition(session, notice, col(Notice.state).in_(RUNNING), **values):
        raise Conflict("notice.over")
    others = await who_may_agree(session, notice, person.id)
    if not others:
        await transition(session, notice, correction=None, correction_by=None)
        raise Refused("notice.nobody_to_agree")
    ask(session, notice, others, now)
    await refresh_standing(session, notice.id, now)
    return False


async def agree_to_correction(
    session: AsyncSession, notice: Notice, revision: int, person: Person, now: datetime
) -> None:
    """Raises Refused for who proposed it and for who may not, Conflict when it waits no more."""
    await must_be_second(session, notice, person)
    if notice.correction is None or notice.revision != revision or notice.state not in RUNNING:
        raise Conflict("notice.not_awaited")
    await _correct(session, notice, person, notice.correction, now)
    enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="corrected")


async def decline_correction(session: AsyncSession, notice: Notice, person: Person, reason: str, now: datetime) -> None:
    """Raises like agree_to_correction()."""
    await must_be_second(session, notice, person)
    waits = col(Notice.correction).is_not(None)
    if not await transition(session, notice, waits, correction=None, correction_by=None, reason=reason):
        raise Conflict("notice.not_awaited")
    _note(session, notice, person, NoticeAct.RETURN, now, reason=reason)
    enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="returned")
    await refresh_standing(session, notice.id, now)


async def _correct(session: AsyncSession, notice: Notice, person: Person, words: str, now: datetime) -> None:
    _note(session, notice, person, NoticeAct.CORRECT, now, was=notice.words)
    done = {"correction": None, "correction_by": None, "corrected_at": now}
    values = {**done, "words": words, "revision": notice.revision + 1}
    if not await transition(session, notice, col(Notice.state).in_(RUNNING), **values):
        raise Conflict("notice.over")
    await tell_anew(session, notice, now)


async def withdraw(session: AsyncSession, notice: Notice, person: Person, reason: str, now: datetime) -> None:
    """Raises Refused for others, Conflict when it is over."""
    await must_manage(session, notice, person)
    await end(session, notice, person, NoticeState.WITHDRAWN, NoticeAct.WITHDRAW, now, reason=reason)


async def lift(session: AsyncSession, notice: Notice, person: Person | None, now: datetime) -> None:
    """The danger is over, as this person or, None, whoever warned us says. Raises like withdraw()."""
    if notice.kind is not NoticeKind.WARNING:
        raise Refused("notice.no_warning")
    if person is not None:
        await must_manage(session, notice, person)
    await end(session, notice, person, NoticeState.LIFTED, NoticeAct.LIFT, now)


def _note(session: AsyncSession, notice: Notice, person: Person, act: NoticeAct, now: datetime, **data: Any) -> None:
    record_event(session, NoticeEvent, person, now, notice_id=notice.id, act=act, data=data)
