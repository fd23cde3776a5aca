"""Buttons on a call's messages: who goes, what it is (which confirms it, and no more), where; and replies to them."""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.emergencies import another_hazard, linked_hazards
from handlers.emergencies.alarm.added_view import FILES
from handlers.emergencies.labels import FINDINGS
from handlers.emergencies.outcome import ending
from handlers.emergencies.presses import ChooseGrid, ConfirmFinding, Help, SeeAdded, SeeMoreAdded
from handlers.emergencies.refusals import NO_LONGER, PressedCall, in_words
from handlers.emergencies.sos import call_replied_to
from handlers.evidence.extract import found_in, words_in
from handlers.filters import Edits
from handlers.hazards.filters import AmongStaff
from handlers.refusals import ANONYMOUS
from handlers.request import Request
from models.emergencies import actions as emergency_actions
from models.emergencies import additions, calls, outcomes
from models.emergencies.alerting.notify import ASKED
from models.emergencies.keywords import finding_of, outcome_of
from models.emergencies.tables import CALL, Call
from models.emergencies.workflow import LIVE, LOUD, CallAct, CallWho, Finding, graver
from models.errors import Conflict, Refused
from models.evidence.attach import Found
from models.grids.tables import Grid
from models.heard import Heard, note, take_in
from models.members.tables import Person


async def helps(_query: CallbackQuery, request: Request, press: Help, person: Person, call: Call) -> None:
    going, t, code = press.act is CallAct.GOING, request.t, f"S{call.number}"
    do = emergency_actions.go if going else emergency_actions.arrive
    try:
        news = await do(request.session, call, person, request.now)
        await linked_hazards.somebody_goes(request, call, person)
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
        return
    if not news:
        told = await _where_it_stands(request, call)
    elif going:
        told = t.plain("{code}: everybody sees that you are on the way. Take care of yourself first.", code=code)
    else:
        told = t.plain("{code}: noted that you are there. Please say soon what was found.", code=code)
    request.show_toast(told)


async def _where_it_stands(request: Request, call: Call) -> str:
    """To who has pressed before."""
    on_the_way, there = await emergency_actions.helpers_count(request.session, call)
    return request.t.plain(
        "S{number}: you have been noted already. On the way: {on_the_way}, there: {there}.",
        number=call.number,
        on_the_way=on_the_way,
        there=there,
    )


async def confirm(_query: CallbackQuery, request: Request, press: ConfirmFinding, person: Person, call: Call) -> None:
    try:
        request.show_toast(await _confirm(request, call, person, press.finding))
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)


async def _confirm(request: Request, call: Call, person: Person, finding: Finding) -> str:
    await outcomes.confirm(request.session, call, person, finding, request.now)
    await linked_hazards.somebody_goes(request, call, person)
    t, code, what = request.t, f"S{call.number}", request.t.plain(FINDINGS[finding])
    if finding in LOUD:
        return t.plain(
            "{code}: {finding}. All levels and the neighbours are told; it goes on.", code=code, finding=what
        )
    return t.plain("{code}: {finding}. It goes on until somebody says how it ended.", code=code, finding=what)


async def choose_grid(_query: CallbackQuery, request: Request, press: ChooseGrid, person: Person, call: Call) -> None:
    """The caller says in which of the grids it is."""
    grid = await request.session.get(Grid, press.grid)
    if grid is None or grid.retired_at is not None or person.id != call.caller_id or call.state not in LIVE:
        request.show_toast(request.t.plain(NO_LONGER), alert=True)
        return
    await calls.move(request.session, call, grid, person, request.now)
    request.show_toast(request.t.plain("Noted: {grid}. Its staff are told.", grid=grid.name))


async def see_added(
    _query: CallbackQuery, request: Request, press: SeeAdded | SeeMoreAdded, person: Person, call: Call
) -> None:
    """In the chat of the alarm, for those whom the alarm is for; the newest come first."""
    try:
        await emergency_actions.allow(request.session, call, CallWho.GOING, person)
    except Refused as error:
        request.show_toast(in_words(request, error), alert=True)
        return
    newest_first = (await additions.added_files(request.session, call))[::-1]
    if not FILES.show(request, call.id, newest_first, press.past if isinstance(press, SeeMoreAdded) else 0):
        request.show_toast(request.t.plain("There is no more to see."), alert=True)


class RepliesToCall(Filter):
    """In reply to a call's message, or from its caller in private while it runs."""

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        if request.command is not None or not (words_in(message) or found_in(message)):
            return False
        call = await call_replied_to(request)
        if call is None and request.private and request.replied_to is None and request.person is not None:
            call = await calls.lately_of(request.session, request.person, message.chat.id, request.now)
        return {"call": call} if call is not None else False


async def replied(message: Message, request: Request, call: Call) -> None:
    """Adds to the record; in answer to the question it says what was found, or asks whether that was the end."""
    words, found = words_in(message), next(iter(found_in(message)), None)
    note(request.session, message.chat.id, message.message_id, call.subject, words, request.now)
    asked = request.replied_to is not None and request.replied_to.kind == ASKED
    answers = asked and bool(words) and call.state in LIVE
    if answers and request.person is not None:
        await _told(request, call, request.person, words, found)
    else:
        await emergency_actions.add(request.session, call, request.person, words, found, request.now)
        if answers:
            request.reply("emergencies.word", text=request.t.plain(ANONYMOUS))
        elif not await another_hazard.ask(request, call, words, message):
            _added(request, call)


def _added(request: Request, call: Call) -> None:
    if request.private:
        added = request.t.plain("{code}: added; everybody who was told can see it.", code=f"S{call.number}")
        request.reply("emergencies.word", text=added)


async def _told(request: Request, call: Call, person: Person, words: str, found: Found | None) -> None:
    """Words that say it is over never end it by themselves."""
    outcome, finding = outcome_of(words, call.finding), finding_of(words)
    try:
        await emergency_actions.check(request.session, call, CallWho.ENDING, person)
        await emergency_actions.add(request.session, call, person, words, found, request.now, asked=True)
        if outcome is not None:
            await ending.ask(request, call, person, outcome)
        elif finding in graver(call.finding) and finding is not Finding.OTHER:
            request.reply("emergencies.word", text=await _confirm(request, call, person, finding))
        else:
            _added(request, call)
    except (Refused, Conflict) as error:
        request.reply("emergencies.word", text=in_words(request, error))


async def edited(_message: Message, request: Request, rows: Sequence[Heard], words: str) -> None:
    """Words that are new are added; a call that had none is known by them."""
    for row in rows:
        new = take_in(row, words)
        if new:
            call = await request.session.get_one(Call, row.subject_id)
            call.text = call.text or new[: calls.TEXT_LIMIT]
            await emergency_actions.add(request.session, call, request.person, new, None, request.now)
    raise SkipHandler


def router() -> Router:
    router = Router(name="emergencies.work")
    router.callback_query.register(helps, PressedCall(Help))
    router.callback_query.register(confirm, PressedCall(ConfirmFinding))
    router.callback_query.register(see_added, AmongStaff(), PressedCall(SeeAdded))
    router.callback_query.register(see_added, AmongStaff(), PressedCall(SeeMoreAdded))
    router.callback_query.register(choose_grid, PressedCall(ChooseGrid))
    router.message.register(replied, RepliesToCall())
    router.edited_message.register(edited, Edits(CALL))
    return router
