"""Buttons on a call's messages: who goes, what it is (which confirms it, and no more), where; and replies to them."""

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.emergencies import ending, linked_hazards
from handlers.emergencies.labels import FINDINGS, NOT_YOURS_TO_END, REFUSED
from handlers.emergencies.presses import ChooseGrid, ConfirmFinding, Help
from handlers.emergencies.refusals import NO_LONGER, PressedCall, in_words
from handlers.emergencies.sos import call_replied_to
from handlers.evidence.extract import found_in
from handlers.request import Desk
from models.emergencies import actions as emergency_actions
from models.emergencies import calls, outcomes
from models.emergencies.keywords import finding_of, outcome_of
from models.emergencies.notify import ASKED
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE, LOUD, CallAct, Finding, graver
from models.errors import Conflict, Refused
from models.evidence.attach import Found
from models.grids.tables import Grid
from models.members.tables import Person


async def helps(_query: CallbackQuery, desk: Desk, press: Help, person: Person, call: Call) -> None:
    going, t, code = press.act is CallAct.GOING, desk.t, f"S{call.number}"
    do = emergency_actions.go if going else emergency_actions.arrive
    try:
        await do(desk.session, call, person, desk.now)
        await linked_hazards.somebody_goes(desk, call, person)
    except (Refused, Conflict) as error:
        desk.answer(in_words(desk, error, REFUSED), alert=True)
        return
    if going:
        told = t.plain("{code}: everybody sees that you are on the way. Take care of yourself first.", code=code)
    else:
        told = t.plain("{code}: noted that you are there. Please say soon what was found.", code=code)
    desk.answer(told)


async def confirm(_query: CallbackQuery, desk: Desk, press: ConfirmFinding, person: Person, call: Call) -> None:
    try:
        desk.answer(await _confirm(desk, call, person, press.finding))
    except (Refused, Conflict) as error:
        desk.answer(in_words(desk, error, NOT_YOURS_TO_END), alert=True)


async def _confirm(desk: Desk, call: Call, person: Person, finding: Finding) -> str:
    await outcomes.confirm(desk.session, call, person, finding, desk.now)
    await linked_hazards.somebody_goes(desk, call, person)
    t, code, what = desk.t, f"S{call.number}", desk.t.plain(FINDINGS[finding])
    if finding in LOUD:
        return t.plain(
            "{code}: {finding}. All levels and the neighbours are told; it goes on.", code=code, finding=what
        )
    return t.plain("{code}: {finding}. It goes on until somebody says how it ended.", code=code, finding=what)


async def choose_grid(_query: CallbackQuery, desk: Desk, press: ChooseGrid, person: Person, call: Call) -> None:
    """The caller says in which of the grids it is."""
    grid = await desk.session.get(Grid, press.grid)
    if grid is None or grid.retired_at is not None or person.id != call.caller_id or call.state not in LIVE:
        desk.answer(desk.t.plain(NO_LONGER), alert=True)
        return
    await calls.move(desk.session, call, grid, person, desk.now)
    desk.answer(desk.t.plain("Noted: {grid}. Its staff are told.", grid=grid.name))


class RepliesToCall(Filter):
    """In reply to a call's message, or from its caller in private while it runs."""

    async def __call__(self, message: Message, desk: Desk) -> bool | dict[str, Any]:
        if desk.command is not None or not (message.text or found_in(message)):
            return False
        call = await call_replied_to(desk)
        if call is None and desk.private and desk.replied_to is None and desk.person is not None:
            call = await calls.lately_of(desk.session, desk.person, message.chat.id, desk.now)
        return {"call": call} if call is not None else False


async def replied(message: Message, desk: Desk, call: Call) -> None:
    """Adds to the record; in answer to the question it says what was found, or asks whether that was the end."""
    words, photo = (message.text or message.caption or "").strip(), _photo(message)
    asked = desk.replied_to is not None and desk.replied_to.kind == ASKED
    if asked and words and call.state in LIVE and desk.person is not None:
        await _told(desk, call, desk.person, words, photo)
    elif words or photo:
        await emergency_actions.add(desk.session, call, desk.person, words, photo, desk.now)
        _added(desk, call)
    else:
        desk.say("emergencies.word", text=desk.t.plain("This cannot be passed on. Please send words or a photo."))


def _photo(message: Message) -> Found | None:
    found = (each for each in found_in(message) if each.kind == "photo")
    return next((replace(each, chat_id=message.chat.id) for each in found), None)


def _added(desk: Desk, call: Call) -> None:
    if desk.private:
        added = desk.t.plain("{code}: added; everybody who was told can see it.", code=f"S{call.number}")
        desk.say("emergencies.word", text=added)


async def _told(desk: Desk, call: Call, person: Person, words: str, photo: Found | None) -> None:
    """Words that say it is over never end it by themselves."""
    outcome, finding = outcome_of(words, call.finding), finding_of(words)
    try:
        await emergency_actions.check(
            call, desk.session, allowed=await emergency_actions.may_end(desk.session, call, person)
        )
        await emergency_actions.add(desk.session, call, person, words, photo, desk.now, asked=True)
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
    router.callback_query.register(helps, PressedCall(Help))
    router.callback_query.register(confirm, PressedCall(ConfirmFinding))
    router.callback_query.register(choose_grid, PressedCall(ChooseGrid))
    router.message.register(replied, RepliesToCall())
    return router
