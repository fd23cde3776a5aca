"""hze:NUMBER: staff see and hear all that was sent about a hazard, voices, videos and places too; hze:NUMBER:PAST."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.evidence.view import KIND, WORD
from handlers.filters import Presses
from handlers.hazards.working.buttons import number_in
from handlers.refusals import NOT_YOURS
from handlers.request import Desk
from models.errors import NotFound
from models.evidence.attach import pieces_of
from models.grids.tables import Purpose
from models.hazards.actions import find, may
from models.hazards.tables import Hazard
from models.members.permissions import Who

MOST = 10


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    try:
        number, past = _read(desk)
        hazard = await find(desk.session, number)
    except (ValueError, NotFound):
        desk.answer(desk.t.plain("This button no longer works."), alert=True)
        return
    if desk.person is None:
        desk.answer(desk.t.plain("Please press with your own account."), alert=True)
    elif not any([await may(desk.session, hazard, who, desk.person) for who in (Who.STAFF, Who.LIAISON)]):
        desk.answer(desk.t.plain(NOT_YOURS[Who.STAFF]), alert=True)
    else:
        await _show(desk, hazard, past)


def _read(desk: Desk) -> tuple[int, int]:
    """Nothing is shown in a group of residents: who reports in private is not to be heard there."""
    if desk.binding is not None and desk.binding.purpose is Purpose.GROUP:
        raise NotFound("button")
    number, past = (*desk.press[1:], "0")[:2]
    return number_in(number), number_in(past)


async def _show(desk: Desk, hazard: Hazard, past: int) -> None:
    """As many as a chat hears at once; the last of them leads on."""
    pieces = (await pieces_of(desk.session, hazard.id))[past:]
    for at, evidence in enumerate(pieces[:MOST], start=1):
        left = len(pieces) - at if at == MOST else 0
        desk.say(KIND, subject_id=hazard.id, evidence=str(evidence.id), left=left, past=past + at)


def router() -> Router:
    router = Router(name="hazards.pieces")
    router.callback_query.register(pressed, Presses(WORD))
    return router
