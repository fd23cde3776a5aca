"""Training: a dozen questions that somebody answers in private, at once or with pauses, and what came of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict
from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.quiz.bank import Question, bank_of
from models.quiz.tables import QuizTraining, TrainingState
from models.transition import transition

TRAINING = "quiz.training"
MANY = 12
GOOD_FOR = timedelta(days=30)


async def open_training(session: AsyncSession, person: Person) -> QuizTraining | None:
    rows = select(QuizTraining).where(
        col(QuizTraining.person_id) == person.id, col(QuizTraining.state) == TrainingState.OPEN
    )
    return (await session.scalars(rows)).first()


async def begin_training(session: AsyncSession, person: Person, now: datetime) -> QuizTraining:
    """The one that was begun goes on, unless it is too old or its next question is no longer there."""
    begun = await open_training(session, person)
    if begun is not None and begun.begun_at > now - GOOD_FOR and next_question(session, begun) is not None:
        await _change(session, begun, now, explained=False, stopped=False)
        return begun
    if begun is not None:
        await _change(session, begun, now, state=TrainingState.DROPPED)
    made = QuizTraining(
        person_id=person.id, questions=bank_of(session).draw(MANY, f"{person.id}:{now.isoformat()}"), begun_at=now
    )
    session.add(made)
    await session.flush()
    return made


def next_question(session: AsyncSession, training: QuizTraining) -> Question | None:
    """The first without an answer; None when all have one, or the street has taken it away."""
    left = training.questions[len(training.answers) :]
    return bank_of(session).questions.get(left[0]) if left else None


async def answer(session: AsyncSession, training: QuizTraining, number: int, option: int, now: datetime) -> bool:
    """Whether it is right. Raises Conflict when question `number` (from 0) is not the one to be answered."""
    question = next_question(session, training)
    ready = training.state is TrainingState.OPEN and not training.explained
    if question is None or not ready or number != len(training.answers):
        raise Conflict("training.answered")
    right = option == question.right
    answers = [*training.answers, option]
    done = len(answers) == len(training.questions)
    await _change(
        session,
        training,
        now,
        answers=answers,
        rights=training.rights + right,
        explained=True,
        stopped=False,
        state=TrainingState.DONE if done else TrainingState.OPEN,
        done_at=now if done else None,
    )
    return right


async def go_on(session: AsyncSession, training: QuizTraining, now: datetime) -> None:
    """To the next question. Raises Conflict when it is done."""
    await _change(session, training, now, explained=False, stopped=False)


async def stop(session: AsyncSession, training: QuizTraining, now: datetime) -> None:
    """For another time; raises likewise."""
    await _change(session, training, now, explained=False, stopped=True)


async def _change(session: AsyncSession, training: QuizTraining, now: datetime, **values: object) -> None:
    as_seen = col(QuizTraining.rights) == training.rights, col(QuizTraining.explained) == training.explained
    still_open = col(QuizTraining.state) == TrainingState.OPEN
    if not await transition(session, training, still_open, *as_seen, **values):
        raise Conflict("training.answered")
    await refresh_standing(session, training.id, now)


async def last_trainings(session: AsyncSession, people: Sequence[int]) -> Mapping[int, QuizTraining]:
    """The newest that each of these people (by id) has finished."""
    rows = select(QuizTraining).where(
        col(QuizTraining.person_id).in_(people), col(QuizTraining.state) == TrainingState.DONE
    )
    return {each.person_id: each for each in (await session.scalars(rows.order_by(col(QuizTraining.done_at)))).all()}
