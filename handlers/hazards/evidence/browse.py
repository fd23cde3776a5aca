"""Staff see and hear all that was sent about a hazard, voices, videos and places too, so many at a time."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.hazards.evidence.view import PIECES
from handlers.hazards.filters import AmongStaff, PressedHazard
from handlers.hazards.presses import SeeEvidence, SeeMoreEvidence
from handlers.refusals import NOT_YOURS
from handlers.request import Request
from models.evidence.attach import pieces_of
from models.hazards.tables import Hazard
from models.hazards.working.actions import may
from models.members.permissions import Who
from models.members.tables import Person


async def see(
    _query: CallbackQuery, request: Request, press: SeeEvidence | SeeMoreEvidence, person: Person, hazard: Hazard
) -> None:
    if not any([await may(request.session, hazard, who, person) for who in (Who.STAFF, Who.LIAISON)]):
        request.show_toast(request.t.plain(NOT_YOURS[Who.STAFF]), alert=True)
        return
    past = press.past if isinstance(press, SeeMoreEvidence) else 0
    if not PIECES.show(request, hazard.id, await pieces_of(request.session, hazard.id), past):
        request.show_toast(request.t.plain("Nothing but words has been sent about this hazard."), alert=True)


def router() -> Router:
    router = Router(name="hazards.pieces")
    router.callback_query.filter(AmongStaff())
    router.callback_query.register(see, PressedHazard(SeeEvidence))
    router.callback_query.register(see, PressedHazard(SeeMoreEvidence))
    return router
