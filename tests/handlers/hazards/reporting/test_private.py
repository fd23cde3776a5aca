from datetime import timedelta

import pytest

from handlers.messages import Delete, MessageContent
from models.evidence.attach import photos_of
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.hazards.reporting.private_draft import IntakeState
from models.hazards.workflow import Severity, State
from tests.due import remind_of_intakes
from tests.handlers.hazards.reports import RESIDENT, WORDS, card, hazards, intake, labels, photo, press
from tests.handlers.room import BOT, Room
from tests.street import GROUP, Street

MEMBER, STRANGER = 12, 16
PLACE = {"location": {"latitude": 5.0, "longitude": 5.0}}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]}


@pytest.fixture
async def known(room: Room, street: Street) -> None:
    """The resident has spoken in the grid's group."""
    await room.says(RESIDENT, GROUP, "大家好")


@pytest.mark.usefixtures("known")
async def test_a_photo_is_enough_to_be_asked_and_one_press_sends_it(room: Room, street: Street) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo())
    asked = await card(room, "hazards.intake")
    assert "要上报隐患吗" in asked.html
    assert "S-1-1网格" in asked.html
    assert labels(asked) == ["提交上报", "其他网格", "不上报"]
    assert await hazards(room) == []
    await press(room, RESIDENT, "提交上报")
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.chat_id, hazard.discreet) == (State.OPEN, GROUP, True)
    assert isinstance(await room.worded(await room.newest("hazards.intake")), Delete)
    group_card = await card(room)
    assert "李秀英" not in group_card.html
    assert "某人" not in group_card.html


@pytest.mark.usefixtures("known")
async def test_words_and_voice_after_the_photo_join_it_in_a_new_question(room: Room, street: Street) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo())
    await room.says(RESIDENT, RESIDENT, "在三楼，很乱")
    await room.sends(RESIDENT, RESIDENT, voice={"file_id": "a", "file_unique_id": "a", "duration": 3})
    questions = [message for message in await room.messages(RESIDENT) if message.kind == "hazards.intake"]
    said = [await room.worded(message) for message in questions]
    assert [isinstance(each, Delete) for each in said] == [True, True, False]
    told = await intake(room)
    assert (told.text, [each["kind"] for each in told.found]) == ("在三楼，很乱", ["photo", "voice"])


@pytest.mark.usefixtures("known")
async def test_an_album_is_asked_about_once_and_its_late_part_joins_the_hazard(room: Room, street: Street) -> None:
    for name in ("p1", "p2", "p3"):
        await room.sends(RESIDENT, RESIDENT, **photo(name, media_group_id="77"))
    assert (await room.kinds(RESIDENT)).count("hazards.intake") == 1
    assert "照片等材料：3份" in (await card(room, "hazards.intake")).html
    await press(room, RESIDENT, "提交上报")
    await room.sends(RESIDENT, RESIDENT, **photo("p4", media_group_id="77"))
    [hazard] = await hazards(room)
    assert [each.file_id for each in await photos_of(room.session, hazard.id)] == ["p1", "p2", "p3", "p4"]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("text", [f"/report {WORDS}", f"#隐患 {WORDS}"])
async def test_a_whole_report_goes_out_at_once(room: Room, text: str) -> None:
    await room.says(RESIDENT, RESIDENT, text)
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.text, hazard.chat_id) == (State.OPEN, WORDS, GROUP)
    assert "hazards.intake" not in await room.kinds(RESIDENT)


@pytest.mark.usefixtures("known")
async def test_what_is_urgent_goes_out_at_once(room: Room) -> None:
    await room.says(RESIDENT, RESIDENT, "3号楼冒烟了")
    [hazard] = await hazards(room)
    assert (hazard.severity, hazard.chat_id) == (Severity.URGENT, GROUP)


@pytest.mark.parametrize("text", ["/report", "/start report"])
async def test_command_and_link_invite_to_send_a_photo(room: Room, text: str) -> None:
    await room.says(STRANGER, STRANGER, text)
    said = await card(room, "hazards.intake")
    assert "请把隐患拍照发到这里" in said.html
    assert labels(said) == ["不上报"]
    await press(room, STRANGER, "不上报")
    assert "没有上报" in (await card(room, "hazards.intake")).html
    assert (await intake(room)).state is IntakeState.DROPPED


async def test_a_member_reports_into_the_own_grid(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, f"/report {WORDS}")
    [hazard] = await hazards(room)
    assert hazard.grid_id == street.grid.id


async def test_a_stranger_chooses_the_grid_step_by_step(room: Room, street: Street) -> None:
    community = Grid(code="S-2", name="二社区", level=Level.COMMUNITY, parent_id=street.street.id, path="")
    community.path = path_of(community.id, street.street.path)
    room.session.add(community)
    for number in range(25):
        grid = Grid(code=f"S-2-{number:02}", name=f"{number}号网格", level=Level.GRID, parent_id=community.id, path="")
        grid.path = path_of(grid.id, community.path)
        room.session.add(grid)
    await room.says(STRANGER, STRANGER, f"/report {WORDS}")
    asked = await card(room, "hazards.intake")
    assert "隐患在哪里" in asked.html
    assert "位置" not in asked.html
    assert labels(asked) == ["S-1网格", "二社区", "不上报"]
    await press(room, STRANGER, "二社区")
    assert labels(await card(room, "hazards.intake"))[-4:] == ["19号网格", "下一页", "返回", "不上报"]
    await press(room, STRANGER, "下一页")
    assert labels(await card(room, "hazards.intake")) == [
        *(f"{number}号网格" for number in range(20, 25)),
        *("上一页", "返回", "不上报"),
    ]
    await press(room, STRANGER, "返回")
    await press(room, STRANGER, "二社区")
    await press(room, STRANGER, "3号网格")
    assert "3号网格" in (await card(room, "hazards.intake")).html
    await press(room, STRANGER, "提交上报")
    [hazard] = await hazards(room)
    assert (hazard.text, hazard.chat_id) == (WORDS, None)


async def test_a_place_within_a_boundary_is_the_answer(room: Room, street: Street) -> None:
    street.grid.boundary = SQUARE
    await room.sends(STRANGER, STRANGER, **photo())
    assert "也可以发送位置" in (await card(room, "hazards.intake")).html
    await room.sends(STRANGER, STRANGER, **PLACE)
    assert labels(await card(room, "hazards.intake")) == ["提交上报", "其他网格", "不上报"]
    assert (await intake(room)).grid_id == street.grid.id


@pytest.mark.usefixtures("known")
async def test_another_grid_is_chosen_from_the_tree(room: Room, street: Street) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo())
    await press(room, RESIDENT, "其他网格")
    assert labels(await card(room, "hazards.intake")) == ["S-1-1网格", "不上报"]


async def test_a_must_report_is_thanked_for_in_private(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/report 301房屋出租给王某")
    assert await room.kinds(MEMBER) == ["hazards.matter_thanks"]
    assert (await card(room, "hazards.matter_thanks")).buttons == ()
    assert await hazards(room) == []


@pytest.mark.usefixtures("known")
async def test_a_possible_duplicate_is_asked_in_private_and_no_card_shows_before(room: Room, street: Street) -> None:
    await room.says(STRANGER, GROUP, f"/report {WORDS}")
    await room.says(RESIDENT, RESIDENT, "/report 楼道又堆了纸箱")
    assert (await room.kinds(GROUP)).count("hazards.card") == 1
    assert labels(await card(room, "hazards.same")) == ["是，同一隐患", "不是，另行上报"]
    await room.presses(RESIDENT, RESIDENT, "hzd:2:no")
    assert (await room.kinds(GROUP)).count("hazards.card") == 2
    assert isinstance(await room.worded(await room.newest("hazards.same")), Delete)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("你好，在吗", "要上报隐患"),
        ("请问怎么上报隐患？", "要上报隐患"),
        ("好的，谢谢您了", "不客气。"),
        ("K7MPQ2XW9RTA", "要上报隐患"),
    ],
)
async def test_small_talk_in_private_is_no_report_and_hears_what_to_do(room: Room, text: str, answer: str) -> None:
    await room.says(STRANGER, STRANGER, text)
    assert await room.kinds(STRANGER) == ["members.hint"]
    assert answer in await room.text("members.hint")


@pytest.mark.parametrize("text", ["谢谢", "你好，请问怎么上报？"])
async def test_small_talk_becomes_no_part_of_a_draft_or_of_a_hazard(room: Room, text: str) -> None:
    await room.says(STRANGER, STRANGER, WORDS)
    await room.says(STRANGER, STRANGER, text)
    assert (await intake(room)).text == WORDS
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    [hazard] = await hazards(room)
    about = await room.standing(GROUP, "hazards.card", 700, hazard.id)
    answered = {**room.message(BOT, GROUP), "message_id": about.message_id, "text": "…"}
    before = len(await room.messages())
    await room.says(RESIDENT, GROUP, text, reply_to_message=answered)
    assert len(await room.messages()) == before


async def test_the_answer_to_an_old_draft_goes_on_with_it_and_leaves_no_second_card(room: Room) -> None:
    await room.sends(STRANGER, STRANGER, **photo())
    await room.sent("hazards.intake", 700)
    room.now += timedelta(days=3)
    answered = {**room.message(BOT, STRANGER), "message_id": 700, "text": "…"}
    await room.says(STRANGER, STRANGER, "3号楼楼道堆物", reply_to_message=answered)
    draft = await intake(room)
    assert (draft.text, len(draft.found), draft.touched_at) == ("3号楼楼道堆物", 1, room.now)
    old, newest = [message for message in await room.messages() if message.kind == "hazards.intake"]
    shown = await room.worded(old)
    assert isinstance(shown, MessageContent)
    assert (shown.buttons, shown.html) == ((), "本次上报已有新的提示，请看最新一条。")
    assert newest.id > old.id
    assert "3号楼楼道堆物" in (await card(room, "hazards.intake")).html


async def test_words_that_tell_something_are_asked_about_though_no_kind_is_known(room: Room) -> None:
    await room.says(STRANGER, STRANGER, "三单元门口的井盖没了")
    assert "要上报隐患吗" in (await card(room, "hazards.intake")).html


@pytest.mark.usefixtures("known")
async def test_a_photo_alone_is_asked_for_words(room: Room) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo())
    assert "请补充一句" in (await card(room, "hazards.intake")).html
    await room.says(RESIDENT, RESIDENT, WORDS)
    assert "请补充一句" not in (await card(room, "hazards.intake")).html


async def test_a_place_outside_every_boundary_is_said_to_be_so(room: Room, street: Street) -> None:
    street.grid.boundary = SQUARE
    await room.sends(STRANGER, STRANGER, **photo())
    await room.sends(STRANGER, STRANGER, location={"latitude": 50.0, "longitude": 50.0})
    asked = await card(room, "hazards.intake")
    assert "不在已划定的网格内" in asked.html
    assert (await intake(room)).grid_id is None


async def test_what_was_not_sent_is_asked_for_once_more(room: Room) -> None:
    await room.sends(STRANGER, STRANGER, **photo())
    await remind_of_intakes(room.session, room.now + timedelta(minutes=10))
    await room.session.flush()
    assert "您的上报还没有提交" in (await card(room, "hazards.intake")).html


async def test_a_reply_to_the_question_joins_it(room: Room) -> None:
    await room.sends(STRANGER, STRANGER, **photo())
    await room.sent("hazards.intake", 900)
    bots = {**room.message(BOT, STRANGER), "message_id": 900, "text": "…"}
    await room.says(STRANGER, STRANGER, "在后门", reply_to_message=bots)
    assert (await intake(room)).text == "在后门"


@pytest.mark.usefixtures("known")
async def test_old_foreign_and_forged_presses_do_nothing(room: Room) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo())
    mine = await intake(room)
    forged = [f"hzp:{mine.id}:in:999", f"hzp:{mine.id}:in:x", f"hzp:{mine.id}:page", f"hzp:{mine.id}", "hzp:x", "hzp"]
    for by, data in [(STRANGER, f"hzp:{mine.id}:send"), *((RESIDENT, each) for each in forged)]:
        request = await room.presses(by, by, data)
        assert request.toast
        assert request.toast.alert
    await press(room, RESIDENT, "提交上报")
    late = await room.presses(RESIDENT, RESIDENT, f"hzp:{mine.id}:send")
    assert late.toast
    assert late.toast.alert
    assert len(await hazards(room)) == 1
