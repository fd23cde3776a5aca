from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Copy, MessageContent
from models.emergencies.tables import Call
from models.evidence.tables import Evidence
from tests.handlers.emergencies.messages import CARD, added, ends, labels, photo, replies, said
from tests.handlers.room import ANONYMOUS, Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, STRANGER = 11, 12, 14, 16
FILE = {"file_id": "f", "file_unique_id": "f"}
PICTURE = {"width": 9, "height": 9}
FILES: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{**FILE, **PICTURE}]},
    "video": {"video": {**FILE, **PICTURE, "duration": 3}},
    "video_note": {"video_note": {**FILE, "length": 9, "duration": 3}},
    "voice": {"voice": {**FILE, "duration": 3}},
    "audio": {"audio": {**FILE, "duration": 3}},
    "document": {"document": FILE},
}


@pytest.fixture
async def called(room: Room, street: Street) -> None:
    """A fire, with a photo, to which the member goes; the card stands in the group."""
    await room.sends(RESIDENT, GROUP, caption="/sos 3号楼着火", **photo("first"))
    await room.sent("emergencies.card", CARD)
    await room.presses(MEMBER, GROUP, "sos:going:1")


async def passed_on(room: Room, chat_id: int = MEMBER) -> list[MessageContent]:
    worded = [await room.worded(each) for each in await added(room, chat_id)]
    return [each for each in worded if isinstance(each, MessageContent)]


async def shown(room: Room, chat_id: int) -> list[MessageContent]:
    """The files, to who asked for them."""
    messages = [each for each in await room.messages(chat_id) if each.kind == "emergencies.file"]
    worded = [await room.worded(each) for each in messages]
    return [each for each in worded if isinstance(each, MessageContent)]


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize("kind", FILES)
async def test_whatever_is_sent_reaches_those_who_go_as_it_was_sent(room: Room, kind: str) -> None:
    await replies(room, STRANGER, **FILES[kind])
    evidence = (
        await room.session.scalars(select(Evidence).where(col(Evidence.kind) == kind).order_by(col(Evidence.id)))
    ).all()[-1]
    [message] = await passed_on(room)
    assert message.html == "<b>S1</b> 某人补充"
    assert isinstance(message.copy_of, Copy)
    assert (message.copy_of.chat_id, message.copy_of.message_id) == (GROUP, evidence.message_id)
    assert message.copy_of.fallback.photos == (("f",) if kind == "photo" else ())
    assert await added(room, LEADER) == []


@pytest.mark.usefixtures("called")
async def test_a_file_s_words_go_with_it(room: Room) -> None:
    await replies(room, STRANGER, caption="楼上还有老人", **FILES["video"])
    assert [each.html for each in await passed_on(room)] == ["<b>S1</b> 某人补充\n楼上还有老人"]


@pytest.mark.usefixtures("called")
async def test_words_alone_reach_those_who_go(room: Room) -> None:
    await replies(room, STRANGER, text="楼上还有老人")
    [message] = await passed_on(room)
    assert (message.html, message.copy_of) == ("<b>S1</b> 某人补充\n楼上还有老人", None)


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize("content", [{"text": "需要水带"}, FILES["voice"]])
async def test_nobody_is_sent_their_own(room: Room, content: dict[str, Any]) -> None:
    await room.presses(LEADER, GROUP, "sos:going:1")
    await replies(room, MEMBER, **content)
    assert (len(await added(room, MEMBER)), len(await added(room, LEADER))) == (0, 1)


@pytest.mark.usefixtures("called")
async def test_an_album_comes_part_by_part_and_each_once(room: Room) -> None:
    for name in ("one", "two", "three"):
        await replies(room, STRANGER, media_group_id="7", **photo(name))
    assert [each.copy_of.fallback.photos for each in await passed_on(room) if each.copy_of] == [
        ("one",),
        ("two",),
        ("three",),
    ]


@pytest.mark.usefixtures("called")
async def test_who_goes_later_gets_what_was_added_before(room: Room) -> None:
    await replies(room, STRANGER, **FILES["voice"])
    await replies(room, STRANGER, caption="火势", **FILES["photo"])
    await room.presses(LEADER, GROUP, "sos:going:1")
    assert [each.html for each in await passed_on(room, LEADER)] == ["<b>S1</b> 某人补充", "<b>S1</b> 某人补充\n火势"]
    assert len(await added(room, MEMBER)) == 2


@pytest.mark.usefixtures("called")
async def test_another_s_photo_is_added_with_whose_it_is_and_replaces_none(room: Room) -> None:
    await replies(room, STRANGER, **photo("second"))
    alarm = await said(room, "alarm", LEADER)
    assert alarm.photos == ("first",)
    assert "补充照片、语音等材料1份，最近一份来自某人" in alarm.html
    assert ["查看补充材料"] in labels(alarm)
    assert (await room.session.scalars(select(Call))).one().photo == "first"


@pytest.mark.usefixtures("called")
async def test_the_newest_photo_of_who_called_is_shown(room: Room) -> None:
    await replies(room, RESIDENT, **photo("second"))
    assert (await said(room, "alarm", LEADER)).photos == ("second",)


@pytest.mark.usefixtures("called")
async def test_who_is_not_on_the_way_may_see_what_was_added(room: Room) -> None:
    await replies(room, ANONYMOUS, **FILES["video"])
    await replies(room, STRANGER, caption="火势", **FILES["photo"])
    await room.presses(LEADER, LEADER, "sos:added:1")
    assert [each.html for each in await shown(room, LEADER)] == ["<b>S1</b> 某人补充\n火势", "<b>S1</b> 有补充"]
    request = await room.presses(STRANGER, STRANGER, "sos:added:1")
    assert request.toast is not None
    assert "为了您的安全" in request.toast.text
    assert await shown(room, STRANGER) == []


@pytest.mark.usefixtures("called")
async def test_of_many_files_the_newest_come_first_and_the_last_of_them_leads_on(room: Room) -> None:
    for count in range(12):
        await replies(room, STRANGER, caption=f"第{count + 1}份", **FILES["video"])
    await room.presses(LEADER, LEADER, "sos:added:1")
    files = await shown(room, LEADER)
    assert [each.html.rpartition("\n")[2] for each in files] == [f"第{each}份" for each in range(12, 2, -1)]
    assert [labels(each) for each in files] == [*[[]] * 9, [["继续查看（还有2份）"]]]
    await room.presses(LEADER, LEADER, "sos:added:1:10")
    assert [each.html.rpartition("\n")[2] for each in (await shown(room, LEADER))[10:]] == ["第2份", "第1份"]


@pytest.mark.usefixtures("called")
async def test_who_asks_for_files_where_there_are_none_hears_so(room: Room) -> None:
    request = await room.presses(LEADER, LEADER, "sos:added:1")
    assert request.toast is not None
    assert "没有更多" in request.toast.text
    assert await shown(room, LEADER) == []


@pytest.mark.usefixtures("called")
async def test_who_has_seen_a_file_and_goes_then_is_not_sent_it_again(room: Room) -> None:
    await replies(room, STRANGER, **FILES["voice"])
    await room.presses(LEADER, LEADER, "sos:added:1")
    await replies(room, STRANGER, **FILES["video"])
    await room.presses(LEADER, GROUP, "sos:going:1")
    assert (len(await shown(room, LEADER)), len(await added(room, LEADER))) == (1, 1)


@pytest.mark.usefixtures("called")
async def test_a_leaders_chat_does_not_learn_whose_it_is(room: Room, street: Street) -> None:
    await replies(room, STRANGER, **FILES["voice"])
    await room.presses(LEADER, -77, "sos:added:1")
    assert [each.html for each in await shown(room, -77)] == ["<b>S1</b> 有补充"]


@pytest.mark.usefixtures("called")
async def test_a_forged_press_shows_nothing_in_a_residents_group(room: Room) -> None:
    await replies(room, STRANGER, **FILES["voice"])
    request = await room.presses(LEADER, GROUP, "sos:added:1")
    assert request.toast is not None
    assert "按钮已失效" in request.toast.text
    assert await shown(room, GROUP) == []


@pytest.mark.usefixtures("called")
async def test_what_is_added_after_the_end_is_kept_and_rings_with_nobody(room: Room) -> None:
    await ends(room, MEMBER, MEMBER, "safe")
    await replies(room, STRANGER, **FILES["voice"])
    await replies(room, STRANGER, text="谢谢")
    assert await added(room) == []
    assert [each.kind for each in (await room.session.scalars(select(Evidence).order_by(col(Evidence.id)))).all()] == [
        "photo",
        "voice",
    ]


async def test_in_private_a_voice_needs_no_reply_and_is_thanked_for(room: Room) -> None:
    await room.says(STRANGER, STRANGER, "/sos 隔壁冒烟")
    await room.sends(STRANGER, STRANGER, **FILES["voice"])
    assert await room.text("emergencies.word") == "S1：已补充，收到求助的人员都能看到。"


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind != "photo"])
async def test_a_call_made_with_a_file_or_in_reply_to_one_passes_it_on(room: Room, kind: str) -> None:
    replied = {**room.message(STRANGER, GROUP), **FILES[kind]}
    await room.says(RESIDENT, GROUP, "/sos 着火了", reply_to_message=replied)
    await room.presses(MEMBER, GROUP, "sos:going:1")
    [message] = await passed_on(room)
    assert message.copy_of is not None
    assert message.copy_of.message_id == replied["message_id"]


async def test_who_calls_once_more_with_a_photo_shows_it_to_those_who_go(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, caption="/sos 着火", **photo("first"))
    await room.presses(MEMBER, GROUP, "sos:going:1")
    await room.sends(STRANGER, GROUP, caption="/sos 快来", **photo("second"))
    assert [(each.html, each.copy_of.fallback.photos) for each in await passed_on(room) if each.copy_of] == [
        ("<b>S1</b> 某人补充\n快来", ("second",))
    ]
