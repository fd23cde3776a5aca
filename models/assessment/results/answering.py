"""An objection is answered once, by a leader above, with a reason: the score is upheld or corrected. What is corrected
keeps what it was before in an event.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.counting import rated_again, write
from models.assessment.criteria import Count, Criterion, Grade
from models.assessment.kept import counts_kept, counts_read
from models.assessment.results.objecting import about
from models.assessment.seeing import must_be_over
from models.assessment.tables import (
    WORDS_LIMIT,
    Assessment,
    AssessmentAct,
    AssessmentEvent,
    AssessmentObjection,
    AssessmentScore,
    ObjectionState,
)
from models.errors import Conflict, Refused
from models.escalation import engine
from models.escalation.tables import Lack
from models.events import record_event
from models.members.reach import reachable_people
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition

ANSWERED = "assessment.answered"
MOST_DUTIES = 100_000


async def must_answer(session: AsyncSession, objection: AssessmentObjection, person: Person) -> AssessmentScore:
    """The score; raises Refused for who is no leader above, Conflict once it has been answered."""
    score = await session.get_one(AssessmentScore, objection.score_id)
    if objection.person_id == person.id:
        raise Refused("score.not_over")
    await must_be_over(session, score, person)
    if objection.state is not ObjectionState.OPEN:
        raise Conflict("score.answered")
    return score


async def uphold(
    session: AsyncSession, objection: AssessmentObjection, person: Person, words: str, now: datetime
) -> None:
    """The score stays as it is. Raises like must_answer()."""
    score = await must_answer(session, objection, person)
    await _answer(session, objection, score, person, ObjectionState.UPHELD, words, now)
    record_event(session, AssessmentEvent, person, now, **about(score, AssessmentAct.UPHOLD, words=words))


async def correct_count(
    session: AsyncSession,
    objection: AssessmentObjection,
    person: Person,
    criterion: Criterion,
    count: Count,
    words: str,
    now: datetime,
) -> None:
    """So many of so many duties were done; the score follows by the same rules. Raises like must_answer(), Conflict for
    numbers that cannot be.
    """
    score = await must_answer(session, objection, person)
    counts = counts_read(score.counts)
    if criterion not in counts:
        raise Conflict("score.no_duties")
    if not 0 <= count.done <= count.of <= MOST_DUTIES:
        raise Conflict("score.bad_count")
    await _answer(session, objection, score, person, ObjectionState.CORRECTED, words, now)
    before = _standing(score)
    score.counts = counts_kept({**counts, criterion: count})
    assessment = await session.get_one(Assessment, score.assessment_id)
    write(score, rated_again(assessment, score))
    changed = {"criterion": criterion, "counts": [list(counts[criterion]), list(count)]}
    data = {"words": words, **changed, "before": before, "after": _standing(score)}
    record_event(session, AssessmentEvent, person, now, **about(score, AssessmentAct.CORRECT, **data))


async def correct_grade(
    session: AsyncSession, objection: AssessmentObjection, person: Person, grade: Grade, words: str, now: datetime
) -> None:
    """Raises like must_answer()."""
    score = await must_answer(session, objection, person)
    await _answer(session, objection, score, person, ObjectionState.CORRECTED, words, now)
    before, score.grade = _standing(score), grade
    data = {"words": words, "before": before, "after": _standing(score)}
    record_event(session, AssessmentEvent, person, now, **about(score, AssessmentAct.CORRECT, **data))


def _standing(score: AssessmentScore) -> dict[str, Any]:
    return {"score": score.score, "low": score.low, "high": score.high, "grade": score.grade}


async def _answer(
    session: AsyncSession,
    objection: AssessmentObjection,
    score: AssessmentScore,
    person: Person,
    state: ObjectionState,
    words: str,
    now: datetime,
) -> None:
    answer = {"answered_at": now, "answered_by": person.id, "answer": words[:WORDS_LIMIT]}
    still_open = col(AssessmentObjection.state) == ObjectionState.OPEN
    if not await transition(session, objection, still_open, state=state, **answer):
        raise Conflict("score.answered")
    await engine.stop(session, objection.id, Lack.REVIEWED)
    for author in await reachable_people(session, [objection.person_id]):
        enqueue(session, author.tg_user_id, ANSWERED, Lane.REPLY, now, subject_id=objection.id)
    for subject_id in (objection.id, score.id):
        await refresh_standing(session, subject_id, now)
