"""/duty roster (值班) says who is on call; whoever is on confirms it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.request import Request
from handlers.shifts.presses import ShiftConfirm
from handlers.shifts.view import ROSTER
from locales.translator import visible
from models.errors import Refused
from models.members.tables import Person
from models.shifts.asking import confirm
from models.shifts.tables import Shift

WORDS = frozenset({"roster", "值班", "值班表", "值班安排", "谁值班"})


class AsksRoster(Says):
    """/duty with a word for the roster; /duty alone lists what waits."""

    def __init__(self) -> None:
        super().__init__("duty")

    async def __call__(self, event: Message, request: Request) -> bool:
        said = request.command
        asks = said is not None and visible(said.text).strip().lower() in WORDS
        return asks and await super().__call__(event, request)


async def asked(_message: Message, request: Request) -> None:
    request.reply(ROSTER)


async def confirmed(_query: CallbackQuery, request: Request, press: ShiftConfirm, person: Person) -> None:
    shift = await request.session.get(Shift, press.shift)
    if shift is None:
        raise NoLongerThere
    try:
        await confirm(request.session, shift, person, request.now)
    except Refused:
        request.show_toast(request.t.plain("Only whoever is on duty can confirm this."), alert=True)
        return
    request.show_toast(request.t.plain("Confirmed. Thank you."))


def router() -> Router:
    router = Router(name="shifts")
    router.message.register(asked, AsksRoster())
    router.callback_query.register(confirmed, InPrivate(), Pressed(ShiftConfirm))
    return router
