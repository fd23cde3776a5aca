"""更正: a kind or a severity that the words did not give right, put right by one press.

hz:classify:NUMBER ─▶ the choices ─hzk:NUMBER:k:KIND or hzk:NUMBER:s:SEVERITY─▶ corrected, the choices go
"""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Presses
from handlers.hazards.labels import ACT_DONE
from handlers.hazards.working.perform import in_words
from handlers.request import Desk
from models.errors import Conflict, NotFound, Refused
from models.hazards.actions import find
from models.hazards.reporting.reclassify import correct_kind, correct_severity, may_classify
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, Severity
from models.members.tables import Person
from models.outbox.enqueue import letter_at, refresh_one

WORD = "hzk"
KIND = "hazards.classify"


class AsksToClassify(Presses):
    def __init__(self) -> None:
        super().__init__("hz")

    async def __call__(self, event: CallbackQuery, desk: Desk) -> bool:
        return await super().__call__(event, desk) and desk.press[1:2] == (Act.CLASSIFY,)


async def ask(_query: CallbackQuery, desk: Desk) -> None:
    hazard = await _hazard(desk, 2)
    if hazard is None or desk.person is None:
        return
    try:
        await may_classify(desk.session, hazard, desk.person)
    except (Refused, Conflict) as error:
        desk.answer(in_words(desk, error), alert=True)
        return
    desk.say(KIND, subject_id=hazard.id)


async def corrected(_query: CallbackQuery, desk: Desk) -> None:
    hazard = await _hazard(desk, 1)
    if hazard is None or desk.person is None:
        return
    try:
        await _correct(desk, hazard, desk.person, *desk.press[2:4])
    except (Refused, Conflict) as error:
        desk.answer(in_words(desk, error), alert=True)
        return
    except (TypeError, ValueError, NotFound):
        desk.answer(desk.t.plain("This button no longer works."), alert=True)
        return
    desk.answer(desk.t.plain(ACT_DONE[Act.CLASSIFY], code=f"H{hazard.number}"))
    await _take_away(desk)


async def _correct(desk: Desk, hazard: Hazard, person: Person, what: str, value: str) -> None:
    if what == "s":
        severity = Severity(value)
        await correct_severity(desk.session, hazard, severity, person, desk.now, desk.zone)
    else:
        await correct_kind(desk.session, hazard, value, person, desk.now)


async def _take_away(desk: Desk) -> None:
    if desk.chat is None or desk.message_id is None:
        return
    letter = await letter_at(desk.session, desk.chat.id, desk.message_id)
    if letter is not None and letter.kind == KIND:
        letter.args = {**letter.args, "answered": True}
        await refresh_one(desk.session, letter, desk.now)


async def _hazard(desk: Desk, place: int) -> Hazard | None:
    """The one the press names; whoever presses in vain is told."""
    if desk.person is None:
        desk.answer(desk.t.plain("Please press with your own account."), alert=True)
        return None
    try:
        return await find(desk.session, int(desk.press[place], 10))
    except (IndexError, ValueError, NotFound):
        desk.answer(desk.t.plain("This button no longer works."), alert=True)
        return None


def router() -> Router:
    router = Router(name="hazards.classify")
    router.callback_query.register(ask, AsksToClassify())
    router.callback_query.register(corrected, Presses(WORD))
    return router
