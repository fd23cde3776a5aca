"""Staff of a place look at a check of it, from the place's page: what was found, said and shown."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.checks.check_view import CHECK, PIECE
from handlers.filters import NoLongerThere, Pressed
from handlers.places.page.buttons import place_for
from handlers.places.presses import SeeCheck
from handlers.request import Request
from models.checks.checklists.pieces import shown_of
from models.checks.tables import PlaceCheck
from models.members.tables import Person

MOST = 10


async def see(_query: CallbackQuery, request: Request, press: SeeCheck, person: Person) -> None:
    made = await request.session.get(PlaceCheck, press.check)
    if made is None or made.place_id != press.place:
        raise NoLongerThere
    if await place_for(request, made.place_id, person) is None:
        return
    request.reply(CHECK, subject_id=made.id)
    for evidence in (await shown_of(request.session, made))[:MOST]:
        request.reply(PIECE, subject_id=made.id, evidence=str(evidence.id))


def router() -> Router:
    router = Router(name="checks.looking")
    router.callback_query.register(see, Pressed(SeeCheck))
    return router
