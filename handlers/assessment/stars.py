"""Star members of a month, offered to the leader of a community: only a notice that they send announces them."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.assessment.presses import StarsDraft
from handlers.assessment.stars_view import draft_words
from handlers.assessment.words import refused
from handlers.filters import NoLongerThere, Pressed
from handlers.request import Request
from models.assessment.results.stars import Star, stars_of
from models.assessment.tables import Assessment
from models.errors import Refused
from models.grids.tables import Grid
from models.members.positions import HeldPosition, leads
from models.members.tables import Person
from models.notices.drafting import begin_draft
from models.notices.tables import NoticeKind


async def draft(_query: CallbackQuery, request: Request, press: StarsDraft, person: Person) -> None:
    assessment = await request.session.get(Assessment, press.assessment)
    grid = await request.session.get(Grid, press.grid)
    if assessment is None or grid is None or request.chat is None:
        raise NoLongerThere
    try:
        held, found = await _leads(request, grid, person), await _found(request, assessment, grid)
        words = draft_words(request.t, assessment, grid, found)
        speaks = HeldPosition(held.post, grid)
        await begin_draft(request.session, NoticeKind.NOTICE, person, speaks, request.chat.id, words, request.now)
    except Refused as error:
        request.show_toast(refused(request.t, error.code, error.data), alert=True)
        return
    request.show_toast(request.t.plain("A draft is there; it goes nowhere before you send it."))


async def _leads(request: Request, grid: Grid, person: Person) -> HeldPosition:
    """Raises Refused."""
    held = await leads(request.session, person.id, grid)
    if not held:
        raise Refused("score.not_over")
    return held[0]


async def _found(request: Request, assessment: Assessment, grid: Grid) -> Sequence[Star]:
    """Raises Refused where nobody stands out."""
    found = await stars_of(request.session, assessment, grid)
    if not found:
        raise Refused("score.no_stars")
    return found


def router() -> Router:
    router = Router(name="assessment.stars")
    router.callback_query.register(draft, Pressed(StarsDraft))
    return router
