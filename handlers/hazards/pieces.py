"""hze:NUMBER: staff see and hear all that was sent about a hazard, voices, videos and places too."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.desk import Desk
from handlers.filters import Presses
from handlers.hazards.pieces_view import KIND, WORD
from handlers.hazards.words import REFUSALS
from handlers.hazards.work import number_in
from models.errors import NotFound
from models.hazards.acting import find, may
from models.hazards.evidence import pieces_of
from models.hazards.flow import Who

MOST = 10


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    try:
        hazard = await find(desk.session, number_in(desk.press[1]))
    except (IndexError, ValueError, NotFound):
        desk.answer(desk.t.plain("This button no longer works."), alert=True)
        return
    if desk.person is None or not await may(desk.session, hazard, Who.STAFF, desk.person):
        desk.answer(desk.t.plain(REFUSALS[Who.STAFF]), alert=True)
        return
    for evidence in await pieces_of(desk.session, hazard.id, MOST):
        desk.say(KIND, subject_id=hazard.id, evidence=str(evidence.id))


def router() -> Router:
    router = Router(name="hazards.pieces")
    router.callback_query.register(pressed, Presses(WORD))
    return router
