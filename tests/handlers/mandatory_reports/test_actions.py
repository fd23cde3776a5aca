from pathlib import Path

from sqlalchemy import select

from handlers.messages import MessageContent
from models.evidence.attach import pieces_of
from models.evidence.tables import EvidenceState
from models.mandatory_reports.tables import MandatoryReport
from tests.handlers.hazards.reports import RESIDENT, WORDS, card, hazards, labels, photo
from tests.handlers.room import BOT, Room
from tests.street import GROUP

LETTING = "301房屋出租给王某一家"


async def test_a_must_report_in_reply_to_a_card_stays_off_it(room: Room) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.sent("hazards.card", 900)
    bots = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    await room.sends(RESIDENT, GROUP, **photo(caption=LETTING), reply_to_message=bots)
    said = (await card(room)).html
    assert "王某" not in said
    [hazard] = await hazards(room)
    assert await pieces_of(room.session, hazard.id) == []
    assert "王某" in await room.text("hazards.matter")


async def test_all_of_an_album_that_tells_of_one_goes_to_the_leader(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, **photo("p1", caption=f"/report {LETTING}", media_group_id="7"))
    await room.sends(RESIDENT, GROUP, **photo("p2", media_group_id="7"))
    mandatory_report = (await room.session.scalars(select(MandatoryReport))).one()
    assert [each["file_id"] for each in mandatory_report.found] == ["p1", "p2"]
    assert await hazards(room) == []


async def test_a_leader_who_answers_it_in_words_is_told_to_press_a_button(room: Room) -> None:
    await room.says(RESIDENT, GROUP, f"/report {LETTING}")
    await room.sent("hazards.matter", 900)
    leader = (await room.newest("hazards.matter")).chat_id
    bots = {**room.message(BOT, leader), "message_id": 900, "text": "…"}
    await room.says(leader, leader, "知道了，明天去", reply_to_message=bots)
    assert (await room.kinds(leader))[-1] == "hazards.not_one"
    assert "如有按钮，请点按钮" in await room.text("hazards.not_one")


async def test_a_picture_sent_as_a_file_stands_on_it_once_it_is_here(room: Room) -> None:
    sent = {"document": {"file_id": "d", "file_unique_id": "d", "mime_type": "image/heic"}}
    await room.sends(RESIDENT, GROUP, **sent, caption=f"/report {LETTING}")
    assert (await card(room, "hazards.matter")).photos == ()
    [evidence] = await pieces_of(room.session, (await room.session.scalars(select(MandatoryReport))).one().id)
    evidence.state, evidence.media_type, evidence.sha256 = EvidenceState.KEPT, "image/jpeg", "ab" * 32
    room.kept["ab" * 32] = Path("/kept/ab")
    await room.session.flush()
    assert (await card(room, "hazards.matter")).photos == (Path("/kept/ab"),)


async def test_a_leader_sees_all_that_came_with_it_and_nobody_else_does(room: Room) -> None:
    video = {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}
    sent = await room.sends(RESIDENT, GROUP, video=video, caption=f"/report {LETTING}")
    told = await room.newest("hazards.matter")
    assert labels(await card(room, "hazards.matter"))[-1] == "查看全部材料"
    see = f"hzm:{told.subject_id}:see"
    refused = await room.presses(RESIDENT, RESIDENT, see)
    assert refused.toast is not None
    assert refused.toast.alert
    assert "hazards.matter_piece" not in await room.kinds()
    await room.presses(told.chat_id, told.chat_id, see)
    [piece] = [message for message in await room.messages() if message.kind == "hazards.matter_piece"]
    shown = await room.worded(piece)
    assert isinstance(shown, MessageContent)
    assert piece.chat_id == told.chat_id
    assert shown.copy_of is not None
    assert (shown.copy_of.chat_id, shown.copy_of.message_id) == (GROUP, sent.message_id)
    await room.presses(told.chat_id, told.chat_id, f"hzm:{told.subject_id}:got")
    assert labels(await card(room, "hazards.matter")) == ["查看全部材料"]


async def test_of_many_pieces_the_tenth_leads_on(room: Room) -> None:
    for number in range(11):
        sent = {"media_group_id": "7", **({"caption": f"/report {LETTING}"} if number == 0 else {})}
        await room.sends(RESIDENT, GROUP, **photo(f"p{number}", **sent))
    told = await room.newest("hazards.matter")
    await room.presses(told.chat_id, told.chat_id, f"hzm:{told.subject_id}:see")
    [further] = [button for row in (await card(room, "hazards.matter_piece")).buttons for button in row]
    assert (further.label, further.data) == ("继续查看（还有1份）", f"hzm:{told.subject_id}:see:10")
    refused = await room.presses(RESIDENT, RESIDENT, further.data)
    assert refused.toast is not None
    assert "网格长" in refused.toast.text
    await room.presses(told.chat_id, told.chat_id, further.data)
    assert (await room.kinds()).count("hazards.matter_piece") == 11


async def test_what_shows_all_itself_bears_no_such_button(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption=f"/report {LETTING}"))
    assert "查看全部材料" not in labels(await card(room, "hazards.matter"))
