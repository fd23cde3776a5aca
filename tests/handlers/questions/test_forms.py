"""A form about something that is no hazard, as a feature to come would declare one."""

from collections.abc import Mapping
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.updates.aiogram_adapter import ThroughDispatcher
from handlers.filters import Says
from handlers.forms import BadAnswer, Choice, Form, Step
from handlers.messages import Delete, MessageContent, RenderContext
from handlers.questions.feature import questions
from handlers.questions.flow import ask
from handlers.request import Request
from locales.translator import Translator
from models.base import Subject
from models.errors import Refused
from models.grids.tables import Grid
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import BOT, Room
from tests.street import GROUP, Street

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


@pytest.fixture
def asking(room: Room) -> Room:
    """A room in which /rename asks about the street's grid."""
    feature = questions([FORM])
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*feature.routers())

    async def rename(_message: Message, request: Request) -> None:
        assert request.grid is not None
        assert request.person is not None
        ask(request, FORM, request.grid.id, "rename", request.person)

    dispatcher.message.register(rename, Says("rename"))
    return Room(room.session, room.now, ThroughDispatcher(Bot("42:" + "x" * 35), dispatcher), dict(feature.views))


async def text(room: Room) -> str:
    said = await room.worded(await room.newest("hazards.ask"), "en")
    assert isinstance(said, MessageContent)
    return said.html


async def answer(room: Room, number: int, words: str) -> None:
    """In reply to the question, once it stands in the group."""
    await room.sent("hazards.ask", number)
    await room.says(ASKER, GROUP, words, reply_to_message={**room.message(BOT, GROUP), "message_id": number})


async def test_a_subject_of_any_kind_is_asked_about_by_its_title_until_the_form_is_full(
    asking: Room, street: Street
) -> None:
    await asking.says(ASKER, GROUP, "/rename")
    first = await asking.newest("hazards.ask")
    assert await text(asking) == f"<b>{street.grid.code}</b> {await mention(asking)}: Which name?"
    await asking.presses(ASKER, GROUP, f"hza:{first.id}:same")
    assert (await text(asking)).endswith(": Why?\nTo do nothing, reply “Cancel”.")
    name = street.grid.name
    await answer(asking, 700, "just so")
    assert street.grid.name == f"rename {name} just so"


async def test_what_cannot_be_used_is_said_and_asked_for_still(asking: Room, street: Street) -> None:
    await asking.says(ASKER, GROUP, "/rename")
    await answer(asking, 700, "far too long")
    assert await told(asking) == "Shorter, please."
    assert not (await asking.newest("hazards.ask")).args.get("answered")


@pytest.mark.parametrize(("words", "said"), [("", "Please answer in words."), ("forbidden", "short may_not")])
async def test_why_it_was_not_taken_is_put_into_words_when_it_is_sent(
    asking: Room, street: Street, words: str, said: str
) -> None:
    await asking.says(ASKER, GROUP, "/rename")
    await answer(asking, 700, "short")
    await answer(asking, 701, words)
    assert "text" not in (await asking.newest("hazards.told")).args
    assert await told(asking) == said


async def test_what_an_earlier_version_put_into_words_is_said_as_it_stands(asking: Room, street: Street) -> None:
    enqueue(asking.session, GROUP, "hazards.told", Lane.REPLY, asking.now, text="请用文字 <b> 回复。")
    await asking.session.flush()
    assert await told(asking) == "请用文字 &lt;b&gt; 回复。"


async def told(room: Room) -> str:
    return await room.text("hazards.told", "en")


async def test_a_question_about_what_is_gone_is_taken_away(asking: Room, street: Street) -> None:
    await asking.says(ASKER, GROUP, "/rename")
    (await asking.newest("hazards.ask")).subject_id = 1
    await asking.session.flush()
    assert isinstance(await asking.worded(await asking.newest("hazards.ask")), Delete)


async def mention(room: Room) -> str:
    person = (await room.session.scalars(select(Person).where(col(Person.tg_user_id) == ASKER))).one()
    return f'<a href="tg://user?id={ASKER}">{person.name}</a>'
