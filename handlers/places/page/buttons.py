"""The buttons of a place's page, and those of what a leader is to decide."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere, Pressed
from handlers.places.labels import refused
from handlers.places.page.edit_form import FORM, change
from handlers.places.page.view import PHOTOS
from handlers.places.presses import Nod, PageButton, PlaceDo, PlaceEdit, PlaceNod, PlaceOpen
from handlers.questions.flow import ask
from handlers.request import Request
from models.due import WallClock
from models.errors import Conflict, NotFound, Refused
from models.hazards.reporting.at_place import ask_at
from models.members.permissions import Who
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.places.changes.actions import confirm_place, may, need
from models.places.changes.exemptions import need_again
from models.places.changes.proposals import decide
from models.places.feature import PAGE
from models.places.find import place_by_code
from models.places.tables import Place, PlaceAct, PlaceProposal


async def place_for(request: Request, place_id: int, person: Person) -> Place | None:
    """To staff of its grid, in private; anybody else hears why not."""
    place = await request.session.get(Place, place_id)
    if place is None:
        raise NoLongerThere
    if not request.private:
        raise NoLongerThere
    try:
        await need(request.session, place, Who.STAFF, person)
    except Refused as refusal:
        _toast(request, refusal)
        return None
    return place


async def opened(request: Request, code: str) -> bool:
    """Whether staff in private get the page of the place of this code."""
    try:
        place = await place_by_code(request.session, code)
    except NotFound:
        return False
    if request.person is None or not await may(request.session, place, Who.STAFF, request.person):
        return False
    request.reply(PAGE, subject_id=place.id)
    return True


async def open_page(_query: CallbackQuery, request: Request, press: PlaceOpen, person: Person) -> None:
    if await place_for(request, press.place, person) is not None:
        request.reply(PAGE, subject_id=press.place)


async def do(
    _query: CallbackQuery, request: Request, press: PlaceDo, person: Person, message: OutboxMessage | None
) -> None:
    place = await place_for(request, press.place, person)
    if place is None:
        return
    try:
        await _do(request, press.button, place, person, message)
    except (Refused, Conflict) as bad:
        _toast(request, bad)


async def _do(
    request: Request, button: PageButton, place: Place, person: Person, message: OutboxMessage | None
) -> None:
    match button:
        case PageButton.CONFIRM:
            await confirm_place(request.session, place, person, request.now)
            request.show_toast(request.t.plain("Confirmed for a year. Thank you."))
        case PageButton.EDIT | PageButton.BACK:
            await _turn_to(request, place, message, edit=button is PageButton.EDIT)
        case PageButton.PHOTOS:
            request.reply(PHOTOS, subject_id=place.id)
        case PageButton.REPORT:
            await ask_at(request.session, person, place, request.now)
        case PageButton.REOPEN:
            await change(request, place, PlaceAct.REOPEN, person)
        case PageButton.NEED:
            await need_again(request.session, place, person, WallClock(request.now, request.zone))
        case PageButton.EXEMPT:
            await need(request.session, place, Who.LEADER, person)
            ask(request, FORM, place.id, button, person)
        case PageButton.MOVE | PageButton.CLOSE:
            if place.closed_at is not None:
                raise Conflict("place.closed")
            ask(request, FORM, place.id, button, person)


async def _turn_to(request: Request, place: Place, message: OutboxMessage | None, *, edit: bool) -> None:
    if message is None:
        request.reply(PAGE, subject_id=place.id, edit=edit)
        return
    message.args = {**message.args, "edit": edit}
    await refresh_one(request.session, message, request.now)


async def edit(_query: CallbackQuery, request: Request, press: PlaceEdit, person: Person) -> None:
    place = await place_for(request, press.place, person)
    if place is not None:
        ask(request, FORM, place.id, press.what, person)


async def nod(_query: CallbackQuery, request: Request, press: PlaceNod, person: Person) -> None:
    proposal = await request.session.get(PlaceProposal, press.proposal)
    if proposal is None:
        raise NoLongerThere
    try:
        await decide(request.session, proposal, person, request.now, agreed=press.answer is Nod.AGREE)
    except (Refused, Conflict) as bad:
        _toast(request, bad)
        return
    request.show_toast(request.t.plain("Noted. Thank you."))


def _toast(request: Request, bad: Refused | Conflict) -> None:
    request.show_toast(refused(request.t, bad.code, bad.data), alert=True)


def router() -> Router:
    router = Router(name="places.page")
    router.callback_query.register(open_page, Pressed(PlaceOpen))
    router.callback_query.register(do, Pressed(PlaceDo))
    router.callback_query.register(edit, Pressed(PlaceEdit))
    router.callback_query.register(nod, Pressed(PlaceNod))
    return router
