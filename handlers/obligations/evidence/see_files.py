"""Whoever has seen the first files of minutes, or of an opinion, goes on to the others."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere, Pressed
from handlers.obligations.command import toast
from handlers.obligations.evidence.pieces import show_pieces
from handlers.obligations.presses import SeeFiles
from handlers.request import Request
from models.errors import Refused
from models.members.tables import Person
from models.obligations.acting import must_own, must_set
from models.obligations.tables import Obligation, Requirement


async def further(_query: CallbackQuery, request: Request, press: SeeFiles, person: Person) -> None:
    session = request.session
    of: Obligation | Requirement | None = await session.get(Obligation, press.of)
    of = of or await session.get(Requirement, press.of)
    if of is None:
        raise NoLongerThere
    try:
        if isinstance(of, Obligation):
            await must_own(session, of, person)
        else:
            await must_set(session, of, person)
        await show_pieces(request, of, press.past)
    except Refused as error:
        toast(request, error)


def router() -> Router:
    router = Router(name="obligations.evidence")
    router.callback_query.register(further, Pressed(SeeFiles))
    return router
