"""Buttons on a call's messages, `sos:ACT:NUMBER` and `sosgrid:NUMBER:GRID`, and replies to them."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.desk import Desk
from handlers.emergencies import hazards_too
from handlers.emergencies.sos import call_replied_to, photo_in
from handlers.emergencies.words import FINDINGS, GRID_WORD, NOT_YOURS_TO_END, REFUSED, STATES, WORD
from handlers.filters import Presses
from handlers.hazards.evidence_of import found_in
from models.emergencies import acting, calls
from models.emergencies.flow import LIVE, CallAct, Finding
from models.emergencies.tables import Call
from models.emergencies.telling import ASKED
from models.emergencies.words import finding_of
from models.errors import Conflict, NotFound, Refused
from models.grids.tables import Grid
from models.members.tables import Person


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    t, what = desk.t, desk.press[1] if len(desk.press) == 3 else ""
    if desk.person is None:
        desk.answer(t.plain("Please press with your own account."), alert=True)
        return
    try:
        call = await _numbered(desk, desk.press[-1])
        desk.answer(await _do(desk, call, desk.person, what))
    except NotFound:
        desk.answer(t.plain("This button no longer works. In danger send /sos again, and call 119."), alert=True)
    except (Refused, Conflict) as error:
        refused = NOT_YOURS_TO_END if what in FINDINGS else REFUSED
        desk.answer(in_words(desk, error, refused), alert=True)


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
    if what not in FINDINGS:
        raise NotFound("button")
    finding = Finding(what)
    await acting.end(desk.session, call, person, finding, desk.now)
    await hazards_too.ended(desk, call, person)
    return t.plain(
        "{code} is over: {finding}. Reply to the message to add words.", code=code, finding=_found(desk, finding)
    )


def _found(desk: Desk, finding: Finding) -> str:
    return desk.t.plain(FINDINGS[finding])


async def _numbered(desk: Desk, number: str) -> Call:
    if not number.isdecimal() or len(number) > 9:
        raise NotFound("button")
    return await acting.find(desk.session, int(number))


def in_words(desk: Desk, error: Refused | Conflict, refused: str) -> str:
    t = desk.t
    if isinstance(error, Refused):
        return t.plain(refused)
    state = t.plain(STATES[error.data["state"]])
    if error.data["by"]:
        return t.plain("{name} was first. Now: {state}.", name=error.data["by"], state=state)
    return t.plain("Now: {state}.", state=state)


async def chose_grid(_query: CallbackQuery, desk: Desk) -> None:
    """The caller says in which of the grids it is."""
    try:
        call = await _numbered(desk, desk.press[1])
    except NotFound:
        return
    grid_id = desk.press[-1]
    grid = await desk.session.get(Grid, int(grid_id)) if grid_id.isdecimal() and len(grid_id) <= 19 else None
    callers = desk.person is not None and desk.person.id == call.caller_id
    if grid is None or grid.retired_at is not None or not callers or call.state not in LIVE:
        desk.answer(desk.t.plain("This button no longer works. In danger send /sos again, and call 119."), alert=True)
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
    """Adds to the record; in answer to “what was found?” it is the outcome."""
    words, photo = (message.text or message.caption or "").strip(), photo_in(message)
    asked = desk.reply_letter is not None and desk.reply_letter.kind == ASKED
    if asked and words and call.state in LIVE and desk.person is not None:
        await _told(desk, call, desk.person, words)
    elif words or photo:
        await acting.add(desk.session, call, desk.person, words, photo, desk.now)
        if desk.private:
            added = desk.t.plain("{code}: added; everybody who was told can see it.", code=f"S{call.number}")
            desk.say("emergencies.word", text=added)
    else:
        desk.say("emergencies.word", text=desk.t.plain("This cannot be passed on. Please send words or a photo."))


async def _told(desk: Desk, call: Call, person: Person, words: str) -> None:
    try:
        await acting.end(desk.session, call, person, finding_of(words), desk.now, words)
    except (Refused, Conflict) as error:
        desk.say("emergencies.word", text=in_words(desk, error, NOT_YOURS_TO_END))
        return
    await hazards_too.ended(desk, call, person)


def router() -> Router:
    router = Router(name="emergencies.work")
    router.callback_query.register(pressed, Presses(WORD))
    router.callback_query.register(chose_grid, Presses(GRID_WORD))
    router.message.register(replied, RepliesToCall())
    return router
