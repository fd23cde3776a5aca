"""/opinion: what a resident wishes for that is no hazard, in the grid's group or in private; and what of it is said or
pressed afterwards.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.evidence.albums import PartOf
from handlers.evidence.extract import found_in
from handlers.filters import AsksAnew, Edits, NoLongerThere, Pressed, Says
from handlers.hazards.reporting.group import report_in_grid, said_in
from handlers.hazards.reporting.private import take_report
from handlers.obligations.command import refuse, toast
from handlers.obligations.opinions.grid_form import FORM, GRID
from handlers.obligations.opinions.view import HOW
from handlers.obligations.presses import OpinionAct, OpinionDo
from handlers.obligations.steps import clock_of
from handlers.questions.flow import ask
from handlers.request import Request
from models import heard
from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.workflow import Severity
from models.heard import Heard
from models.members.locate_grid import own_grids
from models.members.tables import Person
from models.obligations.kinds import KINDS
from models.obligations.opinions.acting import add_words, judge
from models.obligations.opinions.opening import need_room, open_opinion
from models.obligations.tables import REQUIREMENT, Requirement


async def opinion(message: Message, request: Request) -> None:
    words, found = request.command.text.strip() if request.command else "", found_in(message)
    if request.person is None or not words or not (request.private or request.grid):
        request.reply(HOW)
    elif _is_for_reports(request, words):
        await _report(message, request, words, found)
    elif request.grid is not None and not request.private:
        await _open(request, request.grid, words, found, request.person)
    else:
        await _in_private(request, words, found, request.person)


def _is_for_reports(request: Request, words: str) -> bool:
    """What cannot wait for days, or must be told to leaders alone."""
    kinds = kinds_of(request.session)
    kind, severity = kinds.suggest(words)
    return severity is Severity.URGENT or kind.matter or kinds.calls_for_help(words)


async def _report(message: Message, request: Request, words: str, found: Sequence[Found]) -> None:
    if request.private or request.grid is None:
        await take_report(request, words, found)
    else:
        await report_in_grid(request, said_in(message, request, words), request.grid, message.message_id)


async def _in_private(request: Request, words: str, found: Sequence[Found], person: Person) -> None:
    grids = await own_grids(request.session, person.id)
    if len(grids) == 1:
        await _open(request, grids[0], words, found, person)
        return
    try:
        await need_room(request.session, words, person, request.now)
    except (Refused, Conflict) as error:
        refuse(request, error)
        return
    given = {"words": words, "found": [asdict(each) for each in found], "message": request.message_id}
    ask(request, FORM, person.id, GRID, person, given)


async def _open(request: Request, grid: Grid, words: str, found: Sequence[Found], person: Person) -> None:
    if request.chat is None:
        return
    written = None if request.private else request.message_id
    about = grid, words, found, person, clock_of(request)
    try:
        made = await open_opinion(request.session, *about, chat_id=request.chat.id, message_id=written)
    except (Refused, Conflict) as error:
        refuse(request, error)
        return
    heard.note(request.session, request.chat.id, request.message_id, made.subject, words, request.now)


class PartOfOpinion(PartOf):
    """A further part of an album that came with an opinion."""

    def __init__(self) -> None:
        super().__init__(REQUIREMENT, Requirement)

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        found = await super().__call__(message, request)
        return found if isinstance(found, dict) and KINDS[found["row"].kind].of_resident else False


async def more(message: Message, request: Request, row: Requirement) -> None:
    if request.person is not None and request.person.id == row.author_id:
        for each in found_in(message):
            await attach(request.session, row.subject, each, row.author_id, message.chat.id, Moment.BEFORE, request.now)


async def edited(_message: Message, request: Request, rows: Sequence[Heard], words: str) -> None:
    """What is new is added, as long as it has no answer."""
    for row in rows:
        new = heard.take_in(row, words)
        if new:
            await add_words(
                request.session, await request.session.get_one(Requirement, row.subject_id), new, request.now
            )


async def judged(_query: CallbackQuery, request: Request, press: OpinionDo, person: Person) -> None:
    made = await request.session.get(Requirement, press.requirement)
    if made is None or not KINDS[made.kind].of_resident:
        raise NoLongerThere
    satisfied = press.act is OpinionAct.SATISFIED
    try:
        await judge(request.session, made, person, clock_of(request), satisfied=satisfied)
        request.show_toast(request.t.plain("Noted. Thank you."))
    except (Refused, Conflict) as error:
        toast(request, error)


def router() -> Router:
    router = Router(name="obligations.opinions")
    router.message.register(opinion, Says("opinion"))
    router.message.register(more, PartOfOpinion())
    router.edited_message.register(opinion, AsksAnew(), Says("opinion"))
    router.edited_message.register(edited, Edits(REQUIREMENT))
    router.callback_query.register(judged, Pressed(OpinionDo))
    return router
