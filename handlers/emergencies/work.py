"""Buttons on a call's messages, `sos:WHAT:NUMBER` and `sosgrid:NUMBER:GRID`, and replies to them.

WHAT is going, arrived, what it is (which confirms it, and no more), or how it ended (which asks). `sos:nothing:…`, the
false alarm, and the findings stand in chats since before there were outcomes.
"""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.desk import Desk
from handlers.emergencies import ending, hazards_too
from handlers.emergencies.refusals import NO_LONGER, in_words, numbered
from handlers.emergencies.sos import call_replied_to, photo_in
from handlers.emergencies.words import FINDINGS, GRID_WORD, NOT_YOURS_TO_END, OUTCOMES, REFUSED, WORD
from handlers.filters import Presses
from handlers.hazards.evidence_of import found_in
from models.emergencies import acting, calls, outcomes
from models.emergencies.flow import LIVE, LOUD, CallAct, Finding, Outcome, graver
from models.emergencies.tables import Call
from models.emergencies.telling import ASKED
from models.emergencies.words import finding_of, outcome_of
from models.errors import Conflict, NotFound, Refused
from models.grids.tables import Grid
from models.members.tables import Person


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    t, what = desk.t, desk.press[1] if len(desk.press) == 3 else ""
    if desk.person is None:
        desk.answer(t.plain("Please press with your own account."), alert=True)
        return
    try:
        call = await numbered(desk, desk.press[-1])
        desk.answer(await _do(desk, call, desk.person, what))
    except NotFound:
        desk.answer(t.plain(NO_LONGER), alert=True)
    except (Refused, Conflict) as error:
        desk.answer(in_words(desk, error, _refused(what)), alert=True)


def _refused(what: str) -> str:
    return REFUSED if what in (CallAct.GOING, CallAct.ARRIVED) else NOT_YOURS_TO_END


async def _do(desk: Desk, call: Call, person: Person, what: str) -> str:
    """Returns what to say to whoever pressed."""
    t, code = desk.t, f"S{call.number}"
    if what == CallAct.GOING:
        await acting.go(desk.session, call, person, desk.now)
        await hazards_too.somebody_goes(desk, call, person)
        return t.plain("{code}: everybody sees that you are on the way. Take care of yourself first.", code=code)
    if what == CallAct.ARRIVED:
        await acting.arrive(desk.session, call, person, desk.now)
        await hazards_too.somebody_goes(desk, call, person)
        return t.plain("{code}: noted that you are there. Please say soon what was found.", code=code)
    if what in FINDINGS:
        return await _confirm(desk, call, person, Finding(what))
    if what in OUTCOMES:
        await ending.ask(desk, call, person, Outcome(what))
        return t.plain("{code}: please confirm in the new message.", code=code)
    raise NotFound("button")


async def _confirm(desk: Desk, call: Call, person: Person, finding: Finding) -> str:
    await outcomes.confirm(desk.session, call, person, finding, desk.now)
    await hazards_too.somebody_goes(desk, call, person)
    t, code, what = desk.t, f"S{call.number}", desk.t.plain(FINDINGS[finding])
    if finding in LOUD:
        return t.plain(
            "{code}: {finding}. All levels and the neighbours are told; it goes on.", code=code, finding=what
        )
    return t.plain("{code}: {finding}. It goes on until somebody says how it ended.", code=code, finding=what)


async def chose_grid(_query: CallbackQuery, desk: Desk) -> None:
    """The caller says in which of the grids it is."""
    try:
        call = await numbered(desk, desk.press[1])
    except NotFound:
        return
    grid_id = desk.press[-1]
    grid = await desk.session.get(Grid, int(grid_id)) if grid_id.isdecimal() and len(grid_id) <= 19 else None
    callers = desk.person is not None and desk.person.id == call.caller_id
    if grid is None or grid.retired_at is not None or not callers or call.state not in LIVE:
        desk.answer(desk.t.plain(NO_LONGER), alert=True)
        return
    await calls.move(desk.session, call, grid, desk.person, desk.now)
    desk.answer(desk.t.plain("Noted: {grid}. Its staff are told.", grid=grid.name))


class RepliesToCall(Filter):
    """In reply to a call's message, or from its caller in private while it runs."""

    async def __call__(self, message: Message, desk: Desk) -> bool | dict[str, Any]:
        if desk.command is not None or not (message.text or found_in(message)):
            return False
        call = await call_replied_to(desk)
        if call is None and desk.private and desk.reply_letter is None and desk.person is not None:
            call = await calls.lately_of(desk.session, desk.person, message.chat.id, desk.now)
        return {"call": call} if call is not None else False


async def replied(message: Message, desk: Desk, call: Call) -> None:
    """Adds to the record; in answer to the question it says what was found, or asks whether that was the end."""
    words, photo = (message.text or message.caption or "").strip(), photo_in(message)
    asked = desk.reply_letter is not None and desk.reply_letter.kind == ASKED
    if asked and words and call.state in LIVE and desk.person is not None:
        await _told(desk, call, desk.person, words, photo)
    elif words or photo:
        await acting.add(desk.session, call, desk.person, words, photo, desk.now)
        _added(desk, call)
    else:
        desk.say("emergencies.word", text=desk.t.plain("This cannot be passed on. Please send words or a photo."))


def _added(desk: Desk, call: Call) -> None:
    if desk.private:
        added = desk.t.plain("{code}: added; everybody who was told can see it.", code=f"S{call.number}")
        desk.say("emergencies.word", text=added)


async def _told(desk: Desk, call: Call, person: Person, words: str, photo: str | None) -> None:
    """Words that say it is over never end it by themselves."""
    outcome, finding = outcome_of(words, call.finding), finding_of(words)
    try:
        await acting.check(call, desk.session, allowed=await acting.may_end(desk.session, call, person))
        await acting.add(desk.session, call, person, words, photo, desk.now, asked=True)
        if outcome is not None:
            await ending.ask(desk, call, person, outcome)
        elif finding in graver(call.finding) and finding is not Finding.OTHER:
            desk.say("emergencies.word", text=await _confirm(desk, call, person, finding))
        else:
            _added(desk, call)
    except (Refused, Conflict) as error:
        desk.say("emergencies.word", text=in_words(desk, error, NOT_YOURS_TO_END))


def router() -> Router:
    router = Router(name="emergencies.work")
    router.callback_query.register(pressed, Presses(WORD))
    router.callback_query.register(chose_grid, Presses(GRID_WORD))
    router.message.register(replied, RepliesToCall())
    return router
