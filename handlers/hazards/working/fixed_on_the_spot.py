"""Put right on the spot, in two taps: “Done” on an open hazard without a photo of the result asks once."""

from aiogram import Router
from aiogram.types import CallbackQuery
from sqlalchemy import exists, select
from sqlmodel import col

from handlers.hazards.filters import PressedHazard
from handlers.hazards.presses import DoneOnTheSpot
from handlers.hazards.working.perform import may_perform, try_perform
from handlers.request import Request
from models.evidence.attach import counts
from models.evidence.tables import Evidence, Moment
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage


async def done(request: Request, hazard: Hazard, person: Person, message: OutboxMessage | None) -> str:
    """The first tap: what stood in the way, or nothing. One is enough where there is a photo of the result."""
    if hazard.state is not State.OPEN:
        return await try_perform(request, hazard, Act.DONE, person)
    if message is None or await _proven(request, hazard):
        return await try_perform(request, hazard, Act.DONE, person, on_the_spot=True)
    complaint = await may_perform(request, hazard, Act.DONE, person)
    if not complaint:
        message.args = {**message.args, "spot": True}
        await refresh_one(request.session, message, request.now)
        words = request.t.plain("No photo of the result yet. Was it put right on the spot? Then press the new button.")
        request.show_toast(words, alert=True)
    return complaint


async def _proven(request: Request, hazard: Hazard) -> bool:
    after = exists().where(col(Evidence.subject_id) == hazard.id, col(Evidence.moment) == Moment.AFTER, counts())
    return bool(await request.session.scalar(select(after)))


async def confirmed(_query: CallbackQuery, request: Request, person: Person, hazard: Hazard) -> None:
    """The second tap."""
    complaint = await try_perform(request, hazard, Act.DONE, person, on_the_spot=True)
    if complaint:
        request.show_toast(complaint, alert=True)


def router() -> Router:
    router = Router(name="hazards.on_the_spot")
    router.callback_query.register(confirmed, PressedHazard(DoneOnTheSpot))
    return router
