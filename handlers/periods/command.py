"""/period: leaders see and open heightened periods and campaigns; members see what holds; others hear what it is."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.periods.labels import refused
from handlers.periods.list_view import HOW, IN_PRIVATE
from handlers.periods.new_form import FORM
from handlers.periods.page_view import REPORT
from handlers.periods.presses import (
    LEFT,
    LIST,
    OWN,
    PAGE,
    PeriodButton,
    PeriodDo,
    PeriodLeft,
    PeriodLeftPage,
    PeriodNew,
    PeriodOpen,
    PeriodsPage,
)
from handlers.questions.flow import ask
from handlers.questions.grids import grids_to_choose
from handlers.request import Request
from models.due import WallClock
from models.errors import Conflict, Refused
from models.grids.tables import Grid, Purpose
from models.members.permissions import Who, is_staff, may_in
from models.members.positions import posts_of
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.periods.holding import concerns
from models.periods.opening import end_period
from models.periods.tables import Period, PeriodState
from models.places.led import led_grids


async def asked(_message: Message, request: Request) -> None:
    person = request.person
    if not request.private:
        leaders = request.binding is not None and request.binding.purpose is Purpose.LEADERS
        request.reply(LIST if leaders else IN_PRIVATE, page=0)
    elif person is not None and await led_grids(request.session, person):
        request.reply(LIST, page=0)
    elif person is not None and await is_staff(request.session, person):
        request.reply(OWN)
    else:
        request.reply(HOW)


async def new(_query: CallbackQuery, request: Request, press: PeriodNew, person: Person) -> None:
    grids = await grids_to_choose(request.session, person)
    if not grids:
        _toast(request, Refused("not_yours", who=Who.LEADER))
        return
    only = {"grid": grids[0].id} if len(grids) == 1 else {}
    ask(request, FORM, person.id, press.kind, person, {"act": press.kind, **only})


async def _seen(request: Request, period_id: int, person: Person) -> Period:
    """By who leads its grid, or one above or below it."""
    period = await request.session.get(Period, period_id)
    if period is None:
        raise NoLongerThere
    grid = await request.session.get_one(Grid, period.grid_id)
    below = [each for each in await led_grids(request.session, person) if each.path.startswith(grid.path)]
    if not below and not await may_in(request.session, grid, Who.LEADER, person):
        raise NoLongerThere
    return period


async def open_page(_query: CallbackQuery, request: Request, press: PeriodOpen, person: Person) -> None:
    period = await _seen(request, press.period, person)
    request.reply(PAGE, subject_id=period.id)


async def open_left(_query: CallbackQuery, request: Request, press: PeriodLeft, person: Person) -> None:
    """To who has a post where it is held."""
    period = await request.session.get(Period, press.period)
    grids = [held.grid for held in await posts_of(request.session, person.id)]
    if period is None or period.state is not PeriodState.RUNNING or not await concerns(request.session, period, grids):
        raise NoLongerThere
    request.reply(LEFT, subject_id=period.id)


async def turn(
    _query: CallbackQuery, request: Request, press: PeriodsPage | PeriodLeftPage, message: OutboxMessage | None
) -> None:
    if message is None:
        raise NoLongerThere
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


async def do(
    _query: CallbackQuery, request: Request, press: PeriodDo, person: Person, message: OutboxMessage | None
) -> None:
    period = await _seen(request, press.period, person)
    if press.button is PeriodButton.REPORT:
        request.reply(REPORT, subject_id=period.id)
        return
    try:
        if press.button is PeriodButton.END_SURE:
            await end_period(request.session, period, person, WallClock(request.now, request.zone))
            request.show_toast(request.t.plain("Ended."))
        elif message is None:
            raise NoLongerThere
    except (Refused, Conflict) as bad:
        _toast(request, bad)
    if message is not None:
        message.args = {**message.args, "sure": press.button is PeriodButton.END}
        await refresh_one(request.session, message, request.now)


def _toast(request: Request, bad: Refused | Conflict) -> None:
    request.show_toast(refused(request.t, bad.code, bad.data), alert=True)


def router() -> Router:
    router = Router(name="periods")
    router.message.register(asked, Says("period"))
    router.callback_query.register(new, Pressed(PeriodNew))
    router.callback_query.register(open_page, Pressed(PeriodOpen))
    router.callback_query.register(turn, Pressed(PeriodsPage))
    router.callback_query.register(do, Pressed(PeriodDo))
    router.callback_query.register(open_left, InPrivate(), Pressed(PeriodLeft))
    router.callback_query.register(turn, InPrivate(), Pressed(PeriodLeftPage))
    return router
