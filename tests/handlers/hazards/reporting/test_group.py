from typing import Any

import pytest
from sqlalchemy import select

from handlers.messages import Delete, MessageContent
from models.evidence.attach import photos_of
from models.evidence.tables import Evidence
from models.hazards.workflow import State
from models.mandatory_reports.tables import MandatoryReport
from tests.handlers.hazards.reports import RESIDENT, WORDS, card, hazards, labels, photo
from tests.handlers.room import BOT, Room, chat, person
from tests.street import GROUP, Street

MEMBER, LEADER = 12, 14


async def test_a_photo_with_the_command_in_its_caption_opens_a_hazard(room: Room, street: Street) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption=f"/report {WORDS}"))
    [hazard] = await hazards(room)
    assert (hazard.text, hazard.reporter_id, hazard.state) == (WORDS, street.resident.id, State.OPEN)
    assert "疏散通道/安全出口堵塞" in (await card(room)).html


@pytest.mark.parametrize(
    "text",
    [
        f"#隐患 {WORDS}",
        f"{WORDS} #隐患",
        f"#隐患：{WORDS}",
        f"#隐患，{WORDS}",
        f"#隐患\u3000{WORDS}",
        f"＃隐患 {WORDS}",
        f"  {WORDS}\n#隐患 ",
        f"{WORDS} #隐患。",
    ],
)
async def test_the_hashtag_at_either_end_reports(room: Room, text: str) -> None:
    await room.says(RESIDENT, GROUP, text)
    await room.sends(RESIDENT, GROUP, **photo(caption=text))
    assert {hazard.text.strip(" 。") for hazard in await hazards(room)} == {WORDS}


@pytest.mark.parametrize(
    "text",
    [
        "明天排查#隐患哦大家注意",
        "请大家用 #隐患 上报",
        "#隐患排查 明天上午九点",
        "#隐患举报电话 12345",
        "本周通报 #隐患排查",
        "##隐患 见附件",
        "#重大隐患 学习材料",
    ],
)
async def test_another_hashtag_or_one_in_the_middle_is_only_talk(room: Room, text: str) -> None:
    await room.says(RESIDENT, GROUP, text)
    assert await hazards(room) == []


async def test_in_reply_to_somebody_elses_photo_the_reporter_is_who_sends_the_command(
    room: Room, street: Street
) -> None:
    shown = {**room.message(RESIDENT, GROUP), **photo(caption="大家看看")}
    await room.says(16, GROUP, "/report", reply_to_message=shown)
    [hazard] = await hazards(room)
    assert (hazard.reporter_id, hazard.text, hazard.message_id) == (street.stranger.id, "大家看看", shown["message_id"])
    assert [each.file_id for each in await photos_of(room.session, hazard.id)] == ["file-1"]


async def test_in_reply_to_words_they_are_the_report_unless_it_has_its_own(room: Room) -> None:
    said = {**room.message(RESIDENT, GROUP), "text": "灭火器坏了"}
    await room.says(16, GROUP, "/report", reply_to_message=said)
    await room.says(16, GROUP, "/report 应急灯坏了", reply_to_message=said)
    assert [hazard.text for hazard in await hazards(room)] == ["灭火器坏了", "应急灯坏了"]


async def test_in_a_topic_of_a_forum_it_is_no_reply(room: Room) -> None:
    opened = {**room.message(RESIDENT, GROUP), "forum_topic_created": {"name": "隐患", "icon_color": 1}}
    request = await room.says(RESIDENT, GROUP, f"/report {WORDS}", reply_to_message=opened)
    [hazard] = await hazards(room)
    assert hazard.message_id == request.message_id


async def test_alone_it_asks_and_a_reply_by_anyone_fills_it_in(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "/report")
    assert "请回复本消息" in (await card(room)).html
    await room.sent("hazards.card", 900)
    bots = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    await room.sends(16, GROUP, **photo(caption=WORDS), reply_to_message=bots)
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.text, hazard.reporter_id) == (State.OPEN, WORDS, street.resident.id)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"video": {"file_id": "v", "file_unique_id": "v", "width": 9, "height": 9, "duration": 1}}, "video"),
        ({"document": {"file_id": "d", "file_unique_id": "d", "file_name": "图.png"}}, "document"),
        ({"voice": {"file_id": "a", "file_unique_id": "a", "duration": 3}}, "voice"),
        ({"location": {"latitude": 29.5, "longitude": 106.5}}, "place"),
    ],
)
async def test_evidence_of_every_kind_replies_to_a_draft(room: Room, content: dict[str, Any], kind: str) -> None:
    await room.says(RESIDENT, GROUP, "/report")
    await room.sent("hazards.card", 900)
    bots = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    await room.sends(RESIDENT, GROUP, **content, reply_to_message=bots)
    [hazard] = await hazards(room)
    [evidence] = (await room.session.scalars(select(Evidence))).all()
    assert (hazard.state, evidence.kind, evidence.subject_id) == (State.OPEN, kind, hazard.id)


async def test_a_group_without_a_grid_is_told_so(room: Room) -> None:
    await room.says(RESIDENT, chat(-5005), f"/report {WORDS}")
    assert await room.kinds(-5005) == ["hazards.unbound"]


async def test_a_second_one_asks_whether_it_is_the_same_and_yes_joins_it(room: Room, street: Street) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption=f"/report {WORDS}"))
    await room.sends(16, GROUP, **photo("file-2", caption="/report 楼道又堆了纸箱"))
    asked = await card(room)
    assert "是否与<b>H1</b>（3号楼楼道堆物，11-16 09:00的照片）为同一隐患？" in asked.html
    assert labels(asked) == ["是，同一隐患", "不是，另行上报"]
    request = await room.presses(RESIDENT, GROUP, "hzd:2:yes")
    assert request.toast
    assert request.toast.text == "请由上报人或本网格的网格员、网格长回答。"
    request = await room.presses(16, GROUP, "hzd:2:yes")
    assert request.toast
    assert request.toast.text == "H2已并入H1。"
    first, second = await hazards(room)
    assert (second.state, second.original_id) == (State.DUPLICATE, first.id)
    assert len(await photos_of(room.session, first.id)) == 2
    assert "与<b>H1</b>为同一隐患" in (await card(room)).html
    assert "已合并处置" in await room.text("hazards.joined")
    late = await room.presses(16, GROUP, "hzd:2:no")
    assert late.toast
    assert "重复" in late.toast.text


async def test_what_is_grave_is_asked_about_beside_its_buttons(room: Room) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.says(16, GROUP, "/report 楼道严重堵塞")
    asked = await card(room)
    assert "是否与<b>H1</b>" in asked.html
    assert "已先行上报" in asked.html
    assert labels(asked)[:2] == ["是，同一隐患", "不是，另行上报"]
    assert "受理" in labels(asked)
    await room.presses(16, GROUP, "hzd:2:no")
    stands = await card(room)
    assert "是否与" not in stands.html
    assert labels(stands)[0] == "受理"


async def test_nothing_is_said_to_be_joined_while_it_is_asked(room: Room) -> None:
    for words in (WORDS, "楼道又堆了纸箱"):
        await room.says(RESIDENT, GROUP, f"/report {words}")
    await room.says(RESIDENT, GROUP, "/status H2")
    assert "合并" not in await room.text("hazards.status")
    await room.presses(RESIDENT, GROUP, "hzd:2:yes")
    await room.says(RESIDENT, GROUP, "/status H2")
    assert "与<b>H1</b>为同一隐患" in await room.text("hazards.status")


async def test_no_opens_it_under_its_own_number(room: Room) -> None:
    for words in (WORDS, "楼道又堆了纸箱"):
        await room.says(RESIDENT, GROUP, f"/report {words}")
    request = await room.presses(MEMBER, GROUP, "hzd:2:no")
    assert request.toast
    assert request.toast.text == "H2已另行上报。"
    assert [hazard.state for hazard in await hazards(room)] == [State.OPEN, State.OPEN]
    assert "受理" in labels(await card(room))


async def test_yes_for_a_hazard_that_has_ended_meanwhile_opens_another(room: Room) -> None:
    for words in (WORDS, "楼道又堆了纸箱"):
        await room.says(RESIDENT, GROUP, f"/report {words}")
    first, second = await hazards(room)
    first.state = State.CLOSED
    await room.presses(RESIDENT, GROUP, "hzd:2:yes")
    assert second.state is State.OPEN


@pytest.mark.parametrize("data", ["hzd:2:maybe", "hzd:x:yes", "hzd:99:yes", "hzd", "hzf:1", "hzs:x", "hzm:1:got"])
async def test_forged_presses_change_nothing(room: Room, data: str) -> None:
    for words in (WORDS, "楼道又堆了纸箱"):
        await room.says(RESIDENT, GROUP, f"/report {words}")
    request = await room.presses(RESIDENT, GROUP, data)
    assert request.toast
    assert request.toast.alert
    assert [hazard.state for hazard in await hazards(room)] == [State.OPEN, State.DRAFT]


async def test_evidence_for_a_duplicate_goes_to_its_original(room: Room) -> None:
    for words in (WORDS, "楼道又堆了纸箱"):
        await room.says(RESIDENT, GROUP, f"/report {words}")
    await room.sent("hazards.card", 900)
    await room.presses(RESIDENT, GROUP, "hzd:2:yes")
    bots = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    await room.sends(RESIDENT, GROUP, **photo(), reply_to_message=bots)
    first, _ = await hazards(room)
    assert len(await photos_of(room.session, first.id)) == 1


async def test_a_flood_is_slowed_with_one_word_and_goes_out_when_confirmed(room: Room, street: Street) -> None:
    for number in range(7):
        await room.says(RESIDENT, GROUP, f"/report 第{number}处垃圾")
    assert (await room.kinds()).count("hazards.slow") == 1
    said = await card(room, "hazards.slow")
    assert "还有2条已保存" in said.html
    assert labels(said) == ["立即上报"]
    other = await room.presses(16, GROUP, f"hzf:{street.resident.id}")
    assert other.toast
    assert other.toast.alert
    await room.presses(RESIDENT, GROUP, f"hzf:{street.resident.id}")
    assert {hazard.state for hazard in await hazards(room)} == {State.OPEN}
    assert (await room.kinds(GROUP)).count("hazards.card") == 7


async def test_a_must_report_in_a_group_shows_nothing_of_it_there(room: Room, street: Street) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption="/report 301房屋出租给王某一家"))
    assert await hazards(room) == []
    assert await room.kinds(GROUP) == ["hazards.matter_thanks"]
    thanks = await card(room, "hazards.matter_thanks")
    assert thanks.html == "已收到，将由网格长联系。"
    assert thanks.buttons[0][0].url == "https://t.me/wangge_bot?start=report"
    told = await card(room, "hazards.matter")
    assert (await room.newest("hazards.matter")).chat_id == LEADER
    assert "房屋出租" in told.html
    assert "王某一家" in told.html
    assert told.photos == ("file-1",)
    assert labels(told) == ["收到", "转为隐患"]


async def test_the_leader_ends_it_with_got_it(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "/report 新增困难对象一名")
    mandatory_report = (await room.session.scalars(select(MandatoryReport))).one()
    refused = await room.presses(MEMBER, MEMBER, f"hzm:{mandatory_report.id}:got")
    assert refused.toast
    assert refused.toast.alert
    await room.presses(LEADER, LEADER, f"hzm:{mandatory_report.id}:got")
    said = await card(room, "hazards.matter")
    assert "某人已收到" in said.html
    assert said.buttons == ()
    again = await room.presses(15, 15, f"hzm:{mandatory_report.id}:got")
    assert again.toast
    assert again.toast.text == "某人已经接手了。"


async def test_the_leader_turns_a_mistaken_must_report_into_a_hazard(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "/report 招租广告贴满消防箱")
    mandatory_report = (await room.session.scalars(select(MandatoryReport))).one()
    await room.presses(LEADER, LEADER, f"hzm:{mandatory_report.id}:hazard")
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.category, hazard.discreet) == (State.OPEN, "other", True)


async def test_a_draft_that_turns_out_to_be_a_must_report_is_taken_away(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/report")
    await room.sent("hazards.card", 900)
    bots = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    await room.says(RESIDENT, GROUP, "2单元新来外来务工三人", reply_to_message=bots)
    assert isinstance(await room.worded(await room.newest("hazards.card")), Delete)


async def test_staff_correct_kind_and_severity_with_one_press(room: Room) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.presses(MEMBER, MEMBER, "hz:classify:1")
    said = await card(room, "hazards.classify")
    assert labels(said)[:3] == ["消防车通道占用", "电动自行车违规停放充电", "三合一/违规住人"]
    assert "房屋出租" not in labels(said)
    await room.sent("hazards.classify", 901)
    await room.presses(MEMBER, MEMBER, "hzk:1:k:e_bike")
    await room.presses(MEMBER, MEMBER, "hzk:1:s:urgent")
    [hazard] = await hazards(room)
    assert (hazard.category, hazard.severity) == ("e_bike", "urgent")
    await room.says(MEMBER, GROUP, "/status H1")
    story = (await room.text("hazards.status")).splitlines()
    assert [line.rsplit("更正为", 1)[-1] for line in story[-2:]] == ["“电动自行车违规停放充电”", "“紧急”"]


async def test_the_choices_go_once_one_was_pressed(room: Room) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.presses(RESIDENT, GROUP, "hz:classify:1")
    await room.sent("hazards.classify", 901)
    query = {**room.message(BOT, GROUP), "message_id": 901, "text": "…"}
    press = {"id": "1", "from": person(RESIDENT), "message": query, "chat_instance": "1", "data": "hzk:1:k:gas"}
    await room.take(callback_query=press)
    [hazard] = await hazards(room)
    assert hazard.category == "gas"
    assert isinstance(await room.worded(await room.newest("hazards.classify")), Delete)


@pytest.mark.parametrize(
    ("by", "data"),
    [
        (16, "hz:classify:1"),
        (16, "hzk:1:k:gas"),
        (RESIDENT, "hzk:1:s:urgent"),
        (MEMBER, "hzk:1:k:letting"),
        (MEMBER, "hzk:1:s:awful"),
        (16, "hzk:1"),
        (MEMBER, "hzk:x:k:gas"),
    ],
)
async def test_wrong_people_and_forged_presses_correct_nothing(room: Room, by: int, data: str) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    request = await room.presses(by, GROUP, data)
    assert request.toast
    assert request.toast.alert
    [hazard] = await hazards(room)
    assert (hazard.category, hazard.severity) == ("exit", "ordinary")


async def test_staff_choose_the_original_or_give_its_code(room: Room) -> None:
    for words in (WORDS, "灭火器坏了", "应急灯冒烟"):
        await room.says(RESIDENT, GROUP, f"/report {words}")
    for number, answer in ((2, "H1"), (3, "1")):
        await room.presses(MEMBER, GROUP, f"hz:duplicate:{number}")
        said = await card(room, "hazards.ask")
        assert any(label.startswith(f"H1 {WORDS}") for label in labels(said))
        message = await room.newest("hazards.ask")
        if answer == "1":
            await room.presses(MEMBER, GROUP, f"hza:{message.id}:{answer}")
        else:
            await room.sent("hazards.ask", 950)
            bots = {**room.message(BOT, GROUP), "message_id": 950, "text": "…"}
            await room.says(MEMBER, GROUP, answer, reply_to_message=bots)
    first, second, third = await hazards(room)
    assert [second.original_id, third.original_id] == [first.id, first.id]


@pytest.mark.parametrize(
    ("answer", "retort"),
    [("那一个", "请填写另一条隐患的编号"), ("H9", "没有这个编号"), ("H1", "须为本网格另一条尚未办结的隐患")],
)
async def test_a_wrong_original_is_asked_for_again(room: Room, answer: str, retort: str) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.presses(MEMBER, GROUP, "hz:duplicate:1")
    await room.sent("hazards.ask", 950)
    bots = {**room.message(BOT, GROUP), "message_id": 950, "text": "…"}
    await room.says(MEMBER, GROUP, answer, reply_to_message=bots)
    assert retort in await room.text("hazards.told")
    [hazard] = await hazards(room)
    assert hazard.state is State.OPEN


async def test_my_reports_open_by_a_press_and_a_group_sees_only_its_own(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.says(RESIDENT, RESIDENT, "/report 闻到煤气味")
    await room.says(RESIDENT, GROUP, "/my")
    assert labels(await card(room, "hazards.mine")) == ["H1"]
    await room.says(RESIDENT, RESIDENT, "/my")
    assert labels(await card(room, "hazards.mine")) == ["H2", "H1"]
    await room.presses(RESIDENT, RESIDENT, "hzs:2")
    said = await card(room, "hazards.status")
    assert "燃气" in said.html
    assert labels(said) == ["更正"]


async def test_staff_who_ask_in_private_get_their_buttons_and_all_its_story(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.presses(MEMBER, GROUP, "hz:on_site:1")
    await room.says(MEMBER, MEMBER, "/status H1")
    said = await card(room, "hazards.ping")
    assert {"处置完成", "提请上级", "更正"} <= set(labels(said))
    assert said.html.splitlines()[-2].endswith("上报隐患")
    assert said.html.splitlines()[-1].endswith("已到场")
    await room.says(RESIDENT, RESIDENT, "/status H1")
    assert labels(await card(room, "hazards.status")) == []


async def test_what_is_for_staff_alone_is_told_in_no_group_whoever_asks_there(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    for group in (GROUP, -5005):
        await room.says(MEMBER, chat(group), "/status H1")
        assert (await room.kinds(group))[-1] == "hazards.status"


async def test_who_reported_in_private_is_not_named_in_the_story(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "你好")
    await room.says(RESIDENT, RESIDENT, f"/report {WORDS}")
    await room.presses(RESIDENT, RESIDENT, "hzk:1:k:gas")
    await room.says(MEMBER, GROUP, "/status H1")
    told = await room.text("hazards.status")
    assert "居民更正为“燃气”" in told
    assert "某人" not in told


async def test_the_command_in_reply_to_the_draft_fills_it_in(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/report")
    await room.sent("hazards.card", 900)
    bots = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    await room.says(RESIDENT, GROUP, f"/report {WORDS}", reply_to_message=bots)
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.text) == (State.OPEN, WORDS)


async def test_a_photo_sent_after_the_bare_command_fills_the_draft_in(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/report")
    await room.sends(MEMBER, GROUP, **photo("another's"))
    await room.sends(RESIDENT, GROUP, **photo(caption="地下室"))
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.text) == (State.OPEN, "地下室")
    assert [row.file_id for row in await photos_of(room.session, hazard.id)] == ["file-1"]
    await room.sends(RESIDENT, GROUP, **photo("file-2"))
    assert len(await photos_of(room.session, hazard.id)) == 1


async def test_an_album_sent_after_the_bare_command_fills_the_draft_in(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/report")
    for name in ("file-1", "file-2"):
        await room.sends(RESIDENT, GROUP, **photo(name, media_group_id="a"))
    [hazard] = await hazards(room)
    assert hazard.state is State.OPEN
    assert [row.file_id for row in await photos_of(room.session, hazard.id)] == ["file-1", "file-2"]


async def test_a_photo_reported_twice_is_asked_about(room: Room) -> None:
    shown = {**room.message(MEMBER, GROUP), **photo(caption="看看这个")}
    await room.says(RESIDENT, GROUP, "/report", reply_to_message=shown)
    await room.says(16, GROUP, "/report 灭火器坏了", reply_to_message=shown)
    first, second = await hazards(room)
    assert (second.state, second.original_id) == (State.DRAFT, first.id)
    assert "是否与<b>H1</b>（看看这个" in (await card(room)).html


async def test_a_report_without_words_asks_for_them_and_is_named_by_its_kind(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption="/report"))
    assert "请回复本消息，说明地点和情况。" in (await card(room)).html
    await room.says(RESIDENT, GROUP, "/my")
    assert "待受理 其他" in (await card(room, "hazards.mine")).html


@pytest.mark.parametrize("where", [GROUP, RESIDENT])
async def test_an_addition_is_acknowledged_once_and_stands_with_its_words_on_staff_s_cards(
    room: Room, where: int
) -> None:
    await room.says(RESIDENT, GROUP, "/report 3号楼楼道堆物")
    [hazard] = await hazards(room)
    about = await room.standing(where, "hazards.card", 700, hazard.id)
    answered = {**room.message(BOT, where), "message_id": about.message_id, "text": "…"}
    for name in ("file-1", "file-2"):
        await room.sends(RESIDENT, where, **photo(name, media_group_id="a", reply_to_message=answered))
    said = await room.says(RESIDENT, where, "又多了两辆车，电话13800001111", reply_to_message=answered)
    noted = [message for message in await room.messages() if message.kind == "hazards.added"]
    assert len(noted) == 2
    assert (noted[-1].chat_id, noted[-1].reply_to) == (where, said.message_id)
    shown = await room.worded(noted[-1])
    assert isinstance(shown, MessageContent)
    assert (shown.reaction, shown.html) == ("✍", "已补充到<b>H1</b>。")
    assert "某人）：又多了两辆车，电话13800001111" in await room.text("hazards.ping")
    assert "又多了两辆车" not in (await card(room)).html


async def test_what_fills_a_draft_in_needs_no_sign(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/report")
    [hazard] = await hazards(room)
    about = await room.standing(GROUP, "hazards.card", 700, hazard.id)
    answered = {**room.message(BOT, GROUP), "message_id": about.message_id, "text": "…"}
    await room.says(RESIDENT, GROUP, "3号楼楼道堆物", reply_to_message=answered)
    assert "hazards.added" not in await room.kinds()
