from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict
from models.quiz.bank import BANK, Bank, bank_of
from models.quiz.tables import QuizTraining, TrainingState
from models.quiz.training import (
    GOOD_FOR,
    MANY,
    answer,
    begin_training,
    go_on,
    last_trainings,
    next_question,
    open_training,
    stop,
)
from tests.street import Street


async def answered(session: AsyncSession, training: QuizTraining, now: datetime, *, right: bool = True) -> None:
    question = next_question(session, training)
    assert question is not None
    option = question.right if right else (question.right + 1) % 3
    assert await answer(session, training, len(training.answers), option, now) is (option == question.right)


async def test_a_dozen_answers_make_a_result_with_its_day(session: AsyncSession, street: Street, now: datetime) -> None:
    training = await begin_training(session, street.resident, now)
    assert len(set(training.questions)) == MANY
    for number in range(MANY):
        await answered(session, training, now, right=number != 3)
        if number < MANY - 1:
            await go_on(session, training, now)
    assert (training.state, training.done_at, training.rights) == (TrainingState.DONE, now, MANY - 1)
    with pytest.raises(Conflict):
        await go_on(session, training, now)
    assert await open_training(session, street.resident) is None
    people = [street.resident.id, street.member.id]
    assert await last_trainings(session, people) == {street.resident.id: training}


@pytest.mark.parametrize("number", [0, 2, 99])
async def test_an_answer_counts_once_and_for_its_own_question(
    session: AsyncSession, street: Street, now: datetime, number: int
) -> None:
    training = await begin_training(session, street.resident, now)
    await answered(session, training, now)
    with pytest.raises(Conflict):
        await answer(session, training, 0, 0, now)  # it is being explained
    await go_on(session, training, now)
    with pytest.raises(Conflict):
        await answer(session, training, number, 0, now)
    assert len(training.answers) == 1


async def test_what_was_stopped_goes_on_where_it_was(session: AsyncSession, street: Street, now: datetime) -> None:
    training = await begin_training(session, street.resident, now)
    await answered(session, training, now)
    await stop(session, training, now)
    assert training.stopped
    again = await begin_training(session, street.resident, now + GOOD_FOR - timedelta(seconds=1))
    assert (again.id, again.stopped, again.explained, len(again.answers)) == (training.id, False, False, 1)


async def test_one_that_is_old_or_whose_question_is_gone_gives_way(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    old = await begin_training(session, street.resident, now)
    newer = await begin_training(session, street.resident, now + GOOD_FOR)
    assert (old.state, newer.state, newer.id != old.id) == (TrainingState.DROPPED, TrainingState.OPEN, True)
    left = {name: each for name, each in bank_of(session).questions.items() if name != newer.questions[0]}
    BANK.keep(session, Bank(left))
    newest = await begin_training(session, street.resident, now + GOOD_FOR)
    assert (newer.state, newest.questions[0] in left) == (TrainingState.DROPPED, True)
    with pytest.raises(Conflict):
        await answer(session, newer, 0, 0, now)


async def test_a_small_bank_makes_a_short_training(session: AsyncSession, street: Street, now: datetime) -> None:
    BANK.keep(session, Bank(dict(list(bank_of(session).questions.items())[:2])))
    training = await begin_training(session, street.member, now)
    await answered(session, training, now)
    await go_on(session, training, now)
    await answered(session, training, now)
    assert training.state is TrainingState.DONE
