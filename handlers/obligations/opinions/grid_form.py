"""Asking whoever writes an opinion in private which grid it is about, where that is not known."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.forms import BadAnswer, Choice, Form, Step
from handlers.messages import RenderContext
from handlers.obligations.labels import COMPLAINTS, refused
from handlers.obligations.steps import clock_of, living
from handlers.request import Request
from locales.translator import N_, cut
from models import heard
from models.base import Subject
from models.evidence.attach import Found
from models.grids.tables import Grid
from models.grids.tree import living as not_retired
from models.members.locate_grid import below, own_grids
from models.members.tables import Person
from models.obligations.opinions.opening import open_opinion

GRID, LABEL, MOST = "grid", 40, 60


async def _load(session: AsyncSession, person_id: int) -> Person | None:
    return await session.get(Person, person_id)


async def _choices(context: RenderContext, person: Person) -> list[Choice]:
    """The person's own, or else the communities."""
    grids = await own_grids(context.session, person.id) or (await below(context.session, None))[1]
    return [Choice(str(grid.id), cut(grid.name, LABEL)) for grid in grids[:MOST]]


async def _read(answer: str, request: Request, _person: Person) -> int:
    """By the id of a button, or by a name that only one grid bears; raises BadAnswer."""
    rows = select(Grid).where(not_retired())
    asked = col(Grid.id) == int(answer) if answer.isdecimal() and len(answer) < 20 else col(Grid.name) == answer.strip()
    found = (await request.session.scalars(rows.where(asked).limit(2))).all()
    if len(found) != 1:
        raise BadAnswer("grid_unknown")
    return found[0].id


async def _submit(request: Request, person: Person, _act: str, _by: Person, given: Mapping[str, Any]) -> None:
    if request.chat is None:
        return
    grid = await living(request.session, given[GRID])
    found = [Found(**each) for each in given["found"]]
    about = grid, given["words"], found, person, clock_of(request)
    made = await open_opinion(request.session, *about, chat_id=request.chat.id)
    heard.note(request.session, request.chat.id, given["message"], made.subject, given["words"], request.now)


PROMPT = N_("which grid or community is it about? Press one, or reply with its name.")
FORM = Form[Person](
    "opinion",
    _load,
    lambda person: Subject("person", person.id),
    lambda _: "💡",
    {GRID: (Step(GRID, PROMPT, choices=_choices, read=_read),)},
    _submit,
    refused,
    COMPLAINTS,
)
