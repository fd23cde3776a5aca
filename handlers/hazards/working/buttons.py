"""The buttons that act on a hazard."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.hazards.filters import PressedHazard
from handlers.hazards.presses import HazardAct
from handlers.hazards.questions import FORM, STEPS
from handlers.hazards.rectification.preview import known
from handlers.hazards.reporting import reclassify
from handlers.hazards.working import fixed_on_the_spot
from handlers.hazards.working.perform import may_perform, try_perform
from handlers.questions.flow import ask
from handlers.request import Request
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person
from models.outbox.tables import OutboxMessage


async def pressed(
    _query: CallbackQuery,
    request: Request,
    press: HazardAct,
    person: Person,
    hazard: Hazard,
    message: OutboxMessage | None,
) -> None:
    what = press.act
    if what is Act.DONE:
        complaint = await fixed_on_the_spot.done(request, hazard, person, message)
    elif what is Act.CLASSIFY:
        complaint = await reclassify.ask(request, hazard, person)
    elif what in STEPS:
        complaint = await may_perform(request, hazard, what, person)
        if not complaint:
            ask(request, FORM, hazard.id, what, person, await known(request, hazard, what))
    else:
        complaint = await try_perform(request, hazard, what, person)
    if complaint:
        request.show_toast(complaint, alert=True)


def router() -> Router:
    router = Router(name="hazards.work")
    router.callback_query.register(pressed, PressedHazard(HazardAct))
    return router
