"""/sos, and the place of a call: shared, replied with, or live."""

from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.emergencies import another_hazard
from handlers.evidence.extract import found_in, words_in
from handlers.filters import AsksAnew, Says
from handlers.request import Request
from models.emergencies import calls
from models.emergencies.actions import add
from models.emergencies.calls import Cry, Place
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE
from models.hazards.kinds import kinds_of
from models.hazards.reporting import private_draft
from models.outbox.tables import Lane, OutboxMessage

Found = bool | dict[str, Any]


async def sos(message: Message, request: Request) -> None:
    """With words or without, in a photo's caption, in reply to anything."""
    replied = message.reply_to_message
    words = request.command.text if request.command else ""
    if not words and replied is not None and not (replied.from_user and replied.from_user.is_bot):
        words = words_in(replied)
    cry = Cry(
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=words,
        person=request.person,
        photo=photo_in(message) or (photo_in(replied) if replied else None),
        place=place_in(replied) if replied else None,
        said_at=request.said_at,
    )
    call = await calls.call_for_help(request.session, cry, request.grid, request.now, admins=sorted(request.admin_ids))
    await _add_files(request, call, message)
    if replied is not None and not (replied.from_user and replied.from_user.is_bot):
        await _add_files(request, call, replied)
    await another_hazard.ask(request, call, words, message)


async def _add_files(request: Request, call: Call, message: Message) -> None:
    """Photo and place are what the call is made with; what else came with it is passed on to those who go."""
    for found in found_in(message):
        if found.kind not in ("photo", "place"):
            await add(request.session, call, request.person, "", found, request.now)


class CriesInPrivate(Filter):
    """A report in private may wait for its grid; its words may not."""

    async def __call__(self, message: Message, request: Request) -> bool:
        if not request.private or (request.command is not None and request.command.name != "report"):
            return False
        kinds = kinds_of(request.session)
        return not _answered_elsewhere(request.replied_to) and kinds.calls_for_help(words_in(message))


def _answered_elsewhere(message: OutboxMessage | None) -> bool:
    """Replies to a hazard or a call are read there."""
    about = "" if message is None or message.kind == private_draft.KIND else message.kind
    return about.startswith(("hazards.", "emergencies."))


async def cry(message: Message, request: Request) -> None:
    """Calls at once; a report goes its own way besides."""
    words = request.command.text if request.command else words_in(message)
    await call_with(message, request, words)
    if request.command is not None or request.replied_to is not None:
        raise SkipHandler


async def call_with(message: Message, request: Request, words: str) -> None:
    photo, when = photo_in(message), request.said_at
    said = Cry(message.chat.id, message.message_id, words, request.person, photo, said_at=when)
    call = await calls.call_for_help(request.session, said, request.grid, request.now, admins=sorted(request.admin_ids))
    await _add_files(request, call, message)


class SaysWhere(Filter):
    """A place in reply to a call's message, or from the caller while the call runs."""

    async def __call__(self, message: Message, request: Request) -> Found:
        if place_in(message) is None:
            return False
        call = await call_replied_to(request)
        if call is None and request.person is not None:
            call = await calls.running_of(request.session, request.person, message.chat.id)
        return {"call": call} if call is not None else False


class Moves(Filter):
    """A live location that a call has for its place."""

    async def __call__(self, message: Message, request: Request) -> Found:
        if message.location is None:
            return False
        call = await calls.placed_by(request.session, message.chat.id, message.message_id)
        return {"call": call} if call is not None else False


async def where(message: Message, request: Request, call: Call) -> None:
    place = place_in(message)
    if place is None:
        return
    over = call.state not in LIVE
    taken = await calls.set_place(
        request.session, call, request.person, place, message.chat.id, message.message_id, request.now
    )
    if over:
        request.reply("emergencies.is_over", number=call.number)
    elif taken and request.private:
        request.reply("emergencies.placed", subject_id=call.id, lane=Lane.URGENT)


async def call_replied_to(request: Request) -> Call | None:
    message = request.replied_to
    if message is None or message.subject_id is None or not message.kind.startswith("emergencies."):
        return None
    return await request.session.get(Call, message.subject_id)


def place_in(message: Message) -> Place | None:
    location = message.venue.location if message.venue else message.location
    if location is None:
        return None
    return {"latitude": location.latitude, "longitude": location.longitude}


def photo_in(message: Message) -> str | None:
    return next((found.file_id for found in found_in(message) if found.kind == "photo"), None)


def router() -> Router:
    router = Router(name="emergencies.sos")
    router.message.register(sos, Says("sos"))
    router.message.register(cry, CriesInPrivate())
    router.message.register(where, SaysWhere())
    router.edited_message.register(where, Moves())
    router.edited_message.register(sos, AsksAnew(), Says("sos"))
    router.edited_message.register(cry, AsksAnew(), CriesInPrivate())
    return router
