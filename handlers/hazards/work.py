"""Buttons on a hazard's messages: `hz:ACT:NUMBER`."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.desk import Desk
from handlers.filters import Presses
from handlers.hazards.words import ACT_DONE, REFUSALS, state_word
from models.errors import Conflict, NotFound, Refused
from models.hazards.acting import find
from models.hazards.flow import TRANSITIONS, Act
from models.hazards.working import work

WORD = "hz"
LONGEST = 9  # digits


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    t = desk.t
    if desk.person is None:
        desk.answer(t.plain("Please press with your own account."), alert=True)
        return
    try:
        what, number = _read(desk.press)
        hazard = await find(desk.session, number)
        await work(desk.session, hazard, what, desk.person, desk.now, desk.zone)
    except Refused as refused:
        desk.answer(t.plain(REFUSALS[refused.data["who"]]), alert=True)
    except Conflict as conflict:
        desk.answer(_moved_on(desk, conflict), alert=True)
    except NotFound:
        desk.answer(t.plain("This button no longer works. Send /my to see your reports."), alert=True)
    else:
        desk.answer(t.plain(ACT_DONE[what], code=f"H{hazard.number}"))


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


def _moved_on(desk: Desk, conflict: Conflict) -> str:
    state = state_word(desk.t, conflict.data["state"])
    if conflict.data["by"]:
        return desk.t.plain("{name} was first: it is now “{state}”.", name=conflict.data["by"], state=state)
    return desk.t.plain("It is now “{state}”.", state=state)


def router() -> Router:
    router = Router(name="hazards.work")
    router.callback_query.register(pressed, Presses(WORD))
    return router
