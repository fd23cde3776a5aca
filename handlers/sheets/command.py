"""/sheets [CODE]: leaders, in private and in their chat, get what is printed and put up in a grid."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.filters import NoLongerThere, Pressed, Says
from handlers.refusals import NOT_YOURS
from handlers.request import Request
from handlers.sheets.gathering import SheetKind
from handlers.sheets.presses import (
    CHOICE,
    OFFER,
    RENEWAL,
    CodesRenew,
    CodesRenewed,
    SheetMake,
    SheetsBelow,
    SheetsOf,
)
from handlers.sheets.view import FILE, IN_PRIVATE, MOST_PLACES, NO_GRID, NOT_LEADER, NOT_LED, NOTHING
from locales.translator import visible
from models.errors import NotFound
from models.grids.tables import Grid, Purpose
from models.grids.tree import grid_by_code
from models.members.permissions import Who, may_in
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.places.printed_codes import count_to_print, prints, renew_all
from models.signed_links import code_secret

LONGEST = 60


async def sheets(_message: Message, request: Request) -> None:
    code = visible(request.command.text).strip()[:LONGEST] if request.command else ""
    if not _among_leaders(request):
        request.reply(IN_PRIVATE)
    elif code:
        await _of_code(request, code)
    else:
        await _of_own(request)


def _among_leaders(request: Request) -> bool:
    bound = request.binding
    return request.private or (bound is not None and bound.purpose is Purpose.LEADERS)


async def _of_code(request: Request, code: str) -> None:
    try:
        grid = await _named(request, code)
    except NotFound:
        request.reply(NO_GRID, code=code)
        return
    if await _led(request, grid):
        request.reply(OFFER, subject_id=grid.id)
    else:
        request.reply(NOT_LED, subject_id=grid.id)


async def _named(request: Request, code: str) -> Grid:
    """Codes are written in capitals on paper, and in whatever a phone makes of them."""
    try:
        return await grid_by_code(request.session, code)
    except NotFound:
        return await grid_by_code(request.session, code.upper())


async def _of_own(request: Request) -> None:
    """Of the grid that a leaders' chat serves, if one asks there who leads it."""
    grids = await _led_by(request.session, request.person) if request.person else []
    if request.grid is not None and await _led(request, request.grid):
        grids = [request.grid]
    if not grids:
        request.reply(NOT_LEADER, subject_id=request.person.id if request.person else None)
    elif len(grids) == 1:
        request.reply(OFFER, subject_id=grids[0].id)
    else:
        request.reply(CHOICE, grids=[grid.id for grid in grids])


async def _led_by(session: AsyncSession, person: Person) -> list[Grid]:
    """Those whose buttons obey the person; who looks after a grid from beside its line may press none."""
    return [each.grid for each in await lead_by(session, await posts_of(session, person.id))]


async def _led(request: Request, grid: Grid) -> bool:
    return request.person is not None and await may_in(request.session, grid, Who.LEADER, request.person)


async def _pressed_for(request: Request, grid_id: int, person: Person) -> Grid | None:
    """To who leads it, in private or in a leaders' chat; anybody else hears why not."""
    grid = await request.session.get(Grid, grid_id)
    if grid is None or grid.retired_at is not None or not _among_leaders(request):
        raise NoLongerThere
    if not await may_in(request.session, grid, Who.LEADER, person):
        request.show_toast(request.t.plain(NOT_YOURS[Who.LEADER]), alert=True)
        return None
    return grid


async def offer(_query: CallbackQuery, request: Request, press: SheetsOf, person: Person) -> None:
    if await _pressed_for(request, press.grid, person) is not None:
        request.reply(OFFER, subject_id=press.grid)


async def below(_query: CallbackQuery, request: Request, press: SheetsBelow, person: Person) -> None:
    if await _pressed_for(request, press.grid, person) is not None:
        request.reply(CHOICE, under=press.grid)


async def make(_query: CallbackQuery, request: Request, press: SheetMake, person: Person) -> None:
    grid = await _pressed_for(request, press.grid, person)
    if grid is None:
        return
    if press.sheet is SheetKind.CODES:
        if not await count_to_print(request.session, grid):
            request.reply(NOTHING, subject_id=grid.id)
            return
        await code_secret(request.session)  # while rows are read for a message none can be made
    request.reply(FILE, subject_id=grid.id, sheet=press.sheet)
    request.show_toast(request.t.plain("It is being drawn and comes in a moment."))


async def ask_to_renew(_query: CallbackQuery, request: Request, press: CodesRenew, person: Person) -> None:
    grid = await _pressed_for(request, press.grid, person)
    if grid is not None:
        request.reply(RENEWAL if await count_to_print(request.session, grid) else NOTHING, subject_id=grid.id)


async def renew(_query: CallbackQuery, request: Request, press: CodesRenewed, person: Person) -> None:
    """What is in force afterwards is drawn, and can be drawn again: no code is lost with a file."""
    grid = await _pressed_for(request, press.grid, person)
    if grid is None:
        return
    if press.prints != await prints(request.session, grid) or await count_to_print(request.session, grid) > MOST_PLACES:
        raise NoLongerThere
    await renew_all(request.session, grid, person, request.now)
    await code_secret(request.session)
    request.reply(FILE, subject_id=grid.id, sheet=SheetKind.CODES, renewed=True)
    request.show_toast(request.t.plain("It is being drawn and comes in a moment."))


def router() -> Router:
    router = Router(name="sheets")
    router.message.register(sheets, Says("sheets"))
    router.callback_query.register(offer, Pressed(SheetsOf))
    router.callback_query.register(below, Pressed(SheetsBelow))
    router.callback_query.register(make, Pressed(SheetMake))
    router.callback_query.register(ask_to_renew, Pressed(CodesRenew))
    router.callback_query.register(renew, Pressed(CodesRenewed))
    return router
