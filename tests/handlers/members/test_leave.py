import pytest

from handlers.messages import MessageContent, Skip
from models.grids.tables import Chat
from models.members.tables import Person, Post, Role
from tests.handlers.room import Room
from tests.street import GROUP, Street


async def files(room: Room, street: Street, text: str) -> None:
    me = street.member.tg_user_id
    await room.says(me, me, text)


async def shown(room: Room) -> MessageContent:
    said = await room.worded(await room.newest("members.leave"))
    assert isinstance(said, MessageContent), said
    return said


async def test_filing_shows_the_days_who_stands_in_and_a_way_back(room: Room, street: Street) -> None:
    person = Person(tg_user_id=21, name="陈<国强", first_seen=room.now, started=True)
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="陈国强", phone="+8619900000021", person_id=person.id)
    room.session.add_all([person, Chat(id=21, type="private", seen_at=room.now), post])
    await files(room, street, "/leave 12月1日 12月5日")
    said = await shown(room)
    assert "12-01 – 12-05" in said.html
    assert "由陈&lt;国强代岗" in said.html
    assert said.buttons[0][0].label == "取消休假"
    assert "members.leave_uncovered" not in await room.kinds()


async def test_a_b_post_that_nobody_has_claimed_is_named(room: Room, street: Street) -> None:
    room.session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="汪云明", phone="+8619900000021"))
    await files(room, street, "/leave 下周")
    said = await shown(room)
    assert "11-23 – 11-29" in said.html
    assert "B岗汪云明尚未认领岗位" in said.html


async def test_where_nobody_stands_in_the_leader_is_asked_to_arrange(room: Room, street: Street) -> None:
    await files(room, street, "/leave 明天")
    assert "无人代岗" in (await shown(room)).html
    assert await room.kinds(street.leader.tg_user_id) == ["members.leave_uncovered"]
    assert "傅勇" in await room.text("members.leave_uncovered")
    await files(room, street, "/leave off")
    message = await room.newest("members.leave_uncovered")
    message.message_id = 5
    assert "已取消" in (await shown(room)).html


async def test_the_leader_s_warning_follows_the_stand_in(room: Room, street: Street) -> None:
    person = Person(tg_user_id=21, name="陈国强", first_seen=room.now, started=True)
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="陈国强", phone="+8619900000021", person_id=person.id)
    room.session.add_all([person, Chat(id=21, type="private", seen_at=room.now), post])
    await files(room, street, "/leave 12月1日 12月5日")
    assert await room.kinds(street.leader.tg_user_id) == []
    backup = {"id": 21, "is_bot": False, "first_name": "陈国强"}
    await room.says(backup, 21, "/leave 12月3日")
    warning = await room.newest("members.leave_uncovered")
    assert warning.chat_id == street.leader.tg_user_id
    assert "傅勇" in await room.text("members.leave_uncovered")
    assert "无人代岗" in await room.text("members.leave_uncovered")
    await room.says(backup, 21, "/leave off")
    said = await room.views[warning.kind](room.context(warning, editing=True))
    assert isinstance(said, MessageContent)
    assert "由陈国强代岗" in said.html
    assert isinstance(await room.worded(warning), Skip)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/leave", "请假请发送起止日期"),
        ("/leave 病了", "日期无法识别"),
        ("/leave 11-1 11-3", "已经过去"),
        ("/leave 12-5 12-1", "早于"),
        ("/leave 12-1 300天", "180天"),
        ("/leave off", "没有可取消"),
    ],
)
async def test_what_cannot_be_done_is_said_with_what_can(room: Room, street: Street, text: str, words: str) -> None:
    await files(room, street, text)
    kind = "members.leave_how" if text == "/leave" else "members.leave_refused"
    assert words in await room.text(kind)


async def test_two_leaves_do_not_overlap(room: Room, street: Street) -> None:
    await files(room, street, "/leave 12-1 12-5")
    await files(room, street, "/leave 12-5 12-6")
    assert "已请过假" in await room.text("members.leave_refused")


async def test_alone_it_shows_the_leave_that_runs(room: Room, street: Street) -> None:
    await files(room, street, "/leave 今天")
    await files(room, street, "/leave")
    said = await shown(room)
    assert "您正在休假" in said.html
    assert said.buttons[0][0].label == "提前销假"


async def test_only_staff_have_leaves_and_only_in_private(room: Room, street: Street) -> None:
    stranger = street.stranger.tg_user_id
    for text in ("/leave", "/leave 明天"):
        await room.says(stranger, stranger, text)
        assert "在岗工作人员" in await room.text("members.leave_refused")
    await room.says(street.member.tg_user_id, GROUP, "/leave 明天")
    assert "私聊" in await room.text("members.leave_in_private")
    assert "members.leave" not in await room.kinds()


async def test_the_button_ends_one_s_own_leave_once(room: Room, street: Street) -> None:
    await files(room, street, "/leave 今天")
    said = await shown(room)
    data = said.buttons[0][0].data
    other = street.leader.tg_user_id
    refused = await room.presses(other, other, data)
    assert refused.toast is not None
    assert "别人的休假" in refused.toast.text
    me = street.member.tg_user_id
    ended = await room.presses(me, me, data)
    assert ended.toast is not None
    assert ended.toast.text == "休假已取消。"
    assert "恢复发给您" in (await shown(room)).html
    again = await room.presses(me, me, data)
    assert again.toast is not None
    assert "已经结束" in again.toast.text


@pytest.mark.parametrize("data", ["leave:off:x", "leave:off:1", "leave"])
async def test_a_forged_button_is_out_of_date(room: Room, street: Street, data: str) -> None:
    me = street.member.tg_user_id
    request = await room.presses(me, me, data)
    assert request.toast is not None
    assert "失效" in request.toast.text


async def test_a_word_that_came_too_late_is_not_said(room: Room, street: Street) -> None:
    await files(room, street, "/leave 今天")
    await files(room, street, "/leave off")
    begins = await room.newest("members.leave_begins")
    assert not isinstance(await room.worded(begins), MessageContent)
