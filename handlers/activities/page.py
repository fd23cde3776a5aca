"""The buttons of an activity's page, and what is sent in reply to it: photos, a location, words."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.activities.command import toast
from handlers.activities.edit_form import FORM
from handlers.activities.page_view import PHOTOS
from handlers.activities.presses import ActivityDo, ActivityEdit, ActivityEnters, ActivityOpen, PageButton
from handlers.activities.view import REFUSED, TAKEN
from handlers.evidence.albums import PartOf
from handlers.evidence.extract import found_in, words_in
from handlers.filters import InPrivate, NoLongerThere, Pressed
from handlers.questions.flow import ask
from handlers.request import Request
from models.activities.feature import PAGE
from models.activities.find import ledger_of
from models.activities.recording import correct, need, restore, show, withdraw
from models.activities.tables import ACTIVITY, WORDS_LIMIT, Activity
from models.errors import Conflict, Refused
from models.members.tables import Person


async def _seen(request: Request, activity_id: int, person: Person) -> Activity:
    """By whoever finds it in their ledger."""
    ledger = await ledger_of(request.session, person.id)
    activity = await request.session.get(Activity, activity_id)
    if activity is None or not await ledger.has(request.session, activity):
        raise NoLongerThere
    return activity


async def open_page(_query: CallbackQuery, request: Request, press: ActivityOpen, person: Person) -> None:
    activity = await _seen(request, press.activity, person)
    request.reply(PAGE, subject_id=activity.id)


async def enter(_query: CallbackQuery, request: Request, press: ActivityEnters, person: Person) -> None:
    activity = await _seen(request, press.activity, person)
    try:
        await correct(request.session, activity, person, request.now, enters=press.enters)
    except (Refused, Conflict) as bad:
        toast(request, bad)


async def edit(_query: CallbackQuery, request: Request, press: ActivityEdit, person: Person) -> None:
    activity = await _seen(request, press.activity, person)
    try:
        need(activity, person, request.now)
    except (Refused, Conflict) as bad:
        toast(request, bad)
        return
    ask(request, FORM, activity.id, press.what, person)


async def do(_query: CallbackQuery, request: Request, press: ActivityDo, person: Person) -> None:
    activity, about = await _seen(request, press.activity, person), (person, request.now)
    try:
        if press.button is PageButton.PHOTOS:
            request.reply(PHOTOS, subject_id=activity.id)
        elif press.button is PageButton.WITHDRAW:
            await withdraw(request.session, activity, *about)
            request.show_toast(request.t.plain("Taken back: it no longer counts."))
        else:
            await restore(request.session, activity, *about)
            request.show_toast(request.t.plain("Restored."))
    except (Refused, Conflict) as bad:
        toast(request, bad)


class AnswersPage(Filter):
    """In reply to the page of one's own activity; gives the `activity`."""

    async def __call__(self, _message: Message, request: Request) -> bool | dict[str, Any]:
        page = request.replied_to
        if page is None or page.kind != PAGE or request.command is not None or request.person is None:
            return False
        activity = await request.session.get(Activity, page.subject_id)
        return {"activity": activity, "person": request.person} if activity is not None else False


async def added(message: Message, request: Request, activity: Activity, person: Person) -> None:
    """Photos at any time; a location and further words within the day."""
    found, words = found_in(message), " ".join(words_in(message).split())
    if activity.person_id != person.id:
        request.reply(REFUSED, code="activity.not_yours")
        return
    await show(request.session, activity, found, person.id, message.chat.id, request.now)
    values: dict[str, Any] = next((dict(each.place) for each in found if each.place), {})
    if words:
        values["words"] = f"{activity.words}\n{words}".strip()[:WORDS_LIMIT]
    try:
        if values:
            await correct(request.session, activity, person, request.now, **values)
        request.reply(TAKEN)
    except (Refused, Conflict) as bad:
        request.reply(REFUSED, code=bad.code)


async def more(message: Message, request: Request, row: Activity) -> None:
    """A further part of an album."""
    by = request.person.id if request.person else None
    await show(request.session, row, found_in(message), by, message.chat.id, request.now)


def router() -> Router:
    router = Router(name="activities.page")
    for button, handler in (
        (ActivityOpen, open_page),
        (ActivityEnters, enter),
        (ActivityEdit, edit),
        (ActivityDo, do),
    ):
        router.callback_query.register(handler, InPrivate(), Pressed(button))
    router.message.register(more, PartOf(ACTIVITY, Activity))
    router.message.register(added, InPrivate(), AnswersPage())
    return router
