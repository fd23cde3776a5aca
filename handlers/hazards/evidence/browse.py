"""Staff see and hear all that was sent about a hazard, voices, videos and places too, so many at a time."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.hazards.evidence.view import KIND
from handlers.hazards.filters import AmongStaff, PressedHazard
from handlers.hazards.presses import SeeEvidence, SeeMoreEvidence
from handlers.refusals import NOT_YOURS
from handlers.request import Request
from models.evidence.attach import pieces_of
from models.hazards.tables import Hazard
from models.hazards.working.actions import may
from models.members.permissions import Who
from models.members.tables import Person

MOST = 10


async def first(_query: CallbackQuery, request: Request, person: Person, hazard: Hazard) -> None:
    await _show_to_staff(request, hazard, person, 0)


async def more(_query: CallbackQuery, request: Request, press: SeeMoreEvidence, person: Person, hazard: Hazard) -> None:
    await _show_to_staff(request, hazard, person, press.past)


async def _show_to_staff(request: Request, hazard: Hazard, person: Person, past: int) -> None:
    if any([await may(request.session, hazard, who, person) for who in (Who.STAFF, Who.LIAISON)]):
        await _show(request, hazard, past)
    else:
        request.show_toast(request.t.plain(NOT_YOURS[Who.STAFF]), alert=True)


async def _show(request: Request, hazard: Hazard, past: int) -> None:
    """As many as a chat hears at once; the last of them leads on."""
    pieces = (await pieces_of(request.session, hazard.id))[past:]
    if not pieces:
        request.show_toast(request.t.plain("Nothing but words has been sent about this hazard."), alert=True)
    for at, evidence in enumerate(pieces[:MOST], start=1):
        left = len(pieces) - at if at == MOST else 0
        request.reply(KIND, subject_id=hazard.id, evidence=str(evidence.id), left=left, past=past + at)


def router() -> Router:
    router = Router(name="hazards.pieces")
    router.callback_query.filter(AmongStaff())
    router.callback_query.register(first, PressedHazard(SeeEvidence))
    router.callback_query.register(more, PressedHazard(SeeMoreEvidence))
    return router
