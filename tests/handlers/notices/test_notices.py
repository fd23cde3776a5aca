"""Notices as people write, preview and confirm them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers.messages import Delete, MessageContent, Skip
from handlers.notices.copy_view import ENDED
from handlers.notices.progress_view import MOST_POSTS
from models.base import Subject
from models.due import WallClock
from models.evidence.attach import Found, attach, pieces_of
from models.evidence.tables import Moment
from models.grids.tables import Binding, Chat, Purpose
from models.members.tables import Person, Role
from models.notices.copies import RUNNING
from models.notices.sending import NOTICES
from models.notices.sent.carrying_out import TO_DO
from models.notices.tables import Asks, Notice, NoticeKind, NoticeLevel, NoticeState
from models.outbox.tables import MessageState
from tests.due import SHANGHAI
from tests.handlers.notices.desk import (
    BOSS,
    COMMUNITY,
    LEADER,
    LEADERS_CHAT,
    MEMBER,
    RESIDENT,
    boss,
    notice,
    photo,
    press,
    said,
)
from tests.handlers.room import ANONYMOUS, BOT, Room
from tests.offices import hold, person
from tests.street import GROUP, Street


@pytest.mark.parametrize("by", [RESIDENT, MEMBER])
@pytest.mark.parametrize("command", ["/warn", "/notice"])
async def test_who_leads_nothing_sends_no_warning(room: Room, by: int, command: str) -> None:
    for where in (by, GROUP):
        await room.says(by, where, f"{command} 今晚停水")
        assert "由网格长及以上人员发送" in await room.text("notices.refused")
    assert (await room.session.scalars(select(Notice))).all() == []


async def test_a_notice_is_not_written_in_a_residents_group(room: Room) -> None:
    await room.says(LEADER, GROUP, "/notice 今晚停水")
    assert "请私聊或在工作群中编写" in await room.text("notices.refused")


async def leaders_chat(room: Room, street: Street) -> None:
    room.session.add(Chat(id=LEADERS_CHAT, type="supergroup", title="工作群", seen_at=room.now))
    await room.session.flush()
    about: dict[str, Any] = {"grid_id": street.community.id, "chat_id": LEADERS_CHAT, "bound_at": room.now}
    room.session.add(Binding(purpose=Purpose.LEADERS, **about))


@pytest.mark.parametrize("command", ["/warn", "/notice"])
async def test_an_anonymous_administrator_is_told_to_write_as_themselves(
    room: Room, street: Street, command: str
) -> None:
    await leaders_chat(room, street)
    await room.says(ANONYMOUS, LEADERS_CHAT, f"{command} 今晚停水")
    assert "请用本人账号发送" in await room.text("notices.refused")
    await room.says(ANONYMOUS, GROUP, f"{command} 今晚停水")
    assert "请私聊或在工作群中编写" in await room.text("notices.refused")
    assert (await room.session.scalars(select(Notice))).all() == []


async def test_an_anonymous_administrator_s_reply_changes_no_draft_and_hears_so(room: Room, street: Street) -> None:
    await leaders_chat(room, street)
    await room.says(COMMUNITY, LEADERS_CHAT, "/notice 停水")
    await room.sent("notices.draft", 6001)
    card = {**room.message(BOT, LEADERS_CHAT), "message_id": 6001, "text": "…"}
    await room.says(ANONYMOUS, LEADERS_CHAT, "停电", reply_to_message=card)
    assert "请用本人账号发送" in await room.text("notices.refused")
    assert (await notice(room)).words == "停水"


async def test_in_a_leaders_chat_one_speaks_for_its_grid(room: Room, street: Street) -> None:
    await boss(room, street)
    await leaders_chat(room, street)
    await room.says(BOSS, LEADERS_CHAT, "/notice 今晚停水")
    assert (await notice(room)).grid_id == street.community.id
    await room.says(LEADER, LEADERS_CHAT, "/notice 我也来")
    assert "由网格长及以上人员发送" in await room.text("notices.refused")


async def test_what_is_written_is_shown_just_so(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice <b>停水</b> & \u202e<script>")
    draft = await said(room, "notices.draft")
    assert "&lt;b&gt;停水&lt;/b&gt; &amp; &lt;script&gt;" in draft.html
    assert "居民群，共1个群" in draft.html
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    preview = await said(room, "notices.preview")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:1")
    copy = await said(room, "notices.copy")
    assert copy.html == preview.html
    assert "📢 S-1网格通知" in copy.html


async def test_five_thousand_characters_do_not_fit_and_it_is_said_what_to_do(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice " + "水" * 5000)
    assert "文字共5000字，最多3000字" in await room.text("notices.refused")
    await room.says(COMMUNITY, COMMUNITY, "/notice " + "水" * 3000)
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    assert len((await said(room, "notices.preview")).html) < 4096


async def test_of_fifteen_photos_nine_are_sent(room: Room) -> None:
    caption = {"caption": "/notice 请看", "caption_entities": [{"type": "bot_command", "offset": 0, "length": 7}]}
    for number in range(15):
        await room.sends(COMMUNITY, COMMUNITY, media_group_id="a", **photo(number), **(caption if number == 0 else {}))
    found = await notice(room)
    assert "照片9张" in (draft := (await said(room, "notices.draft")).html)
    assert "其余6张不发送" in draft
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    assert (await said(room, "notices.photos")).photos == tuple(f"f{number}" for number in range(9))
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:{(await notice(room)).revision}")
    assert (await room.kinds(GROUP))[-2:] == ["notices.photos", "notices.copy"]


async def test_a_reply_to_a_forwarded_file_makes_it_a_notice(room: Room) -> None:
    file = {"file_id": "d1", "file_unique_id": "e1", "file_name": "通知.pdf", "mime_type": "application/pdf"}
    forwarded = {**room.message(COMMUNITY, COMMUNITY), "document": file, "caption": "上级来文"}
    await room.says(COMMUNITY, COMMUNITY, "/notice", reply_to_message=forwarded)
    draft = (await said(room, "notices.draft")).html
    assert "上级来文" in draft
    assert "文件1个" in draft
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    copied = await said(room, "notices.file")
    assert copied.copy_of is not None
    assert copied.copy_of.message_id == forwarded["message_id"]


async def test_a_reply_to_an_album_takes_all_of_it_that_is_known_or_says_that_it_is_one_of_several(room: Room) -> None:
    answered = {**room.message(COMMUNITY, COMMUNITY), "media_group_id": "b", **photo(0)}
    await room.says(COMMUNITY, COMMUNITY, "/notice 请看", reply_to_message=answered)
    draft = await said(room, "notices.draft")
    assert ("照片1张" in draft.html, "其余照片请回复本消息发送" in draft.html) == (True, True)
    for number in (1, 2):
        await room.sends(COMMUNITY, COMMUNITY, media_group_id="c", **photo(number))
    last = {**room.message(COMMUNITY, COMMUNITY), "media_group_id": "c", **photo(3)}
    await room.says(COMMUNITY, COMMUNITY, "/notice 请看", reply_to_message=last)
    draft = await said(room, "notices.draft")
    assert ("照片3张" in draft.html, "其余照片请回复本消息发送" in draft.html) == (True, False)
    assert len(await pieces_of(room.session, (await notice(room)).id)) == 3


async def test_a_reply_to_an_album_in_a_leaders_chat_takes_what_was_kept_of_it(room: Room, street: Street) -> None:
    await leaders_chat(room, street)
    for number in (1, 2):
        found = Found("photo", f"f{number}", 9, 400 + number, "d", unique_id=f"u{number}")
        await attach(room.session, Subject("hazard", 7), found, None, LEADERS_CHAT, Moment.BEFORE, room.now)
    answered = {**room.message(COMMUNITY, LEADERS_CHAT), "message_id": 402, "media_group_id": "d", **photo(2)}
    await room.says(COMMUNITY, LEADERS_CHAT, "/notice 请看", reply_to_message=answered)
    assert [each.message_id for each in await pieces_of(room.session, (await notice(room)).id)] == [402, 401]
    assert len(await pieces_of(room.session, 7)) == 2


async def test_a_wrong_photo_is_taken_out_of_a_draft_and_another_sent(room: Room) -> None:
    caption = {"caption": "/notice 请看", "caption_entities": [{"type": "bot_command", "offset": 0, "length": 7}]}
    await room.sends(COMMUNITY, COMMUNITY, **photo(1), **caption)
    found = await notice(room)
    shown = await said(room, "notices.draft")
    assert "去掉照片和文件" in [button.label for row in shown.buttons for button in row]
    assert "已去掉" in await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:unshow:{found.id}")
    bare = await said(room, "notices.draft")
    assert "照片" not in bare.html.replace("补充照片", "")
    assert "去掉照片和文件" not in [button.label for row in bare.buttons for button in row]
    await room.sent("notices.draft", 802)
    card = {**room.message(BOT, COMMUNITY), "message_id": 802, "text": "…"}
    await room.sends(COMMUNITY, COMMUNITY, reply_to_message=card, **photo(2))
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    assert (await said(room, "notices.photos")).photos == ("f2",)


async def test_replies_to_the_draft_change_it_and_a_stale_preview_sends_nothing(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    confirm = await room.newest("notices.confirm")
    await room.sent("notices.draft", 801)
    card = {"message_id": 801, "date": 1, "from": BOT, "chat": {"id": COMMUNITY, "type": "private", "first_name": "x"}}
    await room.says(COMMUNITY, COMMUNITY, "停电", reply_to_message={**card, "text": "…"})
    assert (await notice(room)).words == "停电"
    assert isinstance(await room.worded(confirm), Delete)
    assert "请重新点按“预览”" in await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:1")
    await room.sends(COMMUNITY, COMMUNITY, reply_to_message={**card, "text": "…"}, **photo(1))
    assert "照片1张" in (await said(room, "notices.draft")).html


async def test_who_is_asked_confirms_and_a_resident_need_not(room: Room, street: Street) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    for _ in range(2):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:asks:{found.id}")
    assert "确认收到：网格员" in (await said(room, "notices.draft")).html
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    assert "此为预览" in await press(room, COMMUNITY, COMMUNITY, "notices.preview", f"nt:r:received:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:3")
    mine = f"nt:r:received:{found.id}"
    assert "您无需操作" in await press(room, RESIDENT, GROUP, "notices.copy", mine)
    assert "您是第1位，共2个岗位" in await press(room, MEMBER, GROUP, "notices.copy", mine)
    assert "您已确认收到" in await press(room, MEMBER, GROUP, "notices.copy", mine)
    assert "已收到1/2" in (await said(room, "notices.copy")).html
    card = await said(room, "notices.progress")
    assert "S-1-1网格网格员陈明梅" in card.html
    assert "傅勇" not in card.html
    assert "已撤销" in await press(room, MEMBER, GROUP, "notices.copy", f"nt:r:undo:{found.id}")


async def test_in_a_leaders_chat_nobody_is_named(room: Room, street: Street) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    for data in ("asks", "asks"):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:{data}:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:3")
    card = await room.newest("notices.progress")
    card.chat_id = LEADERS_CHAT
    shown = await room.worded(card)
    assert isinstance(shown, MessageContent)
    assert "S-1-1网格网格员" in shown.html
    assert "陈明梅" not in shown.html


async def test_only_some_areas_are_named_by_name_or_code(room: Room, street: Street) -> None:
    await boss(room, street)
    await room.says(BOSS, BOSS, "/notice 停水")
    found = await notice(room)
    await press(room, BOSS, BOSS, "notices.draft", f"nt:d:branches:{found.id}")
    await room.sent("hazards.ask", 99000)
    await room.says(BOSS, BOSS, "火星")
    assert "辖区内没有“火星”" in await room.text("hazards.told")
    asked = {
        "message_id": 99000,
        "date": 1,
        "from": BOT,
        "chat": {"id": BOSS, "type": "private", "first_name": "x"},
        "text": "…",
    }
    await room.says(BOSS, BOSS, "S-1，S-1-1网格", reply_to_message=asked)
    assert (await notice(room)).audience["branches"] == [street.community.id, street.grid.id]
    assert "仅限：S-1网格、S-1-1网格" in (await said(room, "notices.draft")).html


async def _drill(room: Room) -> Notice:
    """Sent, with a photo and a file, and reminded of."""
    await room.says(COMMUNITY, COMMUNITY, "/warn 疏散演练")
    found = await notice(room)
    found.parts = dict.fromkeys(("source", "danger", "place", "action"), "略")
    for number, kind in enumerate(("photo", "document"), 1):
        piece = Found(kind, f"f{number}", None, number)
        await attach(room.session, found.subject, piece, found.author_id, COMMUNITY, Moment.BEFORE, room.now)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:level:{found.id}")
    for act in ("groups", "staff", "asks", "asks", "drill", "preview"):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:{act}:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:{(await notice(room)).revision}")
    assert (await notice(room)).state is NoticeState.SENDING
    await press(room, COMMUNITY, COMMUNITY, "notices.progress", f"nt:p:remind:{found.id}")
    return await notice(room)


@pytest.mark.parametrize("corrected", [False, True])
@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("state", [state for state in NoticeState if state in (*RUNNING, *ENDED)])
async def test_every_message_of_a_drill_says_so_in_its_first_line_whatever_became_of_it(
    room: Room, state: NoticeState, kind: NoticeKind, corrected: bool
) -> None:
    found = await _drill(room)
    found.state, found.kind, found.reason = state, kind, "看错了"
    found.corrected_at = room.now if corrected else None
    await room.session.flush()
    for sent in ("notices.copy", "notices.reminder", "notices.photos", "notices.file"):
        context = room.context(await room.newest(sent), editing=True)
        said_there = await room.views[sent](context)
        assert isinstance(said_there, MessageContent)
        assert said_there.html.split("\n")[0].replace("<b>", "").startswith("【演练】"), said_there.html
        if said_there.copy_of is not None:
            assert said_there.copy_of.fallback.html.startswith("【演练】")


async def test_what_is_over_is_not_said_any_more_but_marked_where_it_stands(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:1")
    await press(room, COMMUNITY, COMMUNITY, "notices.progress", f"nt:p:withdraw:{found.id}")
    await room.sent("hazards.ask", 99000)
    await room.says(COMMUNITY, COMMUNITY, "日期有误")
    copy = await room.newest("notices.copy")
    assert isinstance(await room.worded(copy), Skip)
    marked = await room.views["notices.copy"](room.context(copy, editing=True))
    assert isinstance(marked, MessageContent)
    assert marked.html.startswith("<b>【已撤回】</b>日期有误")
    assert "<s>停水</s>" in marked.html
    assert (copy.state, marked.buttons) == (MessageState.PENDING, ())


async def answers(room: Room, words: str, by: int = COMMUNITY) -> None:
    number = 90_000 + next(room.numbers)
    await room.sent("hazards.ask", number)
    await room.says(by, by, words)


async def test_a_warning_is_asked_for_what_it_lacks_part_by_part(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 今晚大风\n阵风10级")
    found = await notice(room)
    assert "预警要素还缺4项" in (await said(room, "notices.draft")).html
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    for words in ("街道应急办", "高空坠物伤人", "全社区", "收好阳台杂物", "昨天9:00"):
        await answers(room, words)
    assert "无法识别为将来的时间" in await room.text("hazards.told")
    await answers(room, "19:00")
    for _ in range(4):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:level:{found.id}")
    assert "级别：🟥 红色" in str((await said(room, "notices.draft")).buttons)
    assert "确认收到：网格长" in (await said(room, "notices.draft")).html
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    lines = (await said(room, "notices.preview")).html.split("\n")
    assert lines[:3] == ["<b>🟥 红色预警：今晚大风</b>", "阵风10级", "<b>发布：</b>街道应急办"]
    assert lines[4:7] == ["<b>范围：</b>全社区", "<b>请您：</b>收好阳台杂物", "<b>有效期至：</b>11-16 19:00"]


async def test_of_a_red_warning_leaders_are_always_asked_to_confirm(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 今晚大风")
    found = await notice(room)
    for _ in range(4):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:level:{found.id}")
    asked = set()
    for _ in Asks:
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:asks:{found.id}")
        asked.add((await notice(room)).asks)
    assert asked == {Asks.LEADERS, Asks.STAFF}


@pytest.mark.parametrize(
    ("level", "hour", "loud", "silent"),
    [("blue", 0, False, False), ("blue", 13, False, True), ("orange", 13, True, False), ("red", 13, True, False)],
)
async def test_warnings_are_pinned_and_the_lesser_make_no_sound_at_night(
    room: Room, level: str, hour: int, loud: bool, silent: bool
) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 大风")
    found = await notice(room)
    found.parts = dict.fromkeys(("source", "danger", "place", "action"), "略")
    found.level = NoticeLevel(level)
    await room.session.flush()
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:1")
    room.now += timedelta(hours=hour)
    copy = await said(room, "notices.copy")
    assert (copy.pin, copy.pin_aloud, copy.silent, copy.unpin) == (True, loud, silent, False)
    await press(room, COMMUNITY, COMMUNITY, "notices.progress", f"nt:p:lift:{found.id}")
    lifted = await room.views["notices.copy"](room.context(await room.newest("notices.copy"), editing=True))
    assert isinstance(lifted, MessageContent)
    assert (lifted.pin, lifted.unpin, lifted.html.startswith("<b>【已解除】")) == (False, True, True)


async def test_a_warning_that_is_pasted_with_its_parts_is_asked_for_none(room: Room) -> None:
    words = "今晚大风红色预警\n发布：气象台\n危害：坠物\n范围：全社区\n措施：收好杂物\n有效期至：19:00"
    await room.says(COMMUNITY, COMMUNITY, f"/warn {words}")
    card = await said(room, "notices.draft")
    assert ("预警要素还缺" in card.html, "级别：🟥 红色" in str(card.buttons)) == (False, True)
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    lines = (await said(room, "notices.preview")).html.split("\n")
    assert lines[0] == "<b>🟥 红色预警：今晚大风红色预警</b>"
    assert lines[1:6] == [
        "<b>发布：</b>气象台",
        "<b>危害：</b>坠物",
        "<b>范围：</b>全社区",
        "<b>请您：</b>收好杂物",
        "<b>有效期至：</b>11-16 19:00",
    ]


async def test_the_writer_reads_what_a_planned_warning_lacks(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 大风\n危害：坠物\n发布：气象台\n范围：全社区\n措施：收好杂物")
    found = await notice(room)
    found.state, found.next_at = NoticeState.PLANNED, room.now
    await room.session.flush()
    await NOTICES.take(room.session, WallClock(room.now, SHANGHAI))
    said_so = (await said(room, "notices.outcome")).html
    assert said_so == f"{found.code}未发送，已转回草稿。请先选择预警级别：蓝、黄、橙、红。"


async def test_who_agrees_too_late_and_the_writer_both_hear_that_the_end_has_passed(room: Room, street: Street) -> None:
    await boss(room, street)
    deputy = person(room.session, 32, "副主任", room.now)
    hold(room.session, street.street, Role.LEADER, deputy)
    await room.session.flush()
    words = "大风橙色预警\n危害：坠物\n发布：气象台\n范围：全街\n措施：收好杂物\n有效期至：9:30"
    await room.says(BOSS, BOSS, f"/warn {words}")
    found = await notice(room)
    await press(room, BOSS, BOSS, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, BOSS, BOSS, "notices.confirm", f"nt:s:{found.id}:{found.revision}")
    room.now += timedelta(minutes=31)
    agreed = f"nt:c:agree:{found.id}:{found.revision}"
    assert (await press(room, 32, 32, "notices.consent", agreed)).startswith("未发送：有效期已过")
    assert (await said(room, "notices.outcome")).html.startswith(f"{found.code}未发送：有效期已过，已转回草稿")


async def test_who_agrees_to_a_correction_sees_the_warning_as_it_will_stand(room: Room, street: Street) -> None:
    await boss(room, street)
    deputy = person(room.session, 32, "副主任", room.now)
    hold(room.session, street.street, Role.LEADER, deputy)
    await room.session.flush()
    await room.says(BOSS, BOSS, "/warn 大风橙色预警\n危害：坠物\n发布：气象台\n范围：全街\n措施：收好杂物")
    found = await notice(room)
    await press(room, BOSS, BOSS, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, BOSS, BOSS, "notices.confirm", f"nt:s:{found.id}:{found.revision}")
    await press(room, 32, 32, "notices.consent", f"nt:c:agree:{found.id}:{found.revision}")
    await press(room, BOSS, BOSS, "notices.progress", f"nt:p:correct:{found.id}")
    asked = (await said(room, "hazards.ask")).html
    assert ("<b>请您：</b>收好杂物" in asked, "<b>有效期至：</b>11-17 09:00" in asked) == (True, True)
    await answers(room, "今晚大风红色预警\n请您：远离广告牌\n有效期至：23:00", BOSS)
    shown = (await said(room, "notices.consent")).html
    assert "🟥 红色预警：今晚大风红色预警" in shown
    assert ("<b>危害：</b>坠物" in shown, "<b>请您：</b>远离广告牌" in shown) == (True, True)
    assert ("有效期至：</b>11-16 23:00" in shown, "收好杂物" in shown) == (True, False)
    assert "确认收到：网格长" in shown
    copy = await room.views["notices.copy"](room.context(await room.newest("notices.copy"), editing=True))
    assert isinstance(copy, MessageContent)
    assert "🟧 橙色预警：大风橙色预警" in copy.html
    await press(room, 32, 32, "notices.consent", f"nt:c:agree:{found.id}:{(await notice(room)).revision}")
    copy = await room.views["notices.copy"](room.context(await room.newest("notices.copy"), editing=True))
    assert isinstance(copy, MessageContent)
    assert (copy.html.count("请您："), copy.html.count("有效期至：")) == (1, 1)


@pytest.mark.parametrize("correction", [False, True])
async def test_who_agrees_sees_the_photos_and_the_file(room: Room, street: Street, correction: bool) -> None:
    await boss(room, street)
    hold(room.session, street.street, Role.LEADER, person(room.session, 32, "副主任", room.now))
    await room.session.flush()
    await room.says(BOSS, BOSS, "/warn 大风橙色预警\n危害：坠物\n发布：气象台\n范围：全街\n措施：收好杂物")
    found = await notice(room)
    for number, kind in enumerate(("photo", "photo", "document"), 1):
        piece = Found(kind, f"f{number}", None, number)
        await attach(room.session, found.subject, piece, found.author_id, BOSS, Moment.BEFORE, room.now)
    await press(room, BOSS, BOSS, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, BOSS, BOSS, "notices.confirm", f"nt:s:{found.id}:{found.revision}")
    if correction:
        await press(room, 32, 32, "notices.consent", f"nt:c:agree:{found.id}:{found.revision}")
        await press(room, BOSS, BOSS, "notices.progress", f"nt:p:correct:{found.id}")
        await answers(room, "今晚大风", BOSS)
    asked = [each for each in await room.messages() if each.chat_id == 32][-3:]
    assert [each.kind for each in asked] == ["notices.photos", "notices.file", "notices.consent"]
    assert ([each.cost for each in asked], len({each.lane for each in asked})) == ([2, 1, 1], 1)
    photos, file, _consent = [await room.worded(each) for each in asked]
    assert isinstance(photos, MessageContent)
    assert photos.photos == ("f1", "f2")
    assert isinstance(file, MessageContent)
    assert file.copy_of is not None
    assert file.copy_of.message_id == 3


async def test_a_reason_for_what_was_changed_meanwhile_sends_nothing_back(room: Room, street: Street) -> None:
    await boss(room, street)
    hold(room.session, street.street, Role.LEADER, person(room.session, 32, "副主任", room.now))
    await room.session.flush()
    await room.says(BOSS, BOSS, "/warn 大风橙色预警\n危害：坠物\n发布：气象台\n范围：全街\n措施：收好杂物")
    for number in range(2):
        found = await notice(room)
        await press(room, BOSS, BOSS, "notices.draft", f"nt:d:preview:{found.id}")
        await press(room, BOSS, BOSS, "notices.confirm", f"nt:s:{found.id}:{found.revision}")
        if number == 0:
            await press(room, 32, 32, "notices.consent", f"nt:c:return:{found.id}:{found.revision}")
            await press(room, BOSS, BOSS, "notices.draft", f"nt:d:period:{found.id}")
    await answers(room, "不必加密巡查", 32)
    assert "已不需要审核" in await room.text("hazards.told")
    assert (await notice(room)).state is NoticeState.AWAITING


async def test_words_that_replace_those_of_a_warning_keep_what_they_do_not_name(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 大风橙色预警\n危害：坠物")
    await room.sent("notices.draft", 801)
    card = {"message_id": 801, "date": 1, "from": BOT, "chat": {"id": COMMUNITY, "type": "private", "first_name": "x"}}
    await room.says(COMMUNITY, COMMUNITY, "今夜大风\n范围：全社区", reply_to_message={**card, "text": "…"})
    found = await notice(room)
    assert (found.words, found.level) == ("今夜大风", NoticeLevel.ORANGE)
    assert found.parts == {"danger": "坠物", "place": "全社区"}


async def test_a_cover_and_a_file_come_before_the_words_and_are_seen_in_the_preview(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 消防安全倡议书")
    found = await notice(room)
    await room.sent("notices.draft", 801)
    card = {"message_id": 801, "date": 1, "from": BOT, "chat": {"id": COMMUNITY, "type": "private", "first_name": "x"}}
    answer = {"reply_to_message": {**card, "text": "…"}}
    file = {"file_id": "d1", "file_unique_id": "e1", "file_name": "倡议书.pdf", "mime_type": "application/pdf"}
    await room.sends(COMMUNITY, COMMUNITY, document=file, **answer)
    await room.sends(COMMUNITY, COMMUNITY, **photo(1), **answer)
    draft = (await said(room, "notices.draft")).html
    assert "照片1张" in draft
    assert "文件1个" in draft
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    shown = ["notices.photos", "notices.file", "notices.preview", "notices.confirm"]
    assert (await room.kinds(COMMUNITY))[-4:] == shown
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:{(await notice(room)).revision}")
    assert (await room.kinds(GROUP))[-3:] == ["notices.photos", "notices.file", "notices.copy"]
    copy, file_message = await room.newest("notices.copy"), await room.newest("notices.file")
    assert copy.lane == file_message.lane
    assert isinstance(await room.worded(file_message), MessageContent)


async def test_a_file_that_is_there_already_is_followed_by_the_word_that_it_is_withdrawn(room: Room) -> None:
    file = {"file_id": "d1", "file_unique_id": "e1", "file_name": "通知.pdf", "mime_type": "application/pdf"}
    forwarded = {**room.message(COMMUNITY, COMMUNITY), "document": file, "caption": "上级来文"}
    await room.says(COMMUNITY, COMMUNITY, "/notice", reply_to_message=forwarded)
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:{(await notice(room)).revision}")
    await room.sent("notices.file", 700)
    await press(room, COMMUNITY, COMMUNITY, "notices.progress", f"nt:p:withdraw:{found.id}")
    await room.sent("hazards.ask", 99000)
    await room.says(COMMUNITY, COMMUNITY, "发错文件")
    assert "【已撤回】</b>发错文件" in (await said(room, "notices.copy")).html


async def test_of_very_many_who_have_not_confirmed_the_first_are_named_and_the_others_counted(
    room: Room, street: Street
) -> None:
    for number in range(MOST_POSTS + 5):
        hold(room.session, street.grid, Role.MEMBER, person(room.session, 500 + number, f"成员{number}", room.now))
    await room.session.flush()
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    for act in ("asks", "asks", "preview"):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:{act}:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:{(await notice(room)).revision}")
    await press(room, MEMBER, GROUP, "notices.copy", f"nt:r:received:{found.id}")
    card = (await said(room, "notices.progress")).html
    assert (card.count("网格网格员"), "……另有6个岗位" in card) == (MOST_POSTS, True), card


async def test_no_group_and_no_leaders_chat_reads_who_has_not_confirmed(room: Room, street: Street) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 今晚大风")
    found = await notice(room)
    found.parts = dict.fromkeys(("source", "danger", "place", "action"), "略")
    for act in ("level", "leaders", "asks", "asks", "asks", "preview"):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:{act}:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:{(await notice(room)).revision}")
    await press(room, LEADER, GROUP, "notices.copy", f"nt:r:received:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.progress", f"nt:p:remind:{found.id}")
    assert "傅勇" in (await said(room, "notices.progress")).html
    names = [person.name for person in (await room.session.scalars(select(Person))).all()]
    read = []
    for message in await room.messages():
        if message.kind.startswith("notices.") and message.kind not in ("notices.consent", "notices.refused"):
            message.chat_id = message.chat_id if message.chat_id < 0 else LEADERS_CHAT
            if isinstance(worded := await room.worded(message), MessageContent):
                read.append((message.kind, [name for name in names if name in worded.html]))
    assert {kind for kind, _ in read} >= {"notices.copy", "notices.progress", "notices.reminder", "notices.reminded"}
    assert {tuple(named) for _, named in read} == {()}


async def test_a_warning_may_open_a_period_and_asks_to_look_after_households(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 大风橙色预警")
    found = await notice(room)
    card = await said(room, "notices.draft")
    assert "将私聊请网格员走访重点户" in card.html
    assert ("⬜同时加密巡查" in str(card.buttons), "✅请网格员走访重点户" in str(card.buttons)) == (True, True)
    for act in ("period", "visits"):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:{act}:{found.id}")
    card = await said(room, "notices.draft")
    assert ("同时加密巡查，至预警失效或解除为止" in card.html, "走访重点户。" in card.html) == (True, False)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:drill:{found.id}")
    card = await said(room, "notices.draft")
    assert "加密巡查" not in f"{card.html}{card.buttons}"


async def test_only_the_grave_ones_ask_to_look_after_households_by_themselves(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 大风")
    found, asks = await notice(room), []
    for _ in range(4):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:level:{found.id}")
        asks.append((await notice(room)).asks_visits)
    assert asks == [False, False, True, True]


async def test_who_has_not_done_it_in_time_is_named_to_the_writer_and_reminded(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 清理楼道")
    found = await notice(room)
    found.asks, found.done_by = Asks.MEMBERS, room.now + timedelta(hours=1)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:1")
    await press(room, MEMBER, GROUP, "notices.copy", f"nt:r:received:{found.id}")
    room.now += timedelta(hours=1)
    await TO_DO.take(room.session, WallClock(room.now, SHANGHAI))
    listed = await room.newest("notices.not_done")
    shown = await room.worded(listed)
    assert isinstance(shown, MessageContent)
    assert shown.html.startswith(f"<b>{found.code}：截至11-16 10:00尚未落实</b>")
    assert "傅勇" in shown.html
    listed.chat_id = LEADERS_CHAT
    shown = await room.worded(listed)
    assert isinstance(shown, MessageContent)
    assert ("傅勇" in shown.html, "S-1-1网格网格员" in shown.html) == (False, True)
    asked = await said(room, "notices.do_reminder")
    assert asked.html.startswith("<b>以下事项已到办理时限，办好后请点按“已落实”：</b>")
    await press(room, MEMBER, MEMBER, "notices.do_reminder", f"nt:r:done:{found.id}")
    assert isinstance(await room.worded(await room.newest("notices.do_reminder")), Skip)


async def test_the_level_above_reads_which_grids_did_not_get_it(room: Room, street: Street) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    await room.standing(31, "notices.lost", 802, found.id, grids=[street.grid.id])
    assert (await said(room, "notices.lost")).html.startswith(f"<b>通知{found.code}未送达1个网格：</b>S-1-1网格\n")
