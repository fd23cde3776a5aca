"""/ledger [KIND [TIME] [CODE]]: leaders, in private, get a spreadsheet; what they leave out is asked."""

from contextlib import suppress
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.filters import InPrivate, Pressed, Says
from handlers.ledgers.form import FORM, submit
from handlers.ledgers.labels import refused
from handlers.ledgers.presses import CHOOSE, LedgerOf
from handlers.ledgers.reading import Wish, read_wish
from handlers.ledgers.view import BAD_DAYS, BAD_KIND, IN_PRIVATE, LEDGER_LINK, NOT_LEADER, REFUSED
from handlers.questions.flow import ask
from handlers.request import Request
from locales.translator import cut, visible
from models.errors import Conflict, NotFound, Refused
from models.grids.tables import Grid
from models.grids.tree import grid_by_code
from models.ledgers.asking import may_have_any, need_may
from models.members.tables import Person

LONGEST = 60


class StartsLedgers(Filter):
    """The link of what is said in groups."""

    async def __call__(self, _message: Message, request: Request) -> bool:
        command = request.command
        return request.private and command is not None and command.name == "start" and command.text == LEDGER_LINK


async def asked(_message: Message, request: Request) -> None:
    if not request.private:
        request.reply(IN_PRIVATE)
        return
    said = visible(request.command.text).strip() if request.command else ""
    await _show(request, said)


async def from_group(_message: Message, request: Request) -> None:
    await _show(request, "")


async def _show(request: Request, said: str) -> None:
    person = request.person
    if person is None or not await may_have_any(request.session, person):
        request.reply(NOT_LEADER)
        return
    wish = read_wish(said, request.now.astimezone(request.zone).date())
    if wish.kind is None and not wish.bad:
        request.reply(CHOOSE)
    elif wish.bad:
        request.reply(BAD_DAYS if wish.kind else BAD_KIND, said=cut(wish.bad, LONGEST))
    else:
        await begin(request, person, wish)


async def begin(request: Request, person: Person, wish: Wish) -> None:
    """Asks for what is not said yet."""
    try:
        given = await _given(request, person, wish)
        await _go_on(request, person, wish, given)
    except (Refused, Conflict) as refusal:
        request.reply(REFUSED, code=refusal.code, data=refusal.data)


async def _given(request: Request, person: Person, wish: Wish) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if wish.days:
        if wish.days.first > request.now.astimezone(request.zone).date():
            raise Conflict("days_ahead")
        given["days"] = [wish.days.first.isoformat(), wish.days.last.isoformat()]
    if wish.code:
        grid = await _named(request, wish.code)
        await need_may(request.session, grid, person, personal=False)
        given["grid"] = grid.id
    return given


async def _named(request: Request, code: str) -> Grid:
    """Codes are written in capitals on paper, and in whatever a phone makes of them. Raises Conflict."""
    for written in (code, code.upper()):
        with suppress(NotFound):
            return await grid_by_code(request.session, written)
    raise Conflict("no_such_grid")


async def _go_on(request: Request, person: Person, wish: Wish, given: dict[str, Any]) -> None:
    kind = wish.kind or ""
    given |= await FORM.unwanted(request.session, person, kind, given)
    if FORM.step(kind, given) is None:
        await submit(request, person, kind, person, given)
    else:
        ask(request, FORM, person.id, kind, person, given)


async def pressed(_query: CallbackQuery, request: Request, press: LedgerOf, person: Person) -> None:
    if await may_have_any(request.session, person):
        await begin(request, person, Wish(press.kind))
    else:
        request.show_toast(refused(request.t, "ledger.not_leader", {}), alert=True)


def router() -> Router:
    router = Router(name="ledgers")
    router.message.register(asked, Says("ledger"))
    router.message.register(from_group, StartsLedgers())
    router.callback_query.register(pressed, InPrivate(), Pressed(LedgerOf))
    return router
