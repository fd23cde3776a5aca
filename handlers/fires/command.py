"""/fire: leaders, in private, see the ledger of fires, record one, and review it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import NoLongerThere, Pressed, Says
from handlers.fires.form import FORM, RECORD, REVIEW
from handlers.fires.labels import refused
from handlers.fires.presses import LIST, FireButton, FireDo, FireNew, FireOpen
from handlers.fires.view import IN_PRIVATE, REFUSED
from handlers.questions.flow import ask
from handlers.questions.grids import grids_to_choose
from handlers.request import Request
from models.errors import Conflict, Refused, WanggeError
from models.fires.recording import PAGE, begin, need_leader, was_none
from models.fires.tables import Fire, FireState
from models.members.tables import Person


async def fire(_message: Message, request: Request) -> None:
    if not request.private or request.person is None:
        request.reply(IN_PRIVATE)
    elif not await grids_to_choose(request.session, request.person):
        request.reply(REFUSED, code="fire.not_leader")
    else:
        request.reply(LIST)


async def new(_query: CallbackQuery, request: Request, person: Person) -> None:
    grids = await grids_to_choose(request.session, person)
    if not grids or request.chat is None:
        _toast(request, Refused("fire.not_leader"))
        return
    made = await begin(request.session, grids[0], person, request.chat.id, request.now)
    only = {"grid": grids[0].id} if len(grids) == 1 else {}
    ask(request, FORM, made.id, RECORD, person, only)


async def open_(_query: CallbackQuery, request: Request, press: FireOpen, person: Person) -> None:
    if await _mine(request, press.fire, person):
        request.reply(PAGE, subject_id=press.fire)


async def do(_query: CallbackQuery, request: Request, press: FireDo, person: Person) -> None:
    found = await _mine(request, press.fire, person)
    if found is None:
        return
    try:
        if press.button is FireButton.NONE:
            await was_none(request.session, found, person, request.now)
        elif press.button is FireButton.RECORD and found.state is not FireState.NONE:
            ask(request, FORM, found.id, RECORD, person, {} if found.call_id is None else {"grid": found.grid_id})
        elif press.button is FireButton.REVIEW and found.state is FireState.RECORDED and not found.reviewed_at:
            ask(request, FORM, found.id, REVIEW, person)
        else:
            raise NoLongerThere
    except Conflict as refusal:
        _toast(request, refusal)


async def _mine(request: Request, fire_id: int, person: Person) -> Fire | None:
    """To who leads its grid; anybody else hears why not."""
    found = await request.session.get(Fire, fire_id)
    if found is None:
        raise NoLongerThere
    try:
        await need_leader(request.session, found.grid_id, person)
    except Refused as refusal:
        _toast(request, refusal)
        return None
    return found


def _toast(request: Request, error: WanggeError) -> None:
    request.show_toast(refused(request.t, error.code, error.data), alert=True)


def router() -> Router:
    router = Router(name="fires")
    router.message.register(fire, Says("fire"))
    router.callback_query.register(new, Pressed(FireNew))
    router.callback_query.register(open_, Pressed(FireOpen))
    router.callback_query.register(do, Pressed(FireDo))
    return router
