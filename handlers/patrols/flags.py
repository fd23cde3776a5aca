"""What is marked on rounds is explained by whoever made the stop, and looked through by leaders."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import InPrivate, NoLongerThere, Pressed
from handlers.patrols.flag_form import EXPLAIN, FORM
from handlers.patrols.labels import refusal
from handlers.patrols.presses import ExplainFlag, ReviewPage
from handlers.questions.flow import ask
from handlers.request import Request
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.patrols.doubts.flags import PatrolFlag


async def explain(_query: CallbackQuery, request: Request, press: ExplainFlag, person: Person) -> None:
    row = await request.session.get(PatrolFlag, press.flag)
    if row is None:
        raise NoLongerThere
    if row.person_id != person.id or row.answered_at is not None:
        code = "flag.answered" if row.answered_at else "flag.not_yours"
        request.show_toast(refusal(request.t, code), alert=True)
        return
    ask(request, FORM, row.id, EXPLAIN, person)


async def turn(_query: CallbackQuery, request: Request, press: ReviewPage, message: OutboxMessage | None) -> None:
    if message is None:
        raise NoLongerThere
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


def router() -> Router:
    router = Router(name="patrols.flags")
    router.callback_query.register(explain, InPrivate(), Pressed(ExplainFlag))
    router.callback_query.register(turn, InPrivate(), Pressed(ReviewPage))
    return router
