"""Asking about hazards: /status CODE, /status WORDS and /my."""

import re

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from sqlalchemy import ColumnElement, select
from sqlmodel import col

from handlers.filters import InPrivate, NoLongerThere, Says
from handlers.hazards.filters import PressedHazard
from handlers.hazards.presses import OpenOwn
from handlers.hazards.reporting.group import hazard_replied_to
from handlers.hazards.show import show_to_staff
from handlers.hazards.typed_code import is_code, number_in
from handlers.request import Request
from locales.translator import cut, visible
from models.errors import NotFound
from models.grids.tables import Grid
from models.hazards.rectification.pdf_queue import PAPER
from models.hazards.rectification.tables import held_by
from models.hazards.search import own, search, within_reach
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE
from models.hazards.working.actions import find
from models.members.positions import holds_position
from models.members.tables import Person

LINK = re.compile(r"hz_(\d{1,9})(?:_([A-Z0-9]{1,16})(?:_(\d{1,4}))?)?")  # number, token, issue
SHOWN = 10
WORDS_SHOWN = 40
WORDS = re.compile(r"[\u3400-\u9fff]|[^\W\d_]{3}")  # a code mistyped is none


class FollowsLink(Filter):
    async def __call__(self, _message: Message, request: Request) -> bool:
        said = request.command
        return said is not None and said.name == "start" and LINK.fullmatch(said.text) is not None


class TypesCode(Filter):
    """And nothing else, in private, in reply to nothing."""

    async def __call__(self, message: Message, request: Request) -> bool:
        return request.command is None and message.reply_to_message is None and is_code(message.text or "")


async def typed(message: Message, request: Request) -> None:
    await _tell(request, number_in(message.text or ""))


async def status(_message: Message, request: Request) -> None:
    """To the reporter, to staff of the grid or above, and in the chats of the grid and above."""
    said = visible(request.command.text).strip() if request.command else ""
    number = number_in(said)
    if number is None and WORDS.search(said):
        await _search(request, said)
    else:
        await _tell(request, number)


async def _search(request: Request, words: str) -> None:
    """Among one's own reports; staff in private among all that they see."""
    if request.person is None:
        request.reply("hazards.anonymous")
        return
    among = await within_reach(request.session, request.person) if request.private else own(request.person)
    ids = await search(request.session, words, SHOWN, among, *_shown_here(request))
    request.reply("hazards.mine", hazards=list(ids), words=cut(words, WORDS_SHOWN))


async def linked(_message: Message, request: Request) -> None:
    """The code printed on a notice of rectification opens the bot with /start hz_412_TOKEN_2, 2 being its issue.

    Who may see the hazard sees it whole, and whether the paper is still good; whoever else holds it sees how it stands.
    """
    found = LINK.fullmatch(request.command.text) if request.command else None
    if found is None:
        return
    hazard, token = await _numbered(request, int(found[1])), found[2]
    order = await held_by(request.session, hazard.id, token) if hazard is not None and token else None
    issue = int(found[3]) if found[3] else None
    seen = order is None or (hazard is not None and await _may_see(request, hazard))
    if order is not None and (not seen or (issue is not None and issue < order.issue)):
        request.reply(PAPER, subject_id=order.id, issue=issue)
    if seen:
        await _tell(request, int(found[1]))


async def _tell(request: Request, number: int | None) -> None:
    hazard = await (hazard_replied_to(request) if number is None else _numbered(request, number))
    if hazard is not None and await _show(request, hazard):
        return
    if number is not None:
        request.reply("hazards.unknown", number=number)
    else:
        request.reply("hazards.which")


async def _show(request: Request, hazard: Hazard) -> bool:
    """False to those whom it is no business of. In private, unread by others, staff get what they can work with."""
    if request.private and hazard.state in LIVE and await show_to_staff(request, hazard, whole=True):
        return True
    if not await _may_see(request, hazard):
        return False
    request.reply("hazards.status", subject_id=hazard.id)
    return True


async def _numbered(request: Request, number: int) -> Hazard | None:
    try:
        return await find(request.session, number)
    except NotFound:
        return None


async def _may_see(request: Request, hazard: Hazard) -> bool:
    grid = await request.session.get(Grid, hazard.grid_id)
    if grid is None:
        return False
    if request.grid is not None and grid.path.startswith(request.grid.path):
        return True
    person = request.person
    return person is not None and (
        hazard.reporter_id == person.id or await holds_position(request.session, person.id, grid)
    )


async def mine(_message: Message, request: Request) -> None:
    if request.person is None:
        request.reply("hazards.anonymous")
        return
    request.reply("hazards.mine", hazards=await own_reports(request, request.person))


async def own_reports(request: Request, person: Person) -> list[int]:
    """The ids of the person's newest reports that may be named here."""
    rows = select(col(Hazard.id)).where(own(person), *_shown_here(request))
    return list((await request.session.scalars(rows.order_by(col(Hazard.id).desc()).limit(SHOWN))).all())


def _shown_here(request: Request) -> tuple[ColumnElement[bool], ...]:
    """In a group only what was reported there for all to see."""
    here = request.chat.id if request.chat else 0
    return () if request.private else (col(Hazard.chat_id) == here, col(Hazard.discreet).is_(False))


async def opened(_query: CallbackQuery, request: Request, hazard: Hazard) -> None:
    """On the list of one's own reports."""
    if not await _show(request, hazard):
        raise NoLongerThere


def router() -> Router:
    router = Router(name="hazards.ask")
    router.message.register(status, Says("status"))
    router.message.register(typed, InPrivate(), TypesCode())
    router.message.register(mine, Says("my"))
    router.callback_query.register(opened, PressedHazard(OpenOwn))
    router.message.register(linked, InPrivate(), FollowsLink())
    return router
