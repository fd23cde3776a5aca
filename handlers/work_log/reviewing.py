"""Leaders open the logs of their people, and mark them read or ask about them."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import InPrivate, NoLongerThere, Pressed
from handlers.questions.flow import ask
from handlers.request import Request
from handlers.work_log.forms import ANSWER, ASK, REVIEW
from handlers.work_log.labels import refusal
from handlers.work_log.presses import AnswerAbout, DigestPage, ReviewAct, ReviewDo, SeeLog
from models.errors import WanggeError
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.work_log.feature import PERSONS_LOG
from models.work_log.reviews import mark_read, open_review
from models.work_log.tables import LogReview


async def see(
    _query: CallbackQuery, request: Request, press: SeeLog, person: Person, message: OutboxMessage | None
) -> None:
    if message is None:
        _toast(request, "log.out_of_date")
        return
    span = date.fromisoformat(message.args["first"]), date.fromisoformat(message.args["last"])
    try:
        review = await open_review(request.session, person, press.person, span, request.now)
    except WanggeError as error:
        _toast(request, error.code)
        return
    request.reply(PERSONS_LOG, subject_id=review.id)


async def turn(_query: CallbackQuery, request: Request, press: DigestPage, message: OutboxMessage | None) -> None:
    if message is None:
        _toast(request, "log.out_of_date")
        return
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


async def do(_query: CallbackQuery, request: Request, press: ReviewDo, person: Person) -> None:
    review = await _review(request, press.review)
    if press.act is ReviewAct.ASK and review.leader_id == person.id and review.asked_at is None:
        ask(request, REVIEW, review.id, ASK, person)
        return
    try:
        if press.act is ReviewAct.READ:
            await mark_read(request.session, review, person, request.now, request.zone)
            request.show_toast(request.t.plain("Marked as read."))
        else:
            _toast(request, "log.asked" if review.leader_id == person.id else "log.not_yours")
    except WanggeError as error:
        _toast(request, error.code)


async def answer(_query: CallbackQuery, request: Request, press: AnswerAbout, person: Person) -> None:
    review = await _review(request, press.review)
    if review.person_id != person.id or review.answered_at is not None:
        _toast(request, "log.answered" if review.answered_at else "log.not_yours")
        return
    ask(request, REVIEW, review.id, ANSWER, person)


async def _review(request: Request, review_id: int) -> LogReview:
    review = await request.session.get(LogReview, review_id)
    if review is None:
        raise NoLongerThere
    return review


def _toast(request: Request, code: str) -> None:
    request.show_toast(refusal(request.t, code), alert=True)


def router() -> Router:
    router = Router(name="work_log.reviewing")
    router.callback_query.register(see, InPrivate(), Pressed(SeeLog))
    router.callback_query.register(turn, InPrivate(), Pressed(DigestPage))
    router.callback_query.register(do, InPrivate(), Pressed(ReviewDo))
    router.callback_query.register(answer, InPrivate(), Pressed(AnswerAbout))
    return router
