"""Staff see and hear all that was sent about a hazard, voices, videos and places too, so many at a time."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.hazards.evidence.view import KIND
from handlers.hazards.filters import AmongStaff, PressedHazard
from handlers.hazards.presses import SeeEvidence, SeeMoreEvidence
from handlers.refusals import NOT_YOURS
from handlers.request import Desk
from models.evidence.attach import pieces_of
from models.hazards.actions import may
from models.hazards.tables import Hazard
from models.members.permissions import Who
from models.members.tables import Person

MOST = 10


async def first(_query: CallbackQuery, desk: Desk, person: Person, hazard: Hazard) -> None:
    await _show_to_staff(desk, hazard, person, 0)


async def more(_query: CallbackQuery, desk: Desk, press: SeeMoreEvidence, person: Person, hazard: Hazard) -> None:
    await _show_to_staff(desk, hazard, person, press.past)


async def _show_to_staff(desk: Desk, hazard: Hazard, person: Person, past: int) -> None:
    if any([await may(desk.session, hazard, who, person) for who in (Who.STAFF, Who.LIAISON)]):
        await _show(desk, hazard, past)
    else:
        desk.answer(desk.t.plain(NOT_YOURS[Who.STAFF]), alert=True)


async def _show(desk: Desk, hazard: Hazard, past: int) -> None:
    """As many as a chat hears at once; the last of them leads on."""
    pieces = (await pieces_of(desk.session, hazard.id))[past:]
    for at, evidence in enumerate(pieces[:MOST], start=1):
        left = len(pieces) - at if at == MOST else 0
        desk.say(KIND, subject_id=hazard.id, evidence=str(evidence.id), left=left, past=past + at)


def router() -> Router:
    router = Router(name="hazards.pieces")
    router.callback_query.filter(AmongStaff())
    router.callback_query.register(first, PressedHazard(SeeEvidence))
    router.callback_query.register(more, PressedHazard(SeeMoreEvidence))
    return router
