"""The buttons that act on a hazard."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.desk import Desk
from handlers.hazards import classify, on_the_spot
from handlers.hazards.asking import ask
from handlers.hazards.filters import PressedHazard
from handlers.hazards.presses import HazardAct
from handlers.hazards.steps import STEPS
from handlers.hazards.trying import may_try, try_work
from models.hazards.flow import Act
from models.hazards.tables import Hazard
from models.members.tables import Person


async def pressed(_query: CallbackQuery, desk: Desk, press: HazardAct, person: Person, hazard: Hazard) -> None:
    what = press.act
    if what is Act.DONE:
        complaint = await on_the_spot.done(desk, hazard, person)
    elif what is Act.CLASSIFY:
        complaint = await classify.ask(desk, hazard, person)
    elif what in STEPS:
        complaint = await may_try(desk, hazard, what, person)
        if not complaint:
            ask(desk, hazard, what, person)
    else:
        complaint = await try_work(desk, hazard, what, person)
    if complaint:
        desk.answer(complaint, alert=True)


def router() -> Router:
    router = Router(name="hazards.work")
    router.callback_query.register(pressed, PressedHazard(HazardAct))
    return router
