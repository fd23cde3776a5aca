"""The buttons of a household's page, and words in reply to it: in private, by who may visit it."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.evidence.extract import found_in, words_in
from handlers.filters import InPrivate, NoLongerThere, Pressed
from handlers.questions.flow import ask
from handlers.request import Request
from handlers.visits.edit_form import FORM
from handlers.visits.labels import refused
from handlers.visits.presses import HouseholdDo, HouseholdEdit, HouseholdOpen, PageButton
from handlers.visits.view import ONLY_WORDS, TOLD
from locales.translator import N_
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.visits.feature import PAGE
from models.visits.households import erase, need
from models.visits.recording import add_words, record_visit, undo_visit
from models.visits.tables import WORDS_LIMIT, Household, Outcome

RECORDS = {PageButton.MET: Outcome.MET, PageButton.ABSENT: Outcome.ABSENT}
TAKEN_BACK = N_("Taken back by {name}: this was entered by mistake.")


async def _household(request: Request, household_id: int) -> Household:
    household = await request.session.get(Household, household_id)
    if household is None:
        raise NoLongerThere
    return household


async def open_page(_query: CallbackQuery, request: Request, press: HouseholdOpen, person: Person) -> None:
    household = await _household(request, press.household)
    try:
        await need(request.session, household, person)
    except (Refused, Conflict) as bad:
        _toast(request, bad)
        return
    request.reply(PAGE, subject_id=household.id)


async def do(
    _query: CallbackQuery, request: Request, press: HouseholdDo, person: Person, message: OutboxMessage | None
) -> None:
    household = await _household(request, press.household)
    try:
        await need(request.session, household, person)
        await _do(request, press.button, household, person, message)
    except (Refused, Conflict) as bad:
        _toast(request, bad)
        if message is not None:
            await refresh_one(request.session, message, request.now)


async def _do(
    request: Request, button: PageButton, household: Household, person: Person, message: OutboxMessage | None
) -> None:
    about = request.session, household
    match button:
        case PageButton.MET | PageButton.ABSENT:
            await record_visit(*about, RECORDS[button], "", person, request.now, request.zone)
            request.show_toast(request.t.plain("Recorded. Thank you."))
        case PageButton.NEEDS_HELP | PageButton.WORDS:
            ask(request, FORM, household.id, button, person)
        case PageButton.UNDO:
            taken_back = request.t.plain(TAKEN_BACK, name=person.name)
            await undo_visit(*about, person, request.now, request.zone, taken_back)
            request.show_toast(request.t.plain("Taken back."))
        case PageButton.ERASE_SURE:
            await erase(*about, person, request.now)
            request.show_toast(request.t.plain("Erased."))
        case PageButton.EDIT | PageButton.BACK | PageButton.ERASE:
            if button is PageButton.ERASE:
                await need(*about, person, leader=True)
            await _turn_to(request, household, message, button)


async def _turn_to(request: Request, household: Household, message: OutboxMessage | None, button: PageButton) -> None:
    shown: dict[str, Any] = {"edit": button is PageButton.EDIT, "erase": button is PageButton.ERASE}
    if message is None:
        request.reply(PAGE, subject_id=household.id, **shown)
        return
    message.args = shown
    await refresh_one(request.session, message, request.now)


async def edit(_query: CallbackQuery, request: Request, press: HouseholdEdit, person: Person) -> None:
    household = await _household(request, press.household)
    try:
        await need(request.session, household, person)
    except (Refused, Conflict) as bad:
        _toast(request, bad)
        return
    ask(request, FORM, household.id, press.what, person)


def _toast(request: Request, bad: Refused | Conflict) -> None:
    request.show_toast(refused(request.t, bad.code, bad.data), alert=True)


class AnswersPage(Filter):
    """In reply to a household's page, whatever it is, lest it become a report; gives the `household`."""

    async def __call__(self, _message: Message, request: Request) -> bool | dict[str, Any]:
        page = request.replied_to
        if page is None or page.kind != PAGE or request.command is not None or not request.private:
            return False
        household = await request.session.get(Household, page.subject_id)
        return {"household": household} if household is not None else False


async def said(message: Message, request: Request, household: Household) -> None:
    words = " ".join(words_in(message).split())[:WORDS_LIMIT]
    if request.person is None or found_in(message) or not words:
        request.reply(ONLY_WORDS)
        return
    try:
        await add_words(request.session, household, request.person, words, request.now)
    except (Refused, Conflict) as bad:
        request.reply(TOLD, code=bad.code)


def router() -> Router:
    router = Router(name="visits.page")
    for button, handler in ((HouseholdOpen, open_page), (HouseholdDo, do), (HouseholdEdit, edit)):
        router.callback_query.register(handler, InPrivate(), Pressed(button))
    router.message.register(said, AnswersPage())
    return router
