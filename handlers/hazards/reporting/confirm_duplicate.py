"""Is it the same hazard? hzd:NUMBER:yes or :no. And hzf:PERSON: what was slowed goes out now."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Presses
from handlers.hazards.working.perform import in_words
from handlers.request import Desk
from models.errors import Conflict, NotFound, Refused
from models.hazards.actions import find
from models.hazards.reporting.duplicates import check_may_answer, join_waiting
from models.hazards.reporting.publish import open_slowed, open_waiting
from models.hazards.reporting.rate_limit import SLOW
from models.hazards.tables import Hazard
from models.members.tables import Person
from models.outbox.enqueue import refresh

SAME, FAST = "hzd", "hzf"


async def answered(_query: CallbackQuery, desk: Desk) -> None:
    t = desk.t
    hazard, yes = await _asked(desk)
    if hazard is None or desk.person is None:
        desk.answer(t.plain("This button no longer works."), alert=True)
        return
    try:
        desk.answer(await (_join(desk, hazard, desk.person) if yes else _open(desk, hazard, desk.person)))
    except (Refused, Conflict) as error:
        desk.answer(in_words(desk, error), alert=True)


async def _join(desk: Desk, hazard: Hazard, person: Person) -> str:
    """Where the original has ended meanwhile, it is another hazard after all."""
    try:
        original = await join_waiting(desk.session, hazard, person, desk.now)
    except Conflict:
        return await _open(desk, hazard, person)
    return desk.t.plain("H{number} is joined to H{original}.", number=hazard.number, original=original.number)


async def _open(desk: Desk, hazard: Hazard, person: Person) -> str:
    await check_may_answer(desk.session, hazard, person)
    if await open_waiting(desk.session, hazard, desk.now, desk.zone):
        return desk.t.plain("H{number} is reported as another hazard.", number=hazard.number)
    raise Conflict("moved_on", state=hazard.state, by="")


async def _asked(desk: Desk) -> tuple[Hazard | None, bool]:
    try:
        _, number, answer = desk.press
        return await find(desk.session, int(number, 10)), {"yes": True, "no": False}[answer]
    except (ValueError, KeyError, NotFound):
        return None, False


async def confirmed(_query: CallbackQuery, desk: Desk) -> None:
    if desk.person is None or desk.press[1:] != (str(desk.person.id),):
        desk.answer(desk.t.plain("Only the person who reported it can answer this."), alert=True)
        return
    opened = await open_slowed(desk.session, desk.person, desk.now, desk.zone)
    await refresh(desk.session, desk.person.id, [SLOW], desk.now)
    desk.answer(desk.t.plain("Reported: {count}", count=opened))


def router() -> Router:
    router = Router(name="hazards.joining")
    router.callback_query.register(answered, Presses(SAME))
    router.callback_query.register(confirmed, Presses(FAST))
    return router
