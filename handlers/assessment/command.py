"""/score: one's own results, and for leaders those below; and what is done about a score or an objection."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.assessment.forms import OBJECTION_FORM, SCORE_FORM
from handlers.assessment.home_view import NOT_HERE
from handlers.assessment.presses import (
    BELOW,
    HOME,
    STANDARD,
    WHY,
    BelowOpen,
    BelowPage,
    ObjectionDo,
    ScoreDo,
    ScoreOpen,
    ScoreStep,
    SoFarPage,
    StandardOpen,
    StandardPage,
)
from handlers.assessment.words import refused
from handlers.filters import NoLongerThere, Pressed, Says
from handlers.questions.flow import ask
from handlers.request import Request
from models.assessment.feature import CARD
from models.assessment.results.answering import must_answer
from models.assessment.results.objecting import check_may_object
from models.assessment.results.vetoing import check_veto
from models.assessment.seeing import find, may_look_below, must_see
from models.assessment.tables import Assessment, AssessmentObjection, AssessmentScore
from models.errors import Conflict, Refused, WanggeError
from models.grids.tables import Grid
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage


def toast(request: Request, error: WanggeError) -> None:
    request.show_toast(refused(request.t, error.code, error.data), alert=True)


async def score(_message: Message, request: Request) -> None:
    request.reply(HOME if request.private else NOT_HERE)


async def open_score(_query: CallbackQuery, request: Request, press: ScoreOpen, person: Person) -> None:
    seen = await find(request.session, press.score)
    if seen is None or not request.private:
        raise NoLongerThere
    try:
        await must_see(request.session, seen.score, person)
        request.reply(CARD, subject_id=seen.score.id)
    except Refused as error:
        toast(request, error)


async def do(_query: CallbackQuery, request: Request, press: ScoreDo, person: Person) -> None:
    seen = await find(request.session, press.score)
    if seen is None or not request.private:
        raise NoLongerThere
    try:
        await _check(request, seen.score, press.step, person)
    except (Refused, Conflict) as error:
        toast(request, error)
        return
    if press.step is ScoreStep.WHY:
        request.reply(WHY, subject_id=seen.score.id)
    else:
        ask(request, SCORE_FORM, seen.score.id, press.step, person)


async def _check(request: Request, score: AssessmentScore, step: ScoreStep, person: Person) -> None:
    match step:
        case ScoreStep.WHY:
            await must_see(request.session, score, person)
        case ScoreStep.OBJECT:
            await check_may_object(request.session, score, person, request.now)
        case _:
            await check_veto(request.session, score, person, lift=step is ScoreStep.LIFT)


async def open_below(_query: CallbackQuery, request: Request, press: BelowOpen, person: Person) -> None:
    assessment = await request.session.get(Assessment, press.assessment)
    grid = await request.session.get(Grid, press.grid)
    if assessment is None or grid is None or not request.private:
        raise NoLongerThere
    try:
        await may_look_below(request.session, grid, person)
        request.reply(BELOW, subject_id=assessment.id, grid=str(grid.id))
    except Refused as error:
        toast(request, error)


async def open_standard(_query: CallbackQuery, request: Request, press: StandardOpen, person: Person) -> None:
    grid = await request.session.get(Grid, press.grid)
    if grid is None or not request.private:
        raise NoLongerThere
    try:
        await may_look_below(request.session, grid, person)
        request.reply(STANDARD, subject_id=grid.id)
    except Refused as error:
        toast(request, error)


async def turn(
    _query: CallbackQuery, request: Request, press: BelowPage | StandardPage | SoFarPage, message: OutboxMessage | None
) -> None:
    if message is None:
        raise NoLongerThere
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


async def answer(_query: CallbackQuery, request: Request, press: ObjectionDo, person: Person) -> None:
    objection = await request.session.get(AssessmentObjection, press.objection)
    if objection is None or not request.private:
        raise NoLongerThere
    try:
        await must_answer(request.session, objection, person)
        ask(request, OBJECTION_FORM, objection.id, press.step, person)
    except (Refused, Conflict) as error:
        toast(request, error)


def router() -> Router:
    router = Router(name="assessment.command")
    router.message.register(score, Says("score"))
    router.callback_query.register(open_score, Pressed(ScoreOpen))
    router.callback_query.register(do, Pressed(ScoreDo))
    router.callback_query.register(open_below, Pressed(BelowOpen))
    router.callback_query.register(turn, Pressed(BelowPage))
    router.callback_query.register(turn, Pressed(SoFarPage))
    router.callback_query.register(open_standard, Pressed(StandardOpen))
    router.callback_query.register(turn, Pressed(StandardPage))
    router.callback_query.register(answer, Pressed(ObjectionDo))
    return router
