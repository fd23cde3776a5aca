"""Is it the same hazard? And: what was slowed goes out now."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Pressed
from handlers.hazards.filters import PressedHazard
from handlers.hazards.presses import ReportSlowed, SameAsKnown, YesNo
from handlers.hazards.working.perform import in_words
from handlers.request import Request
from models.errors import Conflict, Refused
from models.hazards.reporting.duplicates import join_asked, keep_apart
from models.hazards.reporting.publish import open_slowed
from models.hazards.reporting.rate_limit import SLOW
from models.hazards.tables import Hazard
from models.members.tables import Person
from models.outbox.enqueue import refresh


async def answered(_query: CallbackQuery, request: Request, press: SameAsKnown, person: Person, hazard: Hazard) -> None:
    do = _join if press.answer is YesNo.YES else _open
    try:
        request.show_toast(await do(request, hazard, person))
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)


async def _join(request: Request, hazard: Hazard, person: Person) -> str:
    """Where the original has ended meanwhile, it is another hazard after all."""
    try:
        original = await join_asked(request.session, hazard, person, request.now, request.zone)
    except Conflict:
        return await _open(request, hazard, person)
    return request.t.plain("H{number} is joined to H{original}.", number=hazard.number, original=original.number)


async def _open(request: Request, hazard: Hazard, person: Person) -> str:
    await keep_apart(request.session, hazard, person, request.now, request.zone)
    return request.t.plain("H{number} is reported as another hazard.", number=hazard.number)


async def confirmed(_query: CallbackQuery, request: Request, press: ReportSlowed, person: Person) -> None:
    if press.person != person.id:
        request.show_toast(request.t.plain("Only the person who reported it can answer this."), alert=True)
        return
    opened = await open_slowed(request.session, person, request.now, request.zone)
    await refresh(request.session, person.id, [SLOW], request.now)
    request.show_toast(request.t.plain("Reported: {count}", count=opened))


def router() -> Router:
    router = Router(name="hazards.joining")
    router.callback_query.register(answered, PressedHazard(SameAsKnown))
    router.callback_query.register(confirmed, Pressed(ReportSlowed))
    return router
