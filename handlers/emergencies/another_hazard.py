"""What a caller for help writes may be plainly another matter. It joins the call all the same, lives first; beside it
the caller is asked in private whether it is to be reported as a hazard of its own."""

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.emergencies.presses import AnotherHazard
from handlers.emergencies.refusals import PressedCall
from handlers.filters import NoLongerThere
from handlers.hazards.presses import YesNo
from handlers.hazards.reporting.private import take_report
from handlers.request import Request
from models import heard
from models.emergencies.alerting.notify import ANOTHER_HAZARD, newest
from models.emergencies.calls import TEXT_LIMIT
from models.emergencies.tables import Call
from models.evidence.attach import Found, found_in, pieces_of
from models.hazards.reporting.beside_a_call import is_another_hazard
from models.outbox.enqueue import enqueue, refresh_one
from models.outbox.tables import Lane, OutboxMessage


async def ask(request: Request, call: Call, words: str, message: Message) -> bool:
    """Whether the caller is asked; only who can be asked in private is."""
    person = request.person
    if person is None or person.id != call.caller_id or not (request.private or person.started):
        return False
    if not await is_another_hazard(request.session, call, words):
        return False
    said: dict[str, Any] = {"words": words[:TEXT_LIMIT], "chat": message.chat.id, "message": message.message_id}
    about = request.session, person.tg_user_id, ANOTHER_HAZARD, Lane.REPLY, request.now
    enqueue(*about, subject_id=call.id, album=message.media_group_id, **said)
    return True


async def answered(
    _query: CallbackQuery,
    request: Request,
    press: AnotherHazard,
    call: Call,
    message: OutboxMessage | None,
) -> None:
    """Also long after the call: what was asked about is not lost with it."""
    if message is None and request.chat is not None:
        message = await newest(request.session, call, ANOTHER_HAZARD, request.chat.id)
    if message is None or message.args.get("answered"):
        raise NoLongerThere
    message.args = {**message.args, "answered": press.answer}
    await refresh_one(request.session, message, request.now)
    if press.answer is YesNo.YES:
        await _report(request, call, message)
    else:
        request.show_toast(request.t.plain("Noted: it belongs to the call for help."))


async def _report(request: Request, call: Call, question: OutboxMessage) -> None:
    """As if it had been said in private with /report."""
    said = question.args
    chat_id, message_id, words = said["chat"], said["message"], said["words"]
    here = chat_id == question.chat_id
    as_said = replace(request, message_id=message_id if here else None)
    intake = await take_report(as_said, words, await _shown(request, call, said))
    if intake is not None and not here:
        heard.note(request.session, chat_id, message_id, intake.subject, words, request.now)


async def _shown(request: Request, call: Call, said: dict[str, Any]) -> list[Found]:
    """What came with the words, or in one album with them."""
    pieces = [each for each in await pieces_of(request.session, call.id) if each.chat_id == said["chat"]]
    album = said["album"]
    return [
        found_in(each)
        for each in pieces
        if each.message_id == said["message"] or (album and each.media_group_id == album)
    ]


def router() -> Router:
    router = Router(name="emergencies.another_hazard")
    router.callback_query.register(answered, PressedCall(AnotherHazard))
    return router
