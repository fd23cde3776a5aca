"""/whistle WORDS, by a community or street in private or in its leaders' chat: departments are chosen, then called. A
hazard's code among the words binds it to that hazard.
"""

import re

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import NoLongerThere, Pressed, Says
from handlers.hazards.show import show_to_staff
from handlers.obligations.command import refuse, toast
from handlers.obligations.whistles.presses import DRAFT, WhistleAct, WhistleDo, WhistleHazard, WhistleToggle
from handlers.refusals import NOT_YOURS
from handlers.request import Request
from models.departments.tables import departments_for
from models.due import WallClock
from models.errors import Conflict, Refused, WanggeError
from models.grids.tables import Grid, Purpose
from models.members.permissions import Who, may_in
from models.members.tables import Person
from models.obligations.whistles.blowing import CALLS, Whistle, blow, callers_grids, hazard_below
from models.obligations.whistles.of_hazard import about
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage

WORDS = 300
CODE = re.compile(r"(?<![A-Za-z0-9])[Hh](\d{1,9})(?!\d)")


async def whistle(_message: Message, request: Request) -> None:
    try:
        grid = await _grid(request)
        words = " ".join(request.command.text.split())[:WORDS] if request.command else ""
        hazard = await _hazard(request, grid, words)
    except WanggeError as error:
        refuse(request, error)
        return
    request.reply(DRAFT, subject_id=grid.id, words=words, hazard=hazard, chosen=[])


async def _grid(request: Request) -> Grid:
    """That of the leaders' chat, or the lowest that the person leads; raises Refused."""
    person = request.person
    if person is None:
        raise Refused("whistle.not_leader")
    if request.private:
        grids = await callers_grids(request.session, person)
        if not grids:
            raise Refused("whistle.not_leader")
        return grids[0]
    if request.binding is None or request.grid is None or request.binding.purpose is not Purpose.LEADERS:
        raise Refused("whistle.not_here")
    if request.grid.level not in CALLS or not await may_in(request.session, request.grid, Who.LEADER, person):
        raise Refused("whistle.not_leader")
    return request.grid


async def _hazard(request: Request, grid: Grid, words: str) -> str:
    """Its code, or empty where none is named; raises Refused for one that there is not in the grid or below."""
    found = CODE.search(words)
    if found is None:
        return ""
    if await hazard_below(request.session, grid, int(found[1])) is None:
        raise Refused("whistle.no_hazard", hazard=f"H{found[1]}")
    return f"H{found[1]}"


async def toggle(
    _query: CallbackQuery, request: Request, press: WhistleToggle, message: OutboxMessage | None, person: Person
) -> None:
    grid, draft = await _draft(request, message, person)
    chosen = set(draft.args["chosen"]) ^ {str(press.department)}
    known = [str(each.id) for each in await departments_for(request.session, grid)]
    draft.args = {**draft.args, "chosen": [each for each in known if each in chosen]}
    await refresh_one(request.session, draft, request.now)


async def do(
    _query: CallbackQuery, request: Request, press: WhistleDo, message: OutboxMessage | None, person: Person
) -> None:
    grid, draft = await _draft(request, message, person)
    known = [str(each.id) for each in await departments_for(request.session, grid)]
    try:
        if press.act is WhistleAct.ALL:
            draft.args = {**draft.args, "chosen": known}
        elif press.act is WhistleAct.CANCEL:
            draft.args = {**draft.args, "over": "cancelled"}
        else:
            await _blow(request, grid, draft, person)
            draft.args = {**draft.args, "over": "blown"}
    except (Refused, Conflict) as error:
        toast(request, error)
    await refresh_one(request.session, draft, request.now)


async def _blow(request: Request, grid: Grid, draft: OutboxMessage, person: Person) -> None:
    args, t, clock = draft.args, request.t, WallClock(request.now, request.zone)
    code = str(args["hazard"])
    hazard = await hazard_below(request.session, grid, int(code.removeprefix("H"))) if code else None
    title = t.plain("Whistle: {hazard}", hazard=code) if hazard else t.plain("Whistle")
    new = Whistle([int(each) for each in args["chosen"]], title, args["words"], hazard)
    await blow(request.session, grid, new, person, draft.chat_id, clock)


async def _draft(request: Request, message: OutboxMessage | None, person: Person) -> tuple[Grid, OutboxMessage]:
    """While it waits, for who leads its grid."""
    grid = await request.session.get(Grid, message.subject_id) if message else None
    if message is None or grid is None or message.args.get("over"):
        raise NoLongerThere
    if not await may_in(request.session, grid, Who.LEADER, person):
        raise NoLongerThere
    return grid, message


async def see_hazard(_query: CallbackQuery, request: Request, press: WhistleHazard) -> None:
    hazard = await about(request.session, press.requirement)
    if hazard is None:
        raise NoLongerThere
    if not await show_to_staff(request, hazard):
        request.show_toast(request.t.plain(NOT_YOURS[Who.STAFF]), alert=True)


def router() -> Router:
    router = Router(name="obligations.whistles")
    router.message.register(whistle, Says("whistle"))
    router.callback_query.register(toggle, Pressed(WhistleToggle))
    router.callback_query.register(do, Pressed(WhistleDo))
    router.callback_query.register(see_hazard, Pressed(WhistleHazard))
    return router
