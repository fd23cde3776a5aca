"""Correcting a notice that was sent, in every copy: its words, and of a warning the parts and the level they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict, Refused
from models.events import record_event
from models.members.tables import Person
from models.notices.consent import CONSENT_GOOD, ask, must_be_second, needs_consent, who_may_agree
from models.notices.copies import OUTCOME, RUNNING, freeze_asked
from models.notices.drafting import fitting, must_manage
from models.notices.sent.over import NONE_WAITS, tell_anew
from models.notices.tables import Notice, NoticeAct, NoticeEvent, NoticeKind, NoticeLevel
from models.notices.warnings import LOUD, at_level, must_fit
from models.notices.words.labelled import UNTIL, names_end
from models.notices.words.pasted import level_in, parts_in
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition


@dataclass(frozen=True)
class Correction:
    """`parts` are those that its words name, which replace those there are; no `level` leaves it as it is."""

    words: str
    parts: Mapping[str, str]
    level: NoticeLevel | None

    @classmethod
    def read(cls, notice: Notice, words: str, clock: WallClock) -> "Correction":
        """Words that name nothing but parts leave the others as they are. Raises Refused for an end that is none."""
        if notice.kind is not NoticeKind.WARNING:
            return cls(words, {}, None)
        left, parts = parts_in(words, clock.now, clock.zone)
        if UNTIL not in parts and names_end(left):
            raise Refused("notice.end_unread")
        return cls(left or notice.words, parts, level_in(words))

    @classmethod
    def waiting(cls, notice: Notice) -> "Correction":
        return cls(notice.correction or "", notice.correction_parts, notice.correction_level)

    @property
    def ends(self) -> datetime | None:
        said = self.parts.get(UNTIL)
        return datetime.fromisoformat(said) if said else None

    def waits(self) -> dict[str, Any]:
        """The columns in which it waits for somebody to agree."""
        return {"correction": self.words, "correction_parts": dict(self.parts), "correction_level": self.level}

    def corrected(self, notice: Notice) -> dict[str, Any]:
        """The columns of the notice that say something else with it. What becomes grave asks for what a warning of its
        level asks for from the first; what its writer chose stays where it was grave before.
        """
        level = self.level or notice.level
        becomes_grave = level in LOUD and notice.level not in LOUD
        asked = at_level(notice, level) | {"asks_visits": notice.asks_visits or becomes_grave}
        said = {"words": self.words, "parts": {**notice.parts, **self.parts}, **asked}
        return said | ({"expires_at": self.ends} if self.ends else {})


async def correct(session: AsyncSession, notice: Notice, person: Person, words: str, clock: WallClock) -> bool:
    """Says whether it stands at once, or waits until a second person has agreed. Raises Refused or Conflict."""
    await must_manage(session, notice, person)
    correction = Correction.read(notice, fitting(words), clock)
    must_fit(notice, correction.words, {**notice.parts, **correction.parts})
    if notice.state not in RUNNING:
        raise Conflict("notice.over")
    if correction.ends is not None and notice.to_do_by is not None and notice.to_do_by >= correction.ends:
        raise Refused("notice.to_do_after_new_end")
    if not await needs_consent(session, notice):
        await _correct(session, notice, person, correction, clock.now)
        return True
    due = clock.now + CONSENT_GOOD
    values = {**correction.waits(), "revision": notice.revision + 1, "correction_by": person.id, "answer_at": due}
    if not await transition(session, notice, col(Notice.state).in_(RUNNING), **values):
        raise Conflict("notice.over")
    others = await who_may_agree(session, notice, person.id)
    if not others:
        await transition(session, notice, **NONE_WAITS)
        raise Refused("notice.nobody_to_agree")
    await ask(session, notice, others, clock.now)
    await refresh_standing(session, notice.id, clock.now)
    return False


async def agree_to_correction(
    session: AsyncSession, notice: Notice, revision: int, person: Person, now: datetime
) -> bool:
    """Says whether it stands: not where the end that it names has passed meanwhile. Raises Refused for who proposed
    it and for who may not, Conflict when it waits no more.
    """
    await must_be_second(session, notice, person)
    if notice.correction is None or notice.revision != revision or notice.state not in RUNNING:
        raise Conflict("notice.not_awaited")
    correction = Correction.waiting(notice)
    if correction.ends is not None and correction.ends <= now:
        await _drop(session, notice, now, "correction_ended")
        return False
    await _correct(session, notice, person, correction, now)
    enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="corrected")
    return True


async def decline_correction(
    session: AsyncSession, notice: Notice, revision: int, person: Person, reason: str, now: datetime
) -> None:
    """Raises like agree_to_correction()."""
    await must_be_second(session, notice, person)
    waits = col(Notice.correction).is_not(None), col(Notice.revision) == revision
    if not await transition(session, notice, *waits, **NONE_WAITS, reason=reason):
        raise Conflict("notice.not_awaited")
    _note(session, notice, person, NoticeAct.RETURN, now, reason=reason)
    enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="returned")
    await refresh_standing(session, notice.id, now)


async def forget_unanswered(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    for notice in notices:
        await _drop(session, notice, clock.now, "correction_unanswered")


async def _drop(session: AsyncSession, notice: Notice, now: datetime, why: str) -> None:
    """Its writer hears why."""
    dropped = {**NONE_WAITS, "revision": notice.revision + 1}
    if await transition(session, notice, col(Notice.correction).is_not(None), **dropped):
        enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why=why)
        await refresh_standing(session, notice.id, now)


async def _correct(
    session: AsyncSession, notice: Notice, person: Person, correction: Correction, now: datetime
) -> None:
    was: dict[str, Any] = {"was": notice.words}
    if notice.kind is NoticeKind.WARNING:
        was |= {"parts": notice.parts, "level": notice.level}
    _note(session, notice, person, NoticeAct.CORRECT, now, **was)
    corrected, asked = correction.corrected(notice), notice.asks
    values = {**NONE_WAITS, **corrected, **_due(notice, correction, now)}
    about = {"corrected_at": now, "revision": notice.revision + 1}
    if not await transition(session, notice, col(Notice.state).in_(RUNNING), **values, **about):
        raise Conflict("notice.over")
    if notice.asks is not asked:
        await freeze_asked(session, notice)
    await tell_anew(session, notice, now)


def _due(notice: Notice, correction: Correction, now: datetime) -> dict[str, Any]:
    """An end that is nearer than its next step, and what has opened with it; what has become red, or is it no more: as
    an edit rings nowhere, who has not confirmed hears of it at once.
    """
    due: dict[str, Any] = {}
    if correction.ends is not None and notice.next_at is not None:
        due["next_at"] = min(notice.next_at, correction.ends)
    if correction.ends is not None and notice.period_of_its_own:
        due["period_at"] = now
    if correction.corrected(notice)["asks_visits"] and not notice.asks_visits and not notice.drill:
        due["visits_at"] = now
    red = NoticeLevel.RED
    if correction.level is not None and (correction.level is red) != (notice.level is red):
        due |= {"again_at": now if correction.level is red and not notice.drill else None, "said_again": 0}
    return due


def _note(session: AsyncSession, notice: Notice, person: Person, act: NoticeAct, now: datetime, **data: Any) -> None:
    record_event(session, NoticeEvent, person, now, notice_id=notice.id, act=act, data=data)


UNANSWERED = DueRows(
    "notice_corrections",
    col(Notice.answer_at),
    col(Notice.answer_at).is_not(None),
    row=Notice,
    handle=forget_unanswered,
    seconds=10,
)
