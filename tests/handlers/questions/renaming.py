"""A form about something that is no hazard, as a feature to come would declare one: it renames a grid."""

from collections.abc import Mapping
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from bot.updates.aiogram_adapter import ThroughDispatcher
from handlers.filters import Says
from handlers.forms import BadAnswer, Choice, Form, Step
from handlers.messages import RenderContext
from handlers.questions.feature import questions
from handlers.questions.flow import ask
from handlers.request import Request
from locales.translator import Translator
from models.base import Subject
from models.errors import Refused
from models.grids.tables import Grid
from models.members.tables import Person
from tests.handlers.room import BOT, Room
from tests.street import GROUP

ASKER = 12


async def load(session: AsyncSession, grid_id: int) -> Grid | None:
    return await session.get(Grid, grid_id)


async def names(_context: RenderContext, grid: Grid) -> list[Choice]:
    return [Choice("same", grid.name)]


async def read(answer: str, _request: Request, grid: Grid) -> str:
    if len(answer) > 5:
        raise BadAnswer("too_long")
    return grid.name if answer == "same" else answer


async def submit(request: Request, grid: Grid, act: str, _person: Person, given: Mapping[str, Any]) -> None:
    if given["why"] == "forbidden":
        raise Refused("may_not", name=given["name"])
    grid.name = f"{act} {given['name']} {given['why']}"


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return t.plain("{name} {code}", code=code, name=data["name"])


FORM = Form(
    "grid",
    load,
    subject=lambda grid: Subject("grid", grid.id),
    title=lambda grid: grid.code,
    steps={"rename": (Step("name", "Which name?", choices=names, read=read), Step("why", "Why?"))},
    submit=submit,
    refused=refused,
    complaints={"too_long": "Shorter, please."},
)


def room_asking(room: Room, form: Form[Grid]) -> Room:
    """In which /rename asks about the street's grid."""
    feature = questions([form])
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*feature.routers())

    async def rename(_message: Message, request: Request) -> None:
        assert request.grid is not None
        assert request.person is not None
        ask(request, form, request.grid.id, "rename", request.person)

    dispatcher.message.register(rename, Says("rename"))
    return Room(room.session, room.now, ThroughDispatcher(Bot("42:" + "x" * 35), dispatcher), dict(feature.views))


async def answer(room: Room, number: int, words: str) -> None:
    """In reply to the question, once it stands in the group."""
    await room.sent("hazards.ask", number)
    await room.says(ASKER, GROUP, words, reply_to_message={**room.message(BOT, GROUP), "message_id": number})
