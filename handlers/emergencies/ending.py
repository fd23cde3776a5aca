"""Ending a call takes two presses, `sos:OUTCOME:NUMBER` and `sosend:OUTCOME:NUMBER`; `sos:reopen:NUMBER` undoes it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.desk import Desk
from handlers.emergencies import hazards_too
from handlers.emergencies.refusals import NO_LONGER, in_words, numbered
from handlers.emergencies.words import END_WORD, KEEP, NOT_YOURS_TO_END, NOT_YOURS_TO_REOPEN, OUTCOMES, WORD
from handlers.filters import Presses
from models.emergencies import acting, outcomes
from models.emergencies.flow import CallAct, CallState, Outcome
from models.emergencies.tables import Call
from models.emergencies.telling import ENDING
from models.errors import Conflict, NotFound, Refused
from models.members.tables import Person
from models.outbox.enqueue import letter_at, refresh, refresh_one
from models.outbox.tables import Lane


async def ask(desk: Desk, call: Call, person: Person, outcome: Outcome) -> None:
    """Raises Refused, or Conflict when it is over. A question asked before in this chat gives way."""
    await acting.check(call, desk.session, allowed=await acting.may_end(desk.session, call, person))
    await refresh(desk.session, call.id, (ENDING,), desk.now)
    desk.say(ENDING, subject_id=call.id, lane=Lane.URGENT, outcome=outcome)


async def answered(_query: CallbackQuery, desk: Desk) -> None:
    """The second press."""
    t, what = desk.t, desk.press[1] if len(desk.press) == 3 else ""
    if desk.person is None:
        desk.answer(t.plain("Please press with your own account."), alert=True)
        return
    try:
        call = await numbered(desk, desk.press[-1])
        desk.answer(await _answer(desk, call, desk.person, what))
    except NotFound:
        desk.answer(t.plain(NO_LONGER), alert=True)
    except (Refused, Conflict) as error:
        desk.answer(in_words(desk, error, NOT_YOURS_TO_END), alert=True)


async def _answer(desk: Desk, call: Call, person: Person, what: str) -> str:
    t, code = desk.t, f"S{call.number}"
    if what == KEEP:
        await acting.check(call, desk.session, allowed=await acting.may_end(desk.session, call, person))
        await _mark(desk, "no")
        return t.plain("{code} goes on.", code=code)
    if what not in OUTCOMES:
        raise NotFound("button")
    outcome = Outcome(what)
    await outcomes.end(desk.session, call, person, outcome, desk.now)
    await _mark(desk, "yes")
    await hazards_too.ended(desk, call, person)
    how = t.plain(OUTCOMES[outcome])
    return t.plain("{code} is over: {outcome}. Reply to the message to add words.", code=code, outcome=how)


async def _mark(desk: Desk, answer: str) -> None:
    """The question is answered: it goes, or turns into the offer to undo."""
    letter = None
    if desk.chat is not None and desk.message_id is not None:
        letter = await letter_at(desk.session, desk.chat.id, desk.message_id)
    if letter is not None and letter.kind == ENDING:
        letter.args = {**letter.args, "answered": answer}
        await refresh_one(desk.session, letter, desk.now)


class Reopens(Presses):
    async def __call__(self, event: object, desk: Desk) -> bool:
        return await super().__call__(event, desk) and desk.press[1:2] == (CallAct.REOPEN,)


async def reopened(_query: CallbackQuery, desk: Desk) -> None:
    t = desk.t
    if desk.person is None:
        desk.answer(t.plain("Please press with your own account."), alert=True)
        return
    try:
        call = await numbered(desk, desk.press[-1])
        before = call.state
        await outcomes.reopen(desk.session, call, desk.person, desk.now)
        if before is CallState.FALSE_ALARM:
            await hazards_too.goes_on(desk, call, desk.person)
        desk.answer(t.plain("{code} goes on; everybody who heard that it was over is told.", code=f"S{call.number}"))
    except NotFound:
        desk.answer(t.plain(NO_LONGER), alert=True)
    except (Refused, Conflict) as error:
        desk.answer(in_words(desk, error, NOT_YOURS_TO_REOPEN), alert=True)


def router() -> Router:
    router = Router(name="emergencies.ending")
    router.callback_query.register(answered, Presses(END_WORD))
    router.callback_query.register(reopened, Reopens(WORD))
    return router
