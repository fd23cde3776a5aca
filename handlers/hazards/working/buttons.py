"""Buttons on a hazard's messages: `hz:ACT:NUMBER`."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Presses
from handlers.hazards.questions import STEPS
from handlers.hazards.working import fixed_on_the_spot
from handlers.hazards.working.perform import may_try, try_work
from handlers.questions.flow import ask
from handlers.request import Desk
from models.errors import NotFound
from models.hazards.actions import find
from models.hazards.workflow import TRANSITIONS, Act

WORD = "hz"
LONGEST = 9  # digits


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    try:
        what, number = _read(desk.press)
        hazard = await find(desk.session, number)
    except NotFound:
        desk.answer(desk.t.plain("This button no longer works. Send /my to see your reports."), alert=True)
        return
    if what is Act.DONE:
        complaint = await fixed_on_the_spot.done(desk, hazard)
    elif what in STEPS:
        complaint = await may_try(desk, hazard, what)
        if not complaint:
            ask(desk, hazard, what)
    else:
        complaint = await try_work(desk, hazard, what)
    if complaint:
        desk.answer(complaint, alert=True)


def _read(press: tuple[str, ...]) -> tuple[Act, int]:
    try:
        _, act, number = press
        what = Act(act)
        TRANSITIONS[what]
        return what, number_in(number)
    except (ValueError, KeyError) as error:
        raise NotFound("button") from error


def number_in(text: str) -> int:
    """As long as a hazard's number can be; raises ValueError."""
    if not text.isdecimal() or len(text) > LONGEST:
        raise ValueError(text)
    return int(text)


def router() -> Router:
    router = Router(name="hazards.work")
    router.callback_query.register(pressed, Presses(WORD))
    return router
