"""What a department is asked about its outcome: what was done, and for a photo of it where there is none."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from tests import offices
from tests.handlers.hazards.reports import labels, photo
from tests.handlers.room import BOT, SHANGHAI, Room
from tests.models.hazards.steps import transfer
from tests.offices import Offices
from tests.street import GROUP, Street

QUESTION, LIAISON = "hazards.ask", 34


@pytest.fixture
async def above(room: Room, street: Street) -> Offices:
    return await offices.build(room.session, street, room.now)


@pytest.fixture
async def hazard(room: Room, street: Street, above: Offices) -> Hazard:
    """With the police, whose liaison has been asked for the outcome."""
    made = await report(
        room.session, Said(GROUP, 501, "电线老化", person=street.resident), street.grid, room.now, SHANGHAI
    )
    await transfer(room.session, made, above, room.now)
    await room.presses(LIAISON, LIAISON, f"hz:outcome:{made.number}")
    return made


async def question(room: Room) -> MessageContent:
    said = await room.worded(await room.newest(QUESTION))
    assert isinstance(said, MessageContent)
    return said


async def answer(room: Room, **content: Any) -> None:
    """In reply to the newest question, once it stands."""
    number = next(room.numbers)
    await room.sent(QUESTION, number)
    await room.sends(LIAISON, LIAISON, reply_to_message={**room.message(BOT, LIAISON), "message_id": number}, **content)


async def handed_in(room: Room, hazard: Hazard) -> Any:
    rows = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == Act.OUTCOME)
    return (await room.session.scalars(rows)).one().data["without_photo"]


async def test_words_alone_are_asked_about_once_and_handed_in_all_the_same(room: Room, hazard: Hazard) -> None:
    await answer(room, text="已处罚并清除")
    asked = await question(room)
    assert "还没有整改后的照片" in asked.html
    assert labels(asked) == ["确认：处置完成，无照片", "取消"]
    await room.presses(LIAISON, LIAISON, asked.buttons[0][0].data)
    assert hazard.state is State.REVIEW
    assert await handed_in(room, hazard) is True
    assert "⚠️ 无处置后照片" in await room.text("hazards.review")


async def test_a_photo_with_the_words_is_not_asked_for(room: Room, hazard: Hazard) -> None:
    await answer(room, **photo(caption="已处罚并清除"))
    assert hazard.state is State.REVIEW
    assert await handed_in(room, hazard) is None
    assert "无处置后照片" not in await room.text("hazards.review")


async def test_a_photo_without_a_word_answers_the_question_and_the_rest_of_its_album_follows(
    room: Room, hazard: Hazard
) -> None:
    await answer(room, text="已处罚并清除")
    number = next(room.numbers)
    await room.sent(QUESTION, number)
    asked = {**room.message(BOT, LIAISON), "message_id": number}
    for name in ("one", "two"):
        await room.sends(LIAISON, LIAISON, reply_to_message=asked, media_group_id="album", **photo(name))
    assert hazard.state is State.REVIEW
    assert await handed_in(room, hazard) is False
    assert len(await photos_of(room.session, hazard.id, Moment.AFTER)) == 2


async def test_what_the_department_sends_after_its_outcome_is_shown_to_the_reviewer(room: Room, hazard: Hazard) -> None:
    await answer(room, text="已处罚并清除")
    await room.presses(LIAISON, LIAISON, (await question(room)).buttons[0][0].data)
    for kind, number in (("hazards.photos", 901), ("hazards.review", 902)):
        await room.sent(kind, number)
    await room.standing(LIAISON, "hazards.transferred", 903, hazard.id)
    reply = {**room.message(BOT, LIAISON), "message_id": 903}
    await room.sends(LIAISON, LIAISON, reply_to_message=reply, **photo("late"))
    review = await room.newest("hazards.review")
    [late] = [each for each in await room.messages(review.chat_id) if "since" in each.args]
    assert late.reply_to == review.message_id == 902
    said = await room.worded(late)
    assert isinstance(said, MessageContent)
    assert (said.html, said.photos) == ("<b>H1</b> 补发的处置后照片", ("late",))
