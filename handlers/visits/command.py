"""/visit [WORDS] in private lists and searches; in a group it sends to the private chat, as a list sent there does."""

from pathlib import PurePath

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.members.start import set_menu
from handlers.questions.flow import ask
from handlers.request import Request
from handlers.visits.new_form import ADD, FORM
from handlers.visits.presses import HouseholdAdd, HouseholdsPage
from handlers.visits.view import HOW, IN_PRIVATE, SHEET, SHEET_IN_GROUP, VISIT_LINK
from locales.translator import visible
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.visits.access import grids_to_add, scope_of
from models.visits.households import LIST

LONGEST = 60
ADDS = frozenset({"新增", "登记", "添加", "add", "new"})
SHEETS, NAMED = (".csv", ".xls", ".xlsx"), ("住户", "走访", "必访", "入户", "household", "visit")


class ListOfHouseholds(Filter):
    """A sheet that is named so."""

    async def __call__(self, message: Message, request: Request) -> bool:
        name = (message.document.file_name or "").lower() if message.document else ""
        return PurePath(name).suffix in SHEETS and any(word in name for word in NAMED)


class StartsVisits(Filter):
    """The link of what is said in groups."""

    async def __call__(self, _message: Message, request: Request) -> bool:
        command = request.command
        return request.private and command is not None and command.name == "start" and command.text == VISIT_LINK


async def asked(_message: Message, request: Request) -> None:
    if request.private:
        await _show(request, visible(request.command.text).strip() if request.command else "")
    else:
        request.reply(IN_PRIVATE)


async def from_group(_message: Message, request: Request) -> None:
    set_menu(request)
    await _show(request, "")


async def _show(request: Request, words: str) -> None:
    person = request.person
    if person is None or not await scope_of(request.session, person.id):
        request.reply(HOW)
    elif words.partition(" ")[0].lower() in ADDS:
        await _add(request, person)
    else:
        request.reply(LIST, subject_id=person.id, words=words[:LONGEST], page=0)


async def list_sent(_message: Message, request: Request) -> None:
    request.reply(SHEET if request.private else SHEET_IN_GROUP)


async def add(_query: CallbackQuery, request: Request, press: HouseholdAdd, person: Person) -> None:
    if press.person != person.id or not await scope_of(request.session, person.id):
        raise NoLongerThere
    await _add(request, person)


async def _add(request: Request, person: Person) -> None:
    grids = await grids_to_add(request.session, person)
    ask(request, FORM, person.id, ADD, person, {"grid": grids[0].id} if len(grids) == 1 else {})


async def turn(_query: CallbackQuery, request: Request, press: HouseholdsPage, message: OutboxMessage | None) -> None:
    if message is None:
        raise NoLongerThere
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


def router() -> Router:
    router = Router(name="visits.command")
    router.message.register(asked, Says("visit"))
    router.message.register(from_group, StartsVisits())
    router.message.register(list_sent, ListOfHouseholds())
    router.callback_query.register(add, InPrivate(), Pressed(HouseholdAdd))
    router.callback_query.register(turn, InPrivate(), Pressed(HouseholdsPage))
    return router
