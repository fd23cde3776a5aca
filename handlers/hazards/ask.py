"""Asking about hazards: /status CODE and /my."""

import re

from aiogram import Router
from aiogram.types import Message
from sqlalchemy import select
from sqlmodel import col

from handlers.desk import Desk
from handlers.filters import Says
from handlers.hazards.report import hazard_replied_to
from models.errors import NotFound
from models.grids.tables import Grid
from models.hazards.acting import find
from models.hazards.tables import Hazard
from models.members.posts import holds

CODE = re.compile(r"[HhＨｈ]?\s*(\d{1,9})")
SHOWN = 10


async def status(_message: Message, desk: Desk) -> None:
    """To the reporter, to staff of the grid or above, and in the chats of the grid and above."""
    asked = CODE.fullmatch(desk.command.text.strip()) if desk.command else None
    hazard = await (_numbered(desk, int(asked[1])) if asked else hazard_replied_to(desk))
    if hazard is not None and await _may_see(desk, hazard):
        desk.say("hazards.status", subject_id=hazard.id)
    elif asked:
        desk.say("hazards.unknown", number=int(asked[1]))
    else:
        desk.say("hazards.which")


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
    rows = select(col(Hazard.id)).where(col(Hazard.reporter_id) == desk.person.id)
    ids = (await desk.session.scalars(rows.order_by(col(Hazard.id).desc()).limit(SHOWN))).all()
    desk.say("hazards.mine", hazards=list(ids))


def router() -> Router:
    router = Router(name="hazards.ask")
    router.message.register(status, Says("status"))
    router.message.register(mine, Says("my"))
    return router
