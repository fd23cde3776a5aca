"""What whoever set a task presses: reminding, ending, printing, and looking at each share."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere, Pressed
from handlers.obligations.command import toast
from handlers.obligations.items_view import PHOTOS
from handlers.obligations.meetings.acting import show_minutes
from handlers.obligations.meetings.forms import DECIDE, MOVE, RENAME
from handlers.obligations.meetings.forms import FORM as MEETING
from handlers.obligations.paper import PAPERS
from handlers.obligations.presses import (
    ITEMS,
    ItemAct,
    ItemDo,
    ItemOpen,
    ItemsPage,
    PrintPart,
    RequirementOpen,
    SetterAct,
    SetterDo,
)
from handlers.obligations.share_form import EXCUSE, FORM, RETURN, need_setter
from handlers.questions.flow import ask
from handlers.request import Request
from models.due import WallClock
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.obligations.acting import end, must_set, withdraw
from models.obligations.feature import ITEM
from models.obligations.meetings.planning import confirm
from models.obligations.setting import PROGRESS
from models.obligations.tables import Obligation, Requirement
from models.obligations.telling import remind
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage

Do = Callable[[], Awaitable[None]]
QUESTIONS = {SetterAct.MOVE: MOVE, SetterAct.RENAME: RENAME, SetterAct.DECIDE: DECIDE}
ASKS_FIRST = (SetterAct.END, SetterAct.WITHDRAW)


async def _requirement(request: Request, requirement_id: int) -> Requirement:
    requirement = await request.session.get(Requirement, requirement_id)
    if requirement is None:
        raise NoLongerThere
    return requirement


async def _obligation(request: Request, obligation_id: int) -> Obligation:
    obligation = await request.session.get(Obligation, obligation_id)
    if obligation is None:
        raise NoLongerThere
    return obligation


async def _do(request: Request, act: Do) -> None:
    try:
        await act()
    except (Refused, Conflict) as error:
        toast(request, error)


async def press_card(
    _query: CallbackQuery, request: Request, press: SetterDo, person: Person, message: OutboxMessage | None
) -> None:
    requirement = await _requirement(request, press.requirement)

    async def act() -> None:
        await must_set(request.session, requirement, person)
        match press.act:
            case SetterAct.REMIND:
                await _remind(request, requirement)
            case SetterAct.END_SURE:
                await end(request.session, requirement, person, request.now)
                request.show_toast(request.t.plain("Ended."))
            case SetterAct.WITHDRAW_SURE:
                await withdraw(request.session, requirement, person, request.now)
                request.show_toast(request.t.plain("Withdrawn."))
            case SetterAct.SKIP:
                await withdraw(request.session, requirement, person, request.now, goes_on=True)
                request.show_toast(request.t.plain("Withdrawn; the next of the series is planned."))
            case SetterAct.CONFIRM:
                await confirm(request.session, requirement, person, WallClock(request.now, request.zone))
                request.show_toast(request.t.plain("Asked: everybody hears in private."))
            case SetterAct.MOVE | SetterAct.RENAME | SetterAct.DECIDE:
                ask(request, MEETING, requirement.id, QUESTIONS[press.act], person)
            case SetterAct.MINUTES:
                await show_minutes(request, requirement, requirement)
        if message is not None:
            message.args = {**message.args, "sure": press.act if press.act in ASKS_FIRST else None}
            await refresh_one(request.session, message, request.now)

    await _do(request, act)


async def _remind(request: Request, requirement: Requirement) -> None:
    n, at = await remind(request.session, requirement, WallClock(request.now, request.zone))
    if at > request.now:
        time = f"{at.astimezone(request.zone):%H:%M}"
        request.show_toast(request.t.plain("{n} are reminded at {time}, as it is night.", n=n, time=time))
    else:
        request.show_toast(request.t.plain("{n} are reminded.", n=n))


async def see(_query: CallbackQuery, request: Request, press: RequirementOpen, person: Person) -> None:
    requirement = await _requirement(request, press.requirement)

    async def act() -> None:
        await must_set(request.session, requirement, person)
        request.reply(PROGRESS, subject_id=requirement.id)

    await _do(request, act)


async def see_items(
    _query: CallbackQuery, request: Request, press: ItemsPage, person: Person, message: OutboxMessage | None
) -> None:
    requirement = await _requirement(request, press.requirement)

    async def act() -> None:
        await must_set(request.session, requirement, person)
        if message is not None and message.kind == ITEMS:
            message.args = {**message.args, "page": press.page}
            await refresh_one(request.session, message, request.now)
        else:
            request.reply(ITEMS, subject_id=requirement.id, page=press.page)

    await _do(request, act)


async def print_part(_query: CallbackQuery, request: Request, press: PrintPart, person: Person) -> None:
    requirement = await _requirement(request, press.requirement)

    async def act() -> None:
        await must_set(request.session, requirement, person)
        request.reply(PAPERS, subject_id=requirement.id, part=press.page)
        request.show_toast(request.t.plain("It is being drawn and comes in a moment."))

    await _do(request, act)


async def see_item(_query: CallbackQuery, request: Request, press: ItemOpen, person: Person) -> None:
    obligation = await _obligation(request, press.obligation)

    async def act() -> None:
        await need_setter(request, obligation, person)
        request.reply(ITEM, subject_id=obligation.id)

    await _do(request, act)


async def press_item(_query: CallbackQuery, request: Request, press: ItemDo, person: Person) -> None:
    obligation = await _obligation(request, press.obligation)

    async def act() -> None:
        await need_setter(request, obligation, person)
        if press.act is ItemAct.PHOTOS:
            request.reply(PHOTOS, subject_id=obligation.id)
        else:
            ask(request, FORM, obligation.id, {ItemAct.RETURN: RETURN, ItemAct.EXCUSE: EXCUSE}[press.act], person)

    await _do(request, act)


def router() -> Router:
    router = Router(name="obligations.setter")
    router.callback_query.register(press_card, Pressed(SetterDo))
    router.callback_query.register(see, Pressed(RequirementOpen))
    router.callback_query.register(see_items, Pressed(ItemsPage))
    router.callback_query.register(print_part, Pressed(PrintPart))
    router.callback_query.register(see_item, Pressed(ItemOpen))
    router.callback_query.register(press_item, Pressed(ItemDo))
    return router
