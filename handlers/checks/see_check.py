"""Staff of a place look at a check of it, from the place's page: what was found, said and shown."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.checks.check_view import CHECK, PIECES
from handlers.checks.presses import SeeCheckPieces
from handlers.filters import NoLongerThere, Pressed
from handlers.places.page.buttons import place_for
from handlers.places.presses import SeeCheck
from handlers.request import Request
from models.checks.checklists.pieces import shown_of
from models.checks.tables import PlaceCheck
from models.members.tables import Person


async def see(_query: CallbackQuery, request: Request, press: SeeCheck, person: Person) -> None:
    made = await _check(request, press.check, person)
    if made is None:
        return
    if made.place_id != press.place:
        raise NoLongerThere
    request.reply(CHECK, subject_id=made.id)
    PIECES.show(request, made.id, await shown_of(request.session, made))


async def further(_query: CallbackQuery, request: Request, press: SeeCheckPieces, person: Person) -> None:
    made = await _check(request, press.check, person)
    if made is not None:
        PIECES.show(request, made.id, await shown_of(request.session, made), press.past)


async def _check(request: Request, check_id: int, person: Person) -> PlaceCheck | None:
    """To staff of its place; anybody else hears why not."""
    made = await request.session.get(PlaceCheck, check_id)
    if made is None:
        raise NoLongerThere
    return made if await place_for(request, made.place_id, person) is not None else None


def router() -> Router:
    router = Router(name="checks.see_check")
    router.callback_query.register(see, Pressed(SeeCheck))
    router.callback_query.register(further, Pressed(SeeCheckPieces))
    return router
