"""/my of who has written opinions: these and the reports in one list."""

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message
from sqlmodel import col

from handlers.filters import NoLongerThere, Pressed, Says
from handlers.hazards.lookup import own_reports
from handlers.obligations.presses import MINE, OpinionOpen
from handlers.request import Request
from models.members.tables import Person
from models.obligations.kinds import KINDS
from models.obligations.opinions.opening import own_opinions
from models.obligations.opinions.telling import ANSWER
from models.obligations.tables import Requirement

SHOWN = 5


async def mine(_message: Message, request: Request) -> None:
    """Whoever has written none is answered about reports alone; in a group only what was written there is named."""
    person = request.person
    if person is None or request.chat is None:
        raise SkipHandler
    here = () if request.private else (col(Requirement.chat_id) == request.chat.id,)
    found = await own_opinions(request.session, person, SHOWN, *here)
    if not found:
        raise SkipHandler
    request.reply(MINE, hazards=await own_reports(request, person), opinions=[each.id for each in found])


async def opened(_query: CallbackQuery, request: Request, press: OpinionOpen, person: Person) -> None:
    found = await request.session.get(Requirement, press.requirement)
    if found is None or not KINDS[found.kind].of_resident or found.author_id != person.id:
        raise NoLongerThere
    request.reply(ANSWER, subject_id=found.id)


def router() -> Router:
    router = Router(name="obligations.own_opinions")
    router.message.register(mine, Says("my"))
    router.callback_query.register(opened, Pressed(OpinionOpen))
    return router
