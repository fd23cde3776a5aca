"""What is done about an obligation; the last one that is done closes what was required."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.events import record_event
from models.evidence.attach import counts, pictures
from models.evidence.tables import Evidence
from models.grids.tables import Grid
from models.members.positions import leads
from models.members.tables import Person
from models.obligations.answering import may_answer
from models.obligations.kinds import KINDS, Ability, Proof
from models.obligations.opinions.telling import tell_answer
from models.obligations.owners import owned_by
from models.obligations.tables import Obligation, ObligationEvent, Requirement, RequirementState
from models.obligations.whistles.of_hazard import tell_step
from models.obligations.workflow import TRANSITIONS, WAITING, Act, By, Excuse, State
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import change_rows, transition

CLOSED = "obligations.closed"
ANSWER_LIMIT = 1000


async def must_set(session: AsyncSession, requirement: Requirement, person: Person) -> None:
    """Who set it and whoever else leads its subtree; raises Refused."""
    of_staff = not KINDS[requirement.kind].of_resident
    own = of_staff and requirement.post_id is None and requirement.author_id == person.id
    if not own and not await leads(session, person.id, await session.get_one(Grid, requirement.grid_id)):
        raise Refused("obligation.not_setter")


async def must_own(session: AsyncSession, obligation: Obligation, person: Person) -> None:
    """Raises Refused."""
    if not await may_answer(session, await owned_by(session, obligation), person):
        raise Refused("obligation.not_yours")


async def perform(
    session: AsyncSession,
    obligation: Obligation,
    act: Act,
    person: Person,
    now: datetime,
    *,
    words: str = "",
    answers: Mapping[Any, Any] | None = None,
) -> None:
    """`words` is what it is done with, or the reason of what is sent back or excused.

    Raises Refused for others and without proof, Conflict where it is not in a state for it.
    """
    requirement = await locked(session, obligation.requirement_id)
    step, kind = TRANSITIONS[act], KINDS[requirement.kind]
    await (must_own(session, obligation, person) if step.by is By.OWNER else must_set(session, requirement, person))
    if act not in {*kind.acts, Act.RETURN, Act.EXCUSE}:
        raise Refused("obligation.no_such_act")
    if not _goes_on(requirement, act):
        raise Conflict("obligation.over")
    if act is Act.DONE:
        await _must_be_proved(session, obligation, kind.proof, words, answers or {})
    values = _values(act, person, now, words, answers or {})
    if kind.meets and act is Act.RETURN:
        values["next_at"] = None  # attendance is put right, nobody need hear of it
    if kind.activity is not None and act is Act.DONE:
        values["next_at"] = now  # the clock writes it into the ledger of publicity
    if not await transition(session, obligation, col(Obligation.state).in_(step.before), state=step.after, **values):
        raise Conflict("obligation.moved", state=obligation.state)
    data = {key: value for key, value in (("words", words), ("answers", dict(answers or {}))) if value}
    record_event(session, ObligationEvent, person, now, obligation_id=obligation.id, act=act, data=data)
    await tell_step(session, requirement, obligation, act, person, now)
    if act is Act.RETURN and not kind.meets:
        await _sent_back(session, requirement, obligation, now)
    else:
        await close_if_all(session, requirement, now)
    await refresh_standing(session, obligation.id, now)
    await refresh_standing(session, requirement.id, now)


def _goes_on(requirement: Requirement, act: Act) -> bool:
    """What is closed by itself is opened again by a share that is sent back; a meeting is not."""
    again = act is Act.RETURN and not KINDS[requirement.kind].meets
    return requirement.state is RequirementState.OPEN or (again and requirement.state is RequirementState.CLOSED)


def _values(act: Act, person: Person, now: datetime, words: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    match act:
        case Act.COMING:
            return {"coming_at": now, "words": words}
        case Act.ARRIVED:
            return {"arrived_at": now}
        case Act.DONE:
            done = {"done_at": now, "done_by": person.id, "answers": dict(answers), "next_at": None}
            return {**done, "words": words, "reason": ""}
        case Act.ATTEND | Act.HAZARD:
            return {"done_at": now, "done_by": person.id, "next_at": None, "excuse": None, "reason": ""}
        case Act.EXCUSE | Act.LEAVE:
            return {"excuse": Excuse.GRANTED, "reason": words, "next_at": None}
        case _:
            back = {"done_at": None, "done_by": None, "coming_at": None, "arrived_at": None, "excuse": None}
            return {**back, "returned_at": now, "reason": words, "next_at": now}


async def locked(session: AsyncSession, requirement_id: int) -> Requirement:
    """One acts upon it at a time, so that of the last two one sees that all is done."""
    await session.flush()
    rows = select(Requirement).where(col(Requirement.id) == requirement_id).with_for_update()
    return (await session.scalars(rows.execution_options(populate_existing=True))).one()


async def _must_be_proved(
    session: AsyncSession, obligation: Obligation, proof: Proof, words: str, answers: Mapping[str, Any]
) -> None:
    if proof is Proof.PHOTO and not await has_photo(session, obligation):
        raise Refused("obligation.no_photo")
    if proof is Proof.WORDS and not words.strip():
        raise Refused("obligation.no_words")
    if proof is Proof.ANSWER and not words.strip():
        raise Refused("opinion.no_answer")
    if proof is Proof.ANSWER and len(words) > ANSWER_LIMIT:
        raise Refused("opinion.long", limit=ANSWER_LIMIT)
    if proof is Proof.ABILITIES and set(answers) != set(Ability):
        raise Refused("obligation.no_answers")


async def has_photo(session: AsyncSession, obligation: Obligation) -> bool:
    """Since it was sent back, if it was."""
    rows = select(func.count()).where(col(Evidence.subject_id) == obligation.id, pictures(), counts())
    if obligation.returned_at is not None:
        rows = rows.where(col(Evidence.received_at) > obligation.returned_at)
    return bool(await session.scalar(rows))


async def _sent_back(session: AsyncSession, requirement: Requirement, obligation: Obligation, now: datetime) -> None:
    """Its owner hears anew, with the reason: as one who has not been asked."""
    obligation.asked_at = None
    opened = {"state": RequirementState.OPEN, "closed_at": None, "next_at": max(requirement.due_at, now)}
    await transition(session, requirement, col(Requirement.state) == RequirementState.CLOSED, **opened)


async def close_if_all(session: AsyncSession, requirement: Requirement, now: datetime) -> None:
    """Once nothing of it waits, where its kind closes by itself; who set it hears."""
    if not KINDS[requirement.kind].closes_itself:
        return
    await session.flush()
    waits = select(func.count()).where(
        col(Obligation.requirement_id) == requirement.id, col(Obligation.state).in_(WAITING)
    )
    if not await session.scalar(waits):
        await _close(session, requirement, now)


async def _close(session: AsyncSession, requirement: Requirement, now: datetime) -> None:
    held = KINDS[requirement.kind].meets
    again = now if requirement.repeats or held else None  # the clock plans the next, and writes into the ledger
    closed = {"state": RequirementState.CLOSED, "closed_at": now, "next_at": again}
    if await transition(session, requirement, col(Requirement.state) == RequirementState.OPEN, **closed):
        if KINDS[requirement.kind].of_resident:
            await tell_answer(session, requirement, now)
        else:
            enqueue(session, requirement.chat_id, CLOSED, Lane.REPLY, now, subject_id=requirement.id)


async def end(session: AsyncSession, requirement: Requirement, person: Person, now: datetime) -> None:
    """What is not done by now has lapsed. Raises Refused, or Conflict when it is over, or has yet to be met for."""
    if requirement.happens_at is not None and requirement.happens_at > now:
        raise Conflict("obligation.to_come")
    await _end(session, requirement, person, Excuse.LAPSED, now)
    await _close(session, requirement, now)
    await refresh_standing(session, requirement.id, now)


async def withdraw(
    session: AsyncSession, requirement: Requirement, person: Person, now: datetime, *, goes_on: bool = False
) -> None:
    """Nobody need do it any more, nor what would follow it, unless its series `goes_on`; raises like end()."""
    await _end(session, requirement, person, Excuse.GRANTED, now)
    series = {"next_at": now} if goes_on and requirement.repeats else {"next_at": None, "repeats": None}
    await transition(session, requirement, state=RequirementState.WITHDRAWN, closed_at=now, **series)
    await refresh_standing(session, requirement.id, now)


async def _end(session: AsyncSession, requirement: Requirement, person: Person, excuse: Excuse, now: datetime) -> None:
    await must_set(session, requirement, person)
    requirement = await locked(session, requirement.id)
    if requirement.state not in (RequirementState.OPEN, RequirementState.DRAFT):
        raise Conflict("obligation.over")
    waits = (col(Obligation.requirement_id) == requirement.id, col(Obligation.state).in_(WAITING))
    for each in (await session.scalars(select(col(Obligation.id)).where(*waits))).all():
        data = {"excuse": excuse}
        record_event(session, ObligationEvent, person, now, obligation_id=each, act=Act.EXCUSE, data=data)
        await refresh_standing(session, each, now)
    await session.flush()
    await change_rows(session, Obligation, *waits, state=State.EXCUSED, excuse=excuse, next_at=None)
