"""What is done about meetings: attendance, and minutes by reply."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.evidence.albums import PartOf
from handlers.evidence.extract import found_in, words_in
from handlers.filters import NoLongerThere, Pressed
from handlers.obligations.command import known, refuse, toast
from handlers.obligations.evidence.pieces import show_pieces
from handlers.obligations.meetings.view import MINUTES
from handlers.obligations.presses import RollDo
from handlers.request import Request
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.obligations.acting import perform
from models.obligations.kinds import KINDS
from models.obligations.meetings.minutes import keep_minutes
from models.obligations.setting import PROGRESS
from models.obligations.tables import REQUIREMENT, Obligation, Requirement
from models.obligations.workflow import Act, State
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage


async def roll(
    _query: CallbackQuery, request: Request, press: RollDo, person: Person, message: OutboxMessage | None
) -> None:
    """Who is there is marked, and who was marked by mistake is not; who asked for leave may have come all the same."""
    obligation = await request.session.get(Obligation, press.obligation)
    if obligation is None:
        raise NoLongerThere
    session, now, was = request.session, request.now, obligation.state
    try:
        if was in (State.DONE, State.EXCUSED):
            await perform(session, obligation, Act.RETURN, person, now)
        if was is not State.DONE:
            await perform(session, obligation, Act.ATTEND, person, now)
    except (Refused, Conflict) as error:
        toast(request, error)
    if message is not None:
        await refresh_one(session, message, now)


class ToMeeting(Filter):
    """A reply to the card of a meeting; gives the `meeting`."""

    async def __call__(self, _message: Message, request: Request) -> bool | dict[str, Any]:
        card = request.replied_to
        if card is None or card.kind != PROGRESS or request.command is not None:
            return False
        found = await request.session.get(Requirement, card.subject_id)
        if found is None or not KINDS[found.kind].meets:
            return False
        return {"meeting": found}


async def minutes(message: Message, request: Request, meeting: Requirement) -> None:
    try:
        person = known(request)
        about = words_in(message), found_in(message), message.chat.id, request.now
        await keep_minutes(request.session, meeting, person, *about)
    except (Refused, Conflict) as error:
        refuse(request, error)


async def more(message: Message, request: Request, row: Requirement) -> None:
    """Further photos of an album."""
    if request.person is not None:
        await minutes(message, request, row)


async def show_minutes(request: Request, meeting: Requirement, of: Requirement | Obligation) -> None:
    """Its files are shown of the meeting or of a share."""
    request.reply(MINUTES, subject_id=meeting.id)
    await show_pieces(request, of)


def router() -> Router:
    router = Router(name="obligations.meetings")
    router.callback_query.register(roll, Pressed(RollDo))
    router.message.register(minutes, ToMeeting())
    router.message.register(more, PartOf(REQUIREMENT, Requirement))
    return router
