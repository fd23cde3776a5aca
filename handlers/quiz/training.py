"""The buttons of a training, in private."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import InPrivate, NoLongerThere, Pressed
from handlers.quiz.labels import refusal
from handlers.quiz.presses import OwnTraining, TrainingAnswer, TrainingDo, TrainingStep
from handlers.request import Request
from models.errors import Conflict
from models.members.tables import Person
from models.quiz.tables import QuizTraining
from models.quiz.training import TRAINING, answer, begin_training, go_on, stop


async def show_training(request: Request, person: Person) -> None:
    begun = await begin_training(request.session, person, request.now)
    request.reply(TRAINING, subject_id=begun.id)


async def own(_query: CallbackQuery, request: Request, press: OwnTraining, person: Person) -> None:
    if press.person != person.id:
        raise NoLongerThere
    await show_training(request, person)


async def answered(_query: CallbackQuery, request: Request, press: TrainingAnswer, person: Person) -> None:
    training = await _own(request, press.training, person)
    try:
        right = await answer(request.session, training, press.number, press.option, request.now)
    except Conflict as conflict:
        request.show_toast(refusal(request.t, conflict.code))
    else:
        request.show_toast(request.t.plain("Right" if right else "Not right"))


async def do(_query: CallbackQuery, request: Request, press: TrainingDo, person: Person) -> None:
    training = await _own(request, press.training, person)
    if press.step is TrainingStep.AGAIN:
        await show_training(request, person)
        return
    try:
        if press.step is TrainingStep.STOP:
            await stop(request.session, training, request.now)
            request.show_toast(request.t.plain("Kept. Send /quiz to go on."))
        else:
            await go_on(request.session, training, request.now)
    except Conflict as conflict:
        request.show_toast(refusal(request.t, conflict.code))


async def _own(request: Request, training_id: int, person: Person) -> QuizTraining:
    training = await request.session.get(QuizTraining, training_id)
    if training is None or training.person_id != person.id:
        raise NoLongerThere
    return training


def router() -> Router:
    router = Router(name="quiz.training")
    router.callback_query.register(own, InPrivate(), Pressed(OwnTraining))
    router.callback_query.register(answered, InPrivate(), Pressed(TrainingAnswer))
    router.callback_query.register(do, InPrivate(), Pressed(TrainingDo))
    return router
