from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent, Skip
from models.evidence.tables import Evidence
from models.hazards.tables import HAZARD
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.mandatory_reports.tables import MandatoryReport
from models.outbox.tables import OutboxMessage
from tests import offices
from tests.handlers.hazards.reports import WORDS, card, hazards, labels, photo
from tests.handlers.room import ANONYMOUS, BOT, SHANGHAI, Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER = 11, 12, 14
BUTTON = "查看全部材料"
VOICE = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}


@pytest.fixture
async def heard(room: Room) -> None:
    """A voice that the resident, who is known in the group, sends in private."""
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, "/report")
    await room.sends(RESIDENT, RESIDENT, **VOICE)
    said = await card(room, "hazards.intake")
    await room.presses(RESIDENT, RESIDENT, said.buttons[0][0].data)


@pytest.mark.usefixtures("heard")
async def test_staff_hear_the_voice_that_only_the_bot_was_sent(room: Room) -> None:
    alert = await card(room, "hazards.ping")
    data = next(button.data for row in alert.buttons for button in row if button.label == BUTTON)
    await room.presses(MEMBER, MEMBER, data)
    said = await room.worded(await room.newest("hazards.piece"))
    [evidence] = await pieces(room)
    assert isinstance(said, MessageContent)
    assert said.copy_of is not None
    assert (said.copy_of.chat_id, said.copy_of.message_id) == (RESIDENT, evidence.message_id)
    assert (said.html, said.buttons) == ("<b>H1</b>", ())
    assert "原消息已无法查看" in said.copy_of.fallback.html


FORGED = [
    (RESIDENT, "hze:1"),
    (ANONYMOUS, "hze:1"),
    (MEMBER, "hze:2"),
    (MEMBER, "hze:x"),
    (MEMBER, "hze:1:x"),
    (MEMBER, "hze:1:-1"),
    (MEMBER, "hze"),
]


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(("by", "data"), FORGED)
async def test_others_and_forged_presses_are_shown_nothing(room: Room, by: int | dict[str, Any], data: str) -> None:
    request = await room.presses(by, MEMBER, data)
    assert request.toast
    assert request.toast.alert
    assert "hazards.piece" not in await room.kinds()


async def test_where_the_alert_shows_all_there_is_nothing_more_to_see(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption=f"/report {WORDS}"))
    assert BUTTON not in labels(await card(room, "hazards.ping"))
    [hazard] = await hazards(room)
    assert hazard.text == WORDS


@pytest.mark.usefixtures("heard")
async def test_a_piece_that_is_gone_is_not_said(room: Room) -> None:
    await room.presses(MEMBER, MEMBER, "hze:1")
    for evidence in await pieces(room):
        await room.session.delete(evidence)
    await room.session.flush()
    assert isinstance(await room.worded(await room.newest("hazards.piece")), Skip)


@pytest.mark.usefixtures("heard")
async def test_nothing_is_shown_in_the_residents_group(room: Room) -> None:
    request = await room.presses(MEMBER, GROUP, "hze:1")
    assert request.toast
    assert "hazards.piece" not in await room.kinds()


@pytest.mark.usefixtures("heard")
async def test_of_many_ten_are_shown_and_the_last_leads_on(room: Room) -> None:
    alert = await room.newest("hazards.ping")
    await room.sent("hazards.ping", 900)
    for number in range(12):
        below = {"reply_to_message": {**room.message(BOT, MEMBER), "message_id": 900, "text": "…"}}
        await room.sends(MEMBER, MEMBER, **photo(f"file-{number}"), **below)
    assert alert.subject_id is not None
    await room.presses(MEMBER, MEMBER, "hze:1")
    first = [await room.worded(message) for message in await messages(room)]
    assert [labels(said) for said in first if isinstance(said, MessageContent)] == [*[[]] * 9, ["继续查看（还有3份）"]]
    last = first[-1]
    assert isinstance(last, MessageContent)
    await room.presses(MEMBER, MEMBER, last.buttons[0][0].data)
    every = await messages(room)
    assert [int(message.args["evidence"]) for message in every] == [each.id for each in await pieces(room)]
    assert len(every) == 13
    assert labels(await card(room, "hazards.piece")) == []


async def test_a_photo_whose_message_is_gone_is_shown_all_the_same(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption=f"/report {WORDS}"))
    await room.presses(MEMBER, MEMBER, "hze:1")
    said = await card(room, "hazards.piece")
    assert said.copy_of is not None
    assert (said.copy_of.chat_id, said.copy_of.fallback.photos) == (GROUP, ("file-1",))
    assert said.copy_of.fallback.html == said.html


@pytest.mark.usefixtures("heard")
async def test_the_department_that_has_the_hazard_hears_it_too_as_long_as_it_has_it(room: Room, street: Street) -> None:
    above = await offices.build(room.session, street, room.now)
    [hazard] = await hazards(room)
    given = {"department": above.police.id, "due": offices.ANSWER_BY}
    await perform(room.session, hazard, Act.TRANSFER, above.street_leader, room.now, SHANGHAI, **given)
    assert BUTTON in labels(await card(room, "hazards.transferred"))
    liaison, other = above.liaison.tg_user_id, above.other_liaison.tg_user_id
    for by in (liaison, other):
        await room.presses(by, by, "hze:1")
    assert [message.chat_id for message in await messages(room)] == [liaison]
    await perform(room.session, hazard, Act.TAKE_BACK, above.street_leader, room.now, SHANGHAI)
    request = await room.presses(liaison, liaison, "hze:1")
    assert request.toast
    assert len(await messages(room)) == 1


async def test_what_a_mistaken_must_report_showed_is_found_where_it_was_sent(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption="/report 招租广告贴满消防箱"))
    mandatory_report = (await room.session.scalars(select(MandatoryReport))).one()
    await room.presses(LEADER, LEADER, f"hzm:{mandatory_report.id}:hazard")
    assert [each.chat_id for each in await pieces(room)] == [GROUP]


async def messages(room: Room) -> list[OutboxMessage]:
    return [message for message in await room.messages() if message.kind == "hazards.piece"]


async def pieces(room: Room) -> list[Evidence]:
    of_hazards = select(Evidence).where(col(Evidence.subject_kind) == HAZARD)
    return list((await room.session.scalars(of_hazards.order_by(col(Evidence.id)))).all())


async def test_where_there_are_only_words_that_is_said(room: Room) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    pressed = await room.presses(MEMBER, MEMBER, "hze:1")
    assert pressed.toast is not None
    assert "只有文字" in pressed.toast.text
