"""A form about something that is no hazard, as a feature to come would declare one."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Delete, MessageContent
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.questions.renaming import ASKER, FORM, answer, room_asking
from tests.handlers.room import Room
from tests.street import GROUP, Street


@pytest.fixture
def asking(room: Room) -> Room:
    return room_asking(room, FORM)


async def text(room: Room) -> str:
    said = await room.worded(await room.newest("hazards.ask"), "en")
    assert isinstance(said, MessageContent)
    return said.html


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


TOO_LONG = "Your answer has 501 characters, and at most 500 fit. Please shorten it and reply again."


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Please answer in words."), ("x" * 501, TOO_LONG), ("forbidden", "short may_not")],
)
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
