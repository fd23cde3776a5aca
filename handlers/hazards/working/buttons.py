"""The buttons that act on a hazard."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.hazards.filters import PressedHazard
from handlers.hazards.presses import HazardAct
from handlers.hazards.questions import FORM, STEPS
from handlers.hazards.reporting import reclassify
from handlers.hazards.working import fixed_on_the_spot
from handlers.hazards.working.perform import may_try, try_work
from handlers.questions.flow import ask
from handlers.request import Desk
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person


async def pressed(_query: CallbackQuery, desk: Desk, press: HazardAct, person: Person, hazard: Hazard) -> None:
    what = press.act
    if what is Act.DONE:
        complaint = await fixed_on_the_spot.done(desk, hazard, person)
    elif what is Act.CLASSIFY:
        complaint = await reclassify.ask(desk, hazard, person)
    elif what in STEPS:
        complaint = await may_try(desk, hazard, what, person)
        if not complaint:
            ask(desk, FORM, hazard.id, what, person)
    else:
        complaint = await try_work(desk, hazard, what, person)
    if complaint:
        desk.answer(complaint, alert=True)


def router() -> Router:
    router = Router(name="hazards.work")
    router.callback_query.register(pressed, PressedHazard(HazardAct))
    return router
