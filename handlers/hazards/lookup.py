"""Asking about hazards: /status CODE and /my."""

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
from handlers.hazards.typed_code import number_in
from handlers.request import Desk
from models.errors import NotFound
from models.grids.tables import Grid
from models.hazards.actions import find
from models.hazards.rectification.pdf_queue import PAPER
from models.hazards.rectification.tables import held_by
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE
from models.members.positions import holds

LINK = re.compile(r"hz_(\d{1,9})(?:_([A-Z0-9]{1,16}))?")
SHOWN = 10


class FollowsLink(Filter):
    async def __call__(self, _message: Message, desk: Desk) -> bool:
        said = desk.command
        return said is not None and said.name == "start" and LINK.fullmatch(said.text) is not None


async def status(_message: Message, desk: Desk) -> None:
    """To the reporter, to staff of the grid or above, and in the chats of the grid and above."""
    await _tell(desk, number_in(desk.command.text) if desk.command else None)


async def linked(_message: Message, desk: Desk) -> None:
    """The code printed on a notice of rectification opens the bot with /start hz_412_TOKEN.

    Who may see the hazard sees it whole; whoever else holds the paper sees how the paper stands.
    """
    found = LINK.fullmatch(desk.command.text) if desk.command else None
    if found is None:
        return
    hazard, token = await _numbered(desk, int(found[1])), found[2]
    order = await held_by(desk.session, hazard.id, token) if hazard is not None and token else None
    if order is None or (hazard is not None and await _may_see(desk, hazard)):
        await _tell(desk, int(found[1]))
    else:
        desk.say(PAPER, subject_id=order.id)


async def _tell(desk: Desk, number: int | None) -> None:
    hazard = await (hazard_replied_to(desk) if number is None else _numbered(desk, number))
    if hazard is not None and await _show(desk, hazard):
        return
    if number is not None:
        desk.say("hazards.unknown", number=number)
    else:
        desk.say("hazards.which")


async def _show(desk: Desk, hazard: Hazard) -> bool:
    """False to those whom it is no business of. In private, unread by others, staff get what they can work with."""
    if desk.private and hazard.state in LIVE and await show_to_staff(desk, hazard, whole=True):
        return True
    if not await _may_see(desk, hazard):
        return False
    desk.say("hazards.status", subject_id=hazard.id)
    return True


async def _numbered(desk: Desk, number: int) -> Hazard | None:
    try:
        return await find(desk.session, number)
    except NotFound:
        return None


async def _may_see(desk: Desk, hazard: Hazard) -> bool:
    grid = await desk.session.get(Grid, hazard.grid_id)
    if grid is None:
        return False
    if desk.grid is not None and grid.path.startswith(desk.grid.path):
        return True
    person = desk.person
    return person is not None and (hazard.reporter_id == person.id or await holds(desk.session, person.id, grid))


async def mine(_message: Message, desk: Desk) -> None:
    if desk.person is None:
        desk.say("hazards.anonymous")
        return
    rows = select(col(Hazard.id)).where(col(Hazard.reporter_id) == desk.person.id, *_shown_here(desk))
    ids = (await desk.session.scalars(rows.order_by(col(Hazard.id).desc()).limit(SHOWN))).all()
    desk.say("hazards.mine", hazards=list(ids))


def _shown_here(desk: Desk) -> tuple[ColumnElement[bool], ...]:
    """In a group only what was reported there for all to see."""
    here = desk.chat.id if desk.chat else 0
    return () if desk.private else (col(Hazard.chat_id) == here, col(Hazard.discreet).is_(False))


async def opened(_query: CallbackQuery, desk: Desk, hazard: Hazard) -> None:
    """On the list of one's own reports."""
    if not await _show(desk, hazard):
        raise NoLongerThere


def router() -> Router:
    router = Router(name="hazards.ask")
    router.message.register(status, Says("status"))
    router.message.register(mine, Says("my"))
    router.callback_query.register(opened, PressedHazard(OpenOwn))
    router.message.register(linked, InPrivate(), FollowsLink())
    return router
