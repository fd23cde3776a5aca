"""/place NAME by staff, with or in reply to a photo or a location: what is missing is asked, then it is entered."""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message
from sqlalchemy import select
from sqlmodel import col

from handlers.evidence.extract import found_in
from handlers.filters import Says
from handlers.hazards.reporting.private import keep
from handlers.places.new_form import ADD, FORM, LIMITS, places_to_put
from handlers.places.page.buttons import opened
from handlers.places.view import HOW
from handlers.questions.flow import ask
from handlers.request import Request
from models.base import Subject, new_id
from models.evidence.attach import Found, attach
from models.evidence.tables import Evidence, Moment
from models.grids.tables import Grid
from models.members.locate_grid import is_small
from models.members.permissions import Who, may_in
from models.members.tables import Person
from models.places.feature import PAGE
from models.places.find import staff_grids
from models.places.tables import PLACE, Place


async def add(message: Message, request: Request) -> None:
    person, session = request.person, request.session
    if person is None or not await _may(request, person):
        request.reply(HOW)
        await keep_what_is_shown(message, request)
        return
    if request.private and not found_in(message) and request.command and await opened(request, request.command.text):
        return
    here = request.grid if request.grid and await is_small(session, request.grid) else None
    grids = [here] if here else await places_to_put(session, person)
    name = " ".join(request.command.text.split())[: LIMITS["name"]] if request.command else ""
    place_id, found = new_id(), _found(message)
    given: dict[str, Any] = {"id": place_id}
    if len(grids) == 1:
        given["grid"] = grids[0].id
    if name:
        given["name"] = name
    location = next((each.place for each in found if each.place), None)
    if location is not None or not request.private:
        given["location"] = location
    if not request.private:
        given["responsible"] = {"name": "", "phone": ""}
    await _keep(request, place_id, [each for each in found if not each.place])
    ask(request, FORM, person.id, ADD, person, given)


async def keep_what_is_shown(message: Message, request: Request) -> None:
    """A photo with a command that has no use for it may be a report: in private it is asked about."""
    if request.private and found_in(message):
        await keep(message, request, request.command.text if request.command else "")


async def _may(request: Request, person: Person) -> bool:
    if request.private:
        return bool(await staff_grids(request.session, person))
    return request.grid is not None and await may_in(request.session, request.grid, Who.STAFF, person)


def _found(message: Message) -> list[Found]:
    """Of the message, and of the one that it answers."""
    replied = message.reply_to_message
    return [*found_in(message), *(found_in(replied) if replied is not None else ())]


async def _keep(request: Request, place_id: int, found: Sequence[Found]) -> None:
    by, chat = request.person.id if request.person else None, request.chat.id if request.chat else 0
    for each in found:
        await attach(request.session, Subject(PLACE, place_id), each, by, chat, Moment.BEFORE, request.now)


class PartOfAlbum(Filter):
    """A photo of an album whose first part is a place's; gives its `place_id`."""

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        if message.media_group_id is None or request.command is not None or not found_in(message):
            return False
        rows = select(col(Evidence.subject_id)).where(
            col(Evidence.chat_id) == message.chat.id,
            col(Evidence.media_group_id) == message.media_group_id,
            col(Evidence.subject_kind) == PLACE,
        )
        place_id = await request.session.scalar(rows.limit(1))
        return {"place_id": place_id} if place_id else False


async def add_part(message: Message, request: Request, place_id: int) -> None:
    await _keep(request, place_id, found_in(message))


class ShowsPlace(Filter):
    """A photo in reply to a place's page, by staff; gives the `place`."""

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        page = request.replied_to
        if page is None or page.kind != PAGE or request.command is not None or not found_in(message):
            return False
        place = await request.session.get(Place, page.subject_id)
        return {"place": place} if place is not None else False


async def add_photo(message: Message, request: Request, place: Place) -> None:
    grid = await request.session.get_one(Grid, place.grid_id)
    if request.person is None or not await may_in(request.session, grid, Who.STAFF, request.person):
        request.reply(HOW)
        return
    await _keep(request, place.id, found_in(message))
    request.reply(PAGE, subject_id=place.id)


def router() -> Router:
    router = Router(name="places.adding")
    router.message.register(add, Says("place"))
    router.message.register(add_part, PartOfAlbum())
    router.message.register(add_photo, ShowsPlace())
    return router
