"""“Done” without a photo of the result asks once, on whatever message and in whatever state: it takes two taps."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.hazards.filters import PressedHazard
from handlers.hazards.presses import DoneOnTheSpot
from handlers.hazards.working.perform import may_perform, try_perform
from handlers.request import Request
from locales.translator import N_
from models.hazards.rounds import result_shown, stage
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage

ASKED = {State.OPEN: N_("No photo of the result yet. Was it put right on the spot? Then press the new button.")}
ASKED_LATER = N_("No photo of the result yet. Was it put right without one? Then press the new button.")


async def done(request: Request, hazard: Hazard, person: Person, message: OutboxMessage | None) -> str:
    """The first tap: what stood in the way, or nothing. One is enough where there is a photo of the result."""
    if message is None or await result_shown(request.session, hazard):
        return await _do(request, hazard, person)
    complaint = await may_perform(request, hazard, Act.DONE, person)
    if not complaint:
        message.args = {**message.args, "spot": await stage(request.session, hazard)}
        await refresh_one(request.session, message, request.now)
        request.show_toast(request.t.plain(ASKED.get(hazard.state, ASKED_LATER)), alert=True)
    return complaint


async def _do(request: Request, hazard: Hazard, person: Person) -> str:
    given = {"on_the_spot": True} if hazard.state is State.OPEN else {}
    return await try_perform(request, hazard, Act.DONE, person, **given)


async def confirmed(_query: CallbackQuery, request: Request, person: Person, hazard: Hazard) -> None:
    """The second tap."""
    complaint = await _do(request, hazard, person)
    if complaint:
        request.show_toast(complaint, alert=True)


def router() -> Router:
    router = Router(name="hazards.on_the_spot")
    router.callback_query.register(confirmed, PressedHazard(DoneOnTheSpot))
    return router
