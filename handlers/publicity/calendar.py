"""/calendar: leaders see and set what groups are told when; a group's administrators and staff stop routine posts."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import NoLongerThere, Pressed, Says
from handlers.publicity.labels import refused
from handlers.publicity.presses import (
    CALENDAR,
    CHOOSE,
    GROUP,
    NEVER,
    NONE,
    CalendarAct,
    CalendarDo,
    CalendarMonth,
    CalendarOpen,
    QuietAct,
    QuietDo,
    SetDayRule,
    SetWeekday,
    TextAct,
    TextDo,
    TextOpen,
    TextsPage,
)
from handlers.publicity.text_form import ADD, EDIT, TEXT_FORM, answers
from handlers.publicity.view import HOW
from handlers.questions.flow import ask
from handlers.request import Request
from locales.translator import N_
from models.errors import NotFound, Refused
from models.grids.tables import Grid, Purpose
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.publicity.own_texts import library
from models.publicity.plans import led_by, need_leader, set_plan
from models.publicity.quiet import set_quiet
from models.publicity.turns import TEXT
from models.publicity.writing import switch, take_back

SWITCHED = {
    CalendarAct.ON: N_("On: groups are told from the next day that is due."),
    CalendarAct.OFF: N_("Off: nothing is said by itself."),
}
QUIETED = {
    QuietAct.QUIET: N_("No routine posts come here from now on. Warnings come as ever."),
    QuietAct.AGAIN: N_("Routine posts come again."),
}
DONE = {
    TextAct.SAY: N_("Said again."),
    TextAct.LEAVE: N_("Not said any more."),
    TextAct.BACK_SURE: N_("Your own words are gone."),
}


async def asked(_message: Message, request: Request) -> None:
    if request.private:
        grids = await led_by(request.session, request.person) if request.person is not None else []
        if len(grids) == 1:
            request.reply(CALENDAR, subject_id=grids[0].id)
        elif grids and request.person is not None:
            request.reply(CHOOSE, subject_id=request.person.id)
        else:
            request.reply(HOW)
    elif request.binding is None or request.grid is None:
        request.reply(HOW)
    else:
        leaders = request.binding.purpose is Purpose.LEADERS
        request.reply(CALENDAR if leaders else GROUP, subject_id=request.grid.id)


async def _grid(request: Request, grid_id: int) -> Grid:
    grid = await request.session.get(Grid, grid_id)
    if grid is None or grid.retired_at is not None:
        raise NoLongerThere
    return grid


def _toast(request: Request, bad: Refused | NotFound) -> None:
    request.show_toast(refused(request.t, bad.code, bad.data), alert=True)


async def open_calendar(_query: CallbackQuery, request: Request, press: CalendarOpen, person: Person) -> None:
    grid = await _grid(request, press.grid)
    try:
        await need_leader(request.session, grid, person)
    except Refused as bad:
        _toast(request, bad)
    else:
        request.reply(CALENDAR, subject_id=grid.id)


async def show(
    _query: CallbackQuery,
    request: Request,
    press: CalendarMonth | TextsPage | TextOpen,
    person: Person,
    message: OutboxMessage | None,
) -> None:
    """Another page of the same message."""
    if message is None:
        raise NoLongerThere
    try:
        await need_leader(request.session, await _grid(request, press.grid), person)
    except Refused as bad:
        _toast(request, bad)
        return
    match press:
        case CalendarMonth():
            await _page(request, message, ahead=press.ahead)
        case TextsPage():
            await _page(request, message, show="texts", page=press.page)
        case TextOpen():
            await _page(request, message, show="text", text=press.name)


async def _page(request: Request, message: OutboxMessage | None, **args: Any) -> None:
    if message is not None:
        message.args = args
        await refresh_one(request.session, message, request.now)


async def do(
    _query: CallbackQuery, request: Request, press: CalendarDo, person: Person, message: OutboxMessage | None
) -> None:
    grid = await _grid(request, press.grid)
    if press.act in SWITCHED:
        await _set(request, grid, person, message, SWITCHED[press.act], enabled=press.act is CalendarAct.ON)
    elif press.act is CalendarAct.ADD:
        await _write(request, grid, person, ADD)
    elif message is None:
        raise NoLongerThere
    else:
        await _page(request, message, show=press.act)


async def _write(request: Request, grid: Grid, person: Person, act: str, name: str = "") -> None:
    """A text of their own, or another in its own words: what it says now can then be changed piece by piece."""
    found = (await library(request.session)).find(grid.path, name) if name else None
    try:
        await need_leader(request.session, grid, person)
    except Refused as bad:
        _toast(request, bad)
        return
    if name and found is None:
        raise NoLongerThere
    given = {"name": name, **answers(found, request.t.locale)} if found else {}
    ask(request, TEXT_FORM, grid.id, act, person, given)


async def set_weekday(
    _query: CallbackQuery, request: Request, press: SetWeekday, person: Person, message: OutboxMessage | None
) -> None:
    weekday = None if press.weekday == NEVER else press.weekday
    await _set(request, await _grid(request, press.grid), person, message, N_("Set."), weekday=weekday)


async def set_rule(
    _query: CallbackQuery, request: Request, press: SetDayRule, person: Person, message: OutboxMessage | None
) -> None:
    rule = "" if press.rule == NONE else press.rule
    await _set(request, await _grid(request, press.grid), person, message, N_("Set."), day_rule=rule)


async def _set(
    request: Request, grid: Grid, person: Person, message: OutboxMessage | None, said: str, **changes: Any
) -> None:
    try:
        await set_plan(request.session, grid, person, request.now, **changes)
    except Refused as bad:
        _toast(request, bad)
        return
    request.show_toast(request.t.plain(said))
    await _page(request, message)


async def switch_text(
    _query: CallbackQuery, request: Request, press: TextDo, person: Person, message: OutboxMessage | None
) -> None:
    grid = await _grid(request, press.grid)
    if press.act is TextAct.EDIT:
        await _write(request, grid, person, EDIT, press.name)
        return
    try:
        if press.act is TextAct.SEE:
            await need_leader(request.session, grid, person)
            request.reply(TEXT, subject_id=grid.id, text=press.name)
            return
        if press.act is TextAct.BACK_SURE:
            await take_back(request.session, grid, person, press.name)
        elif press.act is not TextAct.BACK:
            off = press.act is TextAct.LEAVE
            await switch(request.session, grid, person, press.name, request.now, off=off)
        elif message is None:
            raise NoLongerThere
    except (Refused, NotFound) as bad:
        _toast(request, bad)
        return
    if press.act in DONE:
        request.show_toast(request.t.plain(DONE[press.act]))
    await _page(request, message, show="text", text=press.name, sure=press.act is TextAct.BACK)


async def quiet(
    _query: CallbackQuery, request: Request, press: QuietDo, person: Person, message: OutboxMessage | None
) -> None:
    grid = await _grid(request, press.grid)
    if request.chat is None or request.grid is None or request.grid.id != grid.id:
        raise NoLongerThere
    wanted = press.act is QuietAct.QUIET
    try:
        await set_quiet(request.session, request.chat.id, grid, person, request.now, quiet=wanted, admin=request.admin)
    except Refused as bad:
        _toast(request, bad)
        return
    request.show_toast(request.t.plain(QUIETED[press.act]))
    await _page(request, message)


def router() -> Router:
    router = Router(name="publicity.calendar")
    router.message.register(asked, Says("calendar"))
    router.callback_query.register(open_calendar, Pressed(CalendarOpen))
    for button in (CalendarMonth, TextsPage, TextOpen):
        router.callback_query.register(show, Pressed(button))
    router.callback_query.register(do, Pressed(CalendarDo))
    router.callback_query.register(set_weekday, Pressed(SetWeekday))
    router.callback_query.register(set_rule, Pressed(SetDayRule))
    router.callback_query.register(switch_text, Pressed(TextDo))
    router.callback_query.register(quiet, Pressed(QuietDo))
    return router
