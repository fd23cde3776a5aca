import pytest
from sqlalchemy import select

from models.emergencies.tables import Call
from models.hazards.reporting.private_draft import KIND, begin
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.emergencies.messages import ends
from tests.handlers.room import BOT, Room, person
from tests.street import GROUP, Street

RESIDENT, MEMBER, STRANGER = 11, 12, 16
SPOT = {"latitude": 29.34, "longitude": 105.9}
PHOTO = [{"file_id": "small", "file_unique_id": "s", "width": 9, "height": 9}]
PHOTO += [{"file_id": "large", "file_unique_id": "l", "width": 90, "height": 90}]


async def the_call(room: Room) -> Call:
    return (await room.session.scalars(select(Call).execution_options(populate_existing=True))).one()


@pytest.mark.parametrize("command", ["/sos", "/sos@wangge_bot", "/sos 3号楼着火", "/sos\n3号楼着火"])
async def test_the_answer_in_the_group_opens_with_119(room: Room, command: str) -> None:
    request = await room.says(RESIDENT, GROUP, command)
    [card] = [message for message in await room.messages(GROUP) if message.kind == "emergencies.card"]
    assert card.reply_to == request.message_id
    text = await room.text("emergencies.card")
    assert text.split("\n")[0].startswith("<b>请立即拨打119！</b>")
    for word in ("撤离", "不乘电梯", "湿毛巾"):
        assert word in text


async def test_a_reply_calls_with_the_words_photo_and_place_it_replies_to(room: Room) -> None:
    said = {**room.message(STRANGER, GROUP), "caption": "隔壁冒烟", "photo": PHOTO}
    await room.says(RESIDENT, GROUP, "/sos", reply_to_message=said)
    call = await the_call(room)
    assert (call.text, call.photo, call.place) == ("隔壁冒烟", "large", None)


async def test_a_reply_to_a_place_calls_with_it(room: Room) -> None:
    said = {**room.message(RESIDENT, GROUP), "location": SPOT}
    await room.says(RESIDENT, GROUP, "/sos 快来", reply_to_message=said)
    call = await the_call(room)
    assert (call.text, call.place) == ("快来", SPOT)


async def test_a_reply_to_a_photo_of_another_chat_calls_with_it(room: Room) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "邻居"}
    await room.says(RESIDENT, GROUP, "/sos 快来", external_reply={"origin": origin, "photo": PHOTO})
    assert (await the_call(room)).photo == "large"


async def test_words_of_the_bot_are_not_the_caller_s(room: Room) -> None:
    said = {**room.message(BOT, GROUP), "text": "网格周报"}
    await room.says(RESIDENT, GROUP, "/sos", reply_to_message=said)
    assert (await the_call(room)).text == ""


async def test_a_photo_s_caption_calls(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, photo=PHOTO, caption="/sos 着火了")
    call = await the_call(room)
    assert (call.text, call.photo) == ("着火了", "large")


async def test_an_anonymous_administrator_can_call(room: Room) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    await room.says(anonymous, GROUP, "/sos 着火")
    assert (await the_call(room)).caller_id is None


async def test_an_unbound_group_is_answered_and_asked_where(room: Room) -> None:
    await room.says(STRANGER, -3001, "/sos 着火")
    text = await room.text("emergencies.card")
    assert text.startswith("<b>请立即拨打119！</b>")
    assert "尚未绑定网格" in text
    assert (await the_call(room)).grid_id is None


@pytest.mark.parametrize(("by", "grid_known"), [(STRANGER, False), (MEMBER, True)])
async def test_in_private_the_caller_is_asked_to_share_the_place(room: Room, by: int, grid_known: bool) -> None:
    await room.says(by, by, "/sos")
    said = await room.worded(await room.newest("emergencies.answer"))
    assert getattr(said, "ask_location", "") == "发送我的位置"
    assert ("尚不知道您所在的网格" in await room.text("emergencies.progress")) is not grid_known
    await room.sends(by, by, location=SPOT)
    assert (await the_call(room)).place == SPOT
    assert "已收到您的位置" in await room.text("emergencies.placed")


async def test_a_place_in_reply_to_the_card_is_the_call_s(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    await room.sent("emergencies.card", 900)
    card = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    venue = {"location": SPOT, "title": "3号楼", "address": "望城路"}
    await room.sends(STRANGER, GROUP, venue=venue, location=SPOT, reply_to_message=card)
    assert (await the_call(room)).place == SPOT
    assert "emergencies.placed" not in await room.kinds(GROUP)


async def test_a_live_place_moves_with_the_caller(room: Room) -> None:
    await room.says(STRANGER, STRANGER, "/sos")
    live = {**room.message(STRANGER, STRANGER), "location": {**SPOT, "live_period": 900}}
    await room.take(message=live)
    moved = {**SPOT, "latitude": 29.341}
    await room.take(edited_message={**live, "edit_date": 1, "location": {**moved, "live_period": 900}})
    assert (await the_call(room)).place == moved


async def test_a_place_shared_by_one_who_did_not_call_is_nothing_to_us(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    await room.sends(STRANGER, GROUP, location=SPOT)
    assert (await the_call(room)).place is None


async def test_a_place_after_the_end_hears_that_it_is_over(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    await room.sent("emergencies.card", 900)
    await ends(room, MEMBER, GROUP, "nothing")
    card = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    await room.sends(RESIDENT, GROUP, location=SPOT, reply_to_message=card)
    assert "S1已结束" in await room.text("emergencies.is_over")


@pytest.mark.parametrize(
    ("text", "calls", "told"),
    [
        ("/report 家里着火了", 1, ["emergencies.answer", "emergencies.progress", "hazards.intake"]),
        ("救命", 1, ["emergencies.answer", "emergencies.progress"]),
        ("你好", 0, ["members.hint"]),
        ("/help 着火", 1, ["emergencies.answer", "emergencies.progress"]),
    ],
)
async def test_in_private_such_words_call_at_once_and_the_report_goes_on(
    room: Room, text: str, calls: int, told: list[str]
) -> None:
    await room.says(STRANGER, STRANGER, text)
    assert len((await room.session.scalars(select(Call))).all()) == calls
    assert await room.kinds(STRANGER) == told


async def test_in_a_group_words_without_a_command_are_left_to_people(room: Room) -> None:
    await room.says(person(RESIDENT), GROUP, "昨天电视里着火了")
    assert await room.kinds() == []


async def test_in_private_a_cry_without_a_command_is_a_call_and_no_report_besides(room: Room) -> None:
    await room.says(STRANGER, STRANGER, "救命，着火了")
    assert await room.kinds(STRANGER) == ["emergencies.answer", "emergencies.progress"]


async def test_a_cry_in_reply_to_the_question_about_a_report_calls_too(room: Room, street: Street) -> None:
    intake = await begin(room.session, street.stranger, STRANGER, room.now)
    enqueue(room.session, STRANGER, KIND, Lane.REPLY, room.now, subject_id=intake.id, card=1)
    await room.session.flush()
    await room.sent(KIND, 900)
    bots = {**room.message(BOT, STRANGER), "message_id": 900, "text": "…"}
    await room.says(STRANGER, STRANGER, "着火了", reply_to_message=bots)
    assert (await the_call(room)).text == "着火了"
