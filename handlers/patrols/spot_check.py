"""/spotcheck N in private: so many places by the lot, for whoever leads them, and a round to go there."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import InPrivate, Pressed, Says
from handlers.patrols.check_in import refuse
from handlers.patrols.presses import DRAWN, OpenDrawn
from handlers.patrols.signs import sign_of
from handlers.places.page.buttons import place_for
from handlers.request import Request
from models.errors import WanggeError
from models.members.tables import Person
from models.patrols.spot_checks import MOST, USUAL, begin_spot_check
from models.places.feature import PAGE


async def asked(message: Message, request: Request) -> None:
    person, words = request.person, request.command.text.strip() if request.command else ""
    if person is None or not request.private:
        refuse(request, "spot.private")
        return
    if words and not (words.isdecimal() and 1 <= int(words[:4]) <= MOST):
        refuse(request, "spot.how_many", most=MOST)
        return
    try:
        drawn = await begin_spot_check(request.session, int(words or USUAL), sign_of(message, request, person, ""))
    except WanggeError as error:
        refuse(request, error.code, **error.data)
        return
    request.reply(DRAWN, subject_id=drawn.id)


async def opened(_query: CallbackQuery, request: Request, press: OpenDrawn, person: Person) -> None:
    if await place_for(request, press.place, person) is not None:
        request.reply(PAGE, subject_id=press.place)


def router() -> Router:
    router = Router(name="patrols.spot_check")
    router.message.register(asked, Says("spotcheck"))
    router.callback_query.register(opened, InPrivate(), Pressed(OpenDrawn))
    return router
