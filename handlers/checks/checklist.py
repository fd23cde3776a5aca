"""Filling in a checklist: its buttons, what is sent in reply to it, and problems that become reports."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.checks.labels import check_item_word, refused
from handlers.checks.locked_form import FORM, LOCKED
from handlers.checks.presses import ChecklistAct, ChecklistDo, ItemReport, ItemTurn
from handlers.evidence.extract import found_in, passed_on, words_in
from handlers.filters import NoLongerThere, Pressed
from handlers.questions.flow import ask
from handlers.request import Request
from models.checks.checklists.doubts import flag_forwarded
from models.checks.checklists.filling import SHOWN, add_words, need_open, submit, turn
from models.checks.checklists.tables import Checklist
from models.errors import Conflict, Refused
from models.evidence.attach import attach
from models.evidence.tables import Moment
from models.hazards.reporting import private_draft
from models.hazards.reporting.at_place import begin_at
from models.members.tables import Person
from models.places.kinds import place_kinds_of
from models.places.tables import Place


async def _own(request: Request, number: int, person: Person) -> Checklist:
    """The person's; raises NoLongerThere."""
    checklist = await request.session.get(Checklist, number)
    if checklist is None or checklist.person_id != person.id or not request.private:
        raise NoLongerThere
    return checklist


async def do(_query: CallbackQuery, request: Request, press: ChecklistDo, person: Person) -> None:
    checklist = await _own(request, press.checklist, person)
    try:
        if press.act is ChecklistAct.LOCKED:
            await need_open(request.session, checklist, request.now)
            ask(request, FORM, checklist.id, LOCKED, person)
            return
        await submit(request.session, checklist, person, request.now, rest=press.act is ChecklistAct.REST)
    except (Refused, Conflict) as bad:
        _toast(request, bad)
    else:
        request.show_toast(request.t.plain("Submitted. Thank you."))


async def item(_query: CallbackQuery, request: Request, press: ItemTurn, person: Person) -> None:
    checklist = await _own(request, press.checklist, person)
    if press.item >= len(checklist.items):
        raise NoLongerThere
    try:
        await turn(request.session, checklist, press.item, request.now)
    except Conflict as bad:
        _toast(request, bad)


def _toast(request: Request, bad: Refused | Conflict) -> None:
    request.show_toast(refused(request.t, bad.code, bad.data), alert=True)


async def report(_query: CallbackQuery, request: Request, press: ItemReport, person: Person) -> None:
    """A report in private, of this place and stop; a photo and the button that sends it are all that is wanting."""
    checklist = await _own(request, press.checklist, person)
    if press.item not in checklist.problems:
        raise NoLongerThere
    session, now = request.session, request.now
    place = await session.get_one(Place, checklist.place_id)
    try:
        intake = await begin_at(session, person, place, now, checklist.stop_id)
    except Conflict as bad:
        _toast(request, bad)
        return
    await private_draft.add(session, intake, _words(request, place, checklist.items[press.item]), (), now)
    await session.flush()
    await private_draft.ask(session, intake, now)


def _words(request: Request, place: Place, item: dict[str, Any]) -> str:
    t, kinds = request.t, place_kinds_of(request.session)
    name = check_item_word(t, kinds, item)
    what = item.get("report") or t.plain("fire equipment missing or no longer good: {item}", item=name)
    return t.plain("{place}: {what}", place=place.name, what=what)


class RepliesToChecklist(Filter):
    """Words or evidence, by whoever fills it in; gives the `checklist`."""

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        about = request.replied_to
        if about is None or about.kind != SHOWN or request.command is not None or request.person is None:
            return False
        checklist = await request.session.get(Checklist, about.subject_id)
        own = checklist is not None and checklist.person_id == request.person.id
        return {"checklist": checklist} if own and (words_in(message) or found_in(message)) else False


async def keep(message: Message, request: Request, checklist: Checklist) -> None:
    """It is shown how the checklist stands, whether it is still open or not."""
    for found in found_in(message):
        await attach(
            request.session, checklist.subject, found, checklist.person_id, message.chat.id, Moment.BEFORE, request.now
        )
    if passed_on(message):
        await flag_forwarded(request.session, checklist, request.now)
    await add_words(request.session, checklist, words_in(message))
    request.reply(SHOWN, subject_id=checklist.id)


def router() -> Router:
    router = Router(name="checks.checklist")
    router.message.register(keep, RepliesToChecklist())
    router.callback_query.register(do, Pressed(ChecklistDo))
    router.callback_query.register(item, Pressed(ItemTurn))
    router.callback_query.register(report, Pressed(ItemReport))
    return router
