"""Opinions as Telegram sends them: where they are taken, who is asked what, who is named where."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.delivery.calls.html import CAPTION_LIMIT, plain, units
from handlers.messages import MessageContent
from models.evidence.attach import photos_of
from models.hazards.tables import Hazard
from models.obligations.opinions.acting import share_of
from models.obligations.tables import Requirement
from models.obligations.telling import CARD
from models.obligations.workflow import State
from tests.handlers.obligations.tasks_room import QUESTION, content, labels, press
from tests.handlers.room import BOT, Room, person
from tests.models.obligations.asking import tick
from tests.street import GROUP, Street

RESIDENT, LEADER, ABOVE, STRANGER = 11, 14, 15, 16
ANSWER, THANKS, HOW = "obligations.answer", "obligations.opinion_thanks", "obligations.opinion_how"
MINE = "obligations.mine"
WORDS = "建议3号楼加装充电桩，电话13912345678"


async def opinions(room: Room) -> list[Requirement]:
    rows = select(Requirement).order_by(col(Requirement.id)).execution_options(populate_existing=True)
    return list((await room.session.scalars(rows)).all())


async def written(room: Room, words: str = WORDS) -> Requirement:
    await room.says(person(RESIDENT, "李秀英"), GROUP, f"/opinion@wangge_bot {words}")
    await tick(room.session, room.now)
    return (await opinions(room))[-1]


async def answered(room: Room, by: int, words: str) -> None:
    await room.sent(CARD, 700)
    await room.says(by, by, words, reply_to_message={**room.message(BOT, by), "message_id": 700, "text": "…"})


async def test_a_resident_is_thanked_and_only_the_leader_in_private_sees_who_it_was(room: Room, street: Street) -> None:
    made = await written(room)
    assert await room.text(THANKS) == f"谢谢您，意见{made.code}已转交，11-23前答复。"
    card = await content(room, CARD)
    for said in ("居民意见", made.code, "S-1-1网格", "李秀英", "13912345678", "答复期限：11-23"):
        assert said in card.html
    assert labels(card) == ["答复", "提请上级", "转为隐患"]
    english = await room.worded(await room.newest(CARD), "en")
    assert isinstance(english, MessageContent)
    assert labels(english) == ["Answer", "To the level above", "It is a hazard"]
    await room.standing(GROUP, CARD, 900, (await share_of(room.session, made)).id)
    seen = await content(room, CARD)
    assert ("李秀英" in seen.html, "13912345678" in seen.html, seen.buttons) == (False, False, ())


async def test_the_answer_names_nobody_in_the_group_and_its_author_alone_judges_it(room: Room, street: Street) -> None:
    made = await written(room)
    await answered(room, LEADER, "已报街道，王师傅13912345678会联系")
    share = await share_of(room.session, made)
    assert (share.state, share.done_by) == (State.DONE, street.leader.id)
    told = await content(room, ANSWER)
    assert made.code in told.html
    assert ("李秀英" in told.html, "13912345678" in told.html) == (False, False)
    assert labels(told) == ["满意", "不满意"]
    assert "只有提出意见的人" in await press(room, STRANGER, "不满意", ANSWER, where=GROUP)
    assert "谢谢" in await press(room, person(RESIDENT, "李秀英"), "不满意", ANSWER, where=GROUP)
    assert (share.satisfied, share.state) == (None, State.OPEN)
    again = (await content(room, ANSWER)).html
    assert ("不满意" in again, "现已转S-1网格重新办理" in again, "李秀英" in again) == (True, True, False)
    notes = [each.chat_id for each in await room.messages() if each.kind == "obligations.dissatisfied"]
    assert notes == [LEADER]
    assert "李秀英" in await room.text("obligations.dissatisfied")
    await tick(room.session, room.now)
    card = await room.newest(CARD)
    assert (card.chat_id, "原答复（居民不满意）：已报街道" in (await content(room, CARD)).html) == (ABOVE, True)
    await answered(room, ABOVE, "已安装")
    await press(room, person(RESIDENT, "李秀英"), "不满意", ANSWER, where=GROUP)
    assert share.satisfied is False
    assert "评价：不满意" in (await content(room, CARD)).html


async def test_my_names_opinions_and_reports_together(room: Room, street: Street) -> None:
    who = person(RESIDENT, "李秀英")
    await room.says(who, GROUP, "/report 3号楼楼道堆物")
    await room.says(who, RESIDENT, "/my")
    assert labels(await content(room, "hazards.mine")) == ["H1"]
    first, second = await written(room), await written(room, "建议多放灭火器")
    await answered(room, LEADER, "已采购")
    await room.says(who, RESIDENT, "/my")
    listed = await content(room, MINE)
    assert labels(listed) == ["H1", second.code]
    assert f"✅ {second.code} 11-16已答复 建议多放灭火器" in listed.html
    assert f"⬜ {first.code} 待答复，11-23前答复" in listed.html
    await press(room, who, second.code, MINE)
    assert "已采购" in await room.text(ANSWER)
    await room.says(LEADER, LEADER, "/my")
    assert (await room.newest("hazards.mine")).chat_id == LEADER


async def test_a_press_hands_it_up_and_whoever_had_it_keeps_a_card_without_buttons(room: Room, street: Street) -> None:
    made = await written(room)
    assert "已提请上级" in await press(room, LEADER, "提请上级", CARD)
    first = await content(room, CARD)
    assert ("已提请：S-1网格" in first.html, labels(first)) == (True, [])
    await tick(room.session, room.now)
    assert labels(await content(room, CARD)) == ["答复", "提请上级", "转为隐患"]
    await press(room, ABOVE, "答复", CARD)
    await room.sent(QUESTION, 800)
    await room.says(ABOVE, ABOVE, "列入明年计划")
    assert (await share_of(room.session, made)).done_by == street.community_leader.id


async def test_a_press_makes_it_a_hazard(room: Room, street: Street) -> None:
    made = await written(room, "3号楼下飞线充电没人管")
    assert "转为隐患H1" in await press(room, LEADER, "转为隐患", CARD)
    [hazard] = (await room.session.scalars(select(Hazard))).all()
    assert (hazard.text, hazard.reporter_id) == ("3号楼下飞线充电没人管", street.resident.id)
    for kind in (CARD, ANSWER):
        assert "H1" in (await content(room, kind)).html
    assert labels(await content(room, ANSWER)) == []
    assert made.code in (await content(room, ANSWER)).html


async def test_in_private_the_grid_is_asked_for_where_it_is_not_known(room: Room, street: Street) -> None:
    sizes = [{"file_id": "p1", "file_unique_id": "u", "width": 9, "height": 9}]
    await room.sends(STRANGER, STRANGER, photo=sizes, caption="/opinion 路灯太暗")
    assert labels(await content(room, QUESTION))[0] == "S-1-1网格"
    await room.sent(QUESTION, 800)
    await room.says(STRANGER, STRANGER, "月球网格")
    assert "没有找到" in await room.text("hazards.told")
    assert await opinions(room) == []
    await room.says(STRANGER, STRANGER, "S-1-1网格")
    [made] = await opinions(room)
    assert (made.grid_id, made.words, made.chat_id) == (street.grid.id, "路灯太暗", STRANGER)
    assert len(await photos_of(room.session, made.id)) == 1
    await room.says(STRANGER, STRANGER, "/opinion")
    assert f"• {made.code} 路灯太暗" in (await content(room, HOW)).html


async def test_in_private_one_known_grid_is_taken(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/opinion 会议室太小")
    [made] = await opinions(room)
    assert made.grid_id == street.grid.id


async def test_without_words_it_is_told_how_and_an_edit_makes_or_adds(room: Room, street: Street) -> None:
    said = room.message(RESIDENT, GROUP)
    await room.take(message={**said, "text": "/opinion@wangge_bot"})
    assert "/opinion" in await room.text(HOW)

    async def edits(text: str) -> None:
        when: dict[str, Any] = {"edit_date": int(room.now.timestamp())}
        await room.take(edited_message={**said, "text": text, **when})

    await edits("/opinion@wangge_bot 路灯太暗")
    [made] = await opinions(room)
    assert made.words == "路灯太暗"
    await edits("/opinion@wangge_bot 路灯太暗，晚上摔倒过人")
    [made] = await opinions(room)
    assert made.words == "路灯太暗\n晚上摔倒过人"


async def test_what_cannot_wait_is_reported(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "/opinion@wangge_bot 3号楼着火了")
    assert (await opinions(room), len((await room.session.scalars(select(Hazard))).all())) == ([], 1)


async def test_too_many_in_a_day_are_refused(room: Room, street: Street) -> None:
    for number in range(6):
        await room.says(RESIDENT, GROUP, f"/opinion@wangge_bot 第{number}条")
    assert len(await opinions(room)) == 5
    assert "明天再提" in await room.text("obligations.refused")
    room.now += timedelta(days=1)
    await room.says(RESIDENT, GROUP, "/opinion@wangge_bot 又一条")
    assert len(await opinions(room)) == 6


async def test_an_album_is_kept_with_it(room: Room, street: Street) -> None:
    for number in range(2):
        sizes = [{"file_id": f"p{number}", "file_unique_id": f"u{number}", "width": 9, "height": 9}]
        words = {"caption": "/opinion@wangge_bot 路灯太暗"} if number == 0 else {}
        await room.sends(RESIDENT, GROUP, photo=sizes, media_group_id="7", **words)
    [made] = await opinions(room)
    assert len(await photos_of(room.session, made.id)) == 2
    assert len((await content(room, THANKS)).photos) == 0
    await tick(room.session, room.now)
    assert len((await content(room, CARD)).photos) == 1
    assert await press(room, LEADER, "查看全部照片和文件（2）", CARD) == ""
    assert (await content(room, "obligations.album")).photos == ("p0", "p1")
    await answered(room, LEADER, "已报修")
    assert labels(await content(room, CARD)) == ["查看全部照片和文件（2）"]


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_the_longest_opinion_that_was_answered_before_fits_under_its_photo(
    room: Room, street: Street, locale: str
) -> None:
    sizes = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]
    await room.sends(RESIDENT, GROUP, photo=sizes, caption=f"/opinion@wangge_bot {'灯' * 500}")
    [made] = await opinions(room)
    share = await share_of(room.session, made)
    street.resident.name = street.grid.name = "长" * 64
    share.words, share.grid_id = "答" * 300, street.community.id
    room.now += timedelta(days=9)
    await tick(room.session, room.now)
    said = await room.worded(await room.newest(CARD), locale)
    assert isinstance(said, MessageContent)
    assert units(plain(said.html)) <= CAPTION_LIMIT
