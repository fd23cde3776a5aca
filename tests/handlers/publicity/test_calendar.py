"""/calendar, its pages and buttons, through every router."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent, Skip
from handlers.publicity.calendar_view import LABEL
from handlers.publicity.presses import CALENDAR, CHOOSE
from handlers.publicity.presses import GROUP as GROUP_PAGE
from handlers.publicity.view import HOW
from locales.translator import cut
from models.grids.tables import Binding, Chat, Purpose
from models.members.tables import Post, Role
from models.outbox.tables import Lane, OutboxMessage
from models.publicity.own_texts import library
from models.publicity.plans import publicity_plans
from models.publicity.quiet import is_quiet
from models.publicity.texts import built_in
from models.publicity.turns import TEXT
from tests.handlers.room import ANONYMOUS, Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, OFFICER, STRANGER = 11, 12, 14, 15, 16
LEADERS, HERE = -1002, 700


@pytest.fixture
async def leaders(room: Room, street: Street) -> int:
    """The leaders' chat of the community."""
    room.session.add(Chat(id=LEADERS, type="supergroup", title="负责人群", seen_at=room.now))
    await room.session.flush()
    binding = Binding(grid_id=street.community.id, purpose=Purpose.LEADERS, chat_id=LEADERS, bound_at=room.now)
    room.session.add(binding)
    await room.session.flush()
    return LEADERS


@pytest.fixture
async def opened(room: Room, street: Street) -> Street:
    """The calendar of the community stands in its leader's private chat."""
    await room.says(OFFICER, OFFICER, "/calendar")
    await room.sent(CALENDAR, HERE)
    return street


async def page(room: Room, locale: str = "zh_CN") -> MessageContent:
    said = await room.worded(await room.newest(CALENDAR), locale)
    assert isinstance(said, MessageContent)
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


async def presses(room: Room, by: int, data: str) -> str:
    request = await room.presses(by, by, data, on=HERE)
    return request.toast.text if request.toast else ""


async def test_a_leader_sees_what_would_come_and_switches_it_on(room: Room, opened: Street) -> None:
    said = await page(room)
    assert "未开启" in said.html
    assert "• 11-23 星期一：" in said.html
    assert "已开启" in await presses(room, OFFICER, f"pub:on:{opened.community.id}")
    said = await page(room)
    assert "9点起陆续发出：每星期一、宣传日：首个上班的星期一" in said.html
    assert (await publicity_plans(room.session)).enabled(opened.grid.path)
    await presses(room, OFFICER, f"pub:m:1:{opened.community.id}")
    said = await page(room)
    assert "<b>2026-12</b>" in said.html
    assert "• 12-07 星期一：" in said.html
    assert "（宣传日）" in said.html
    assert {"上个月", "下个月"} <= set(labels(said))
    await presses(room, OFFICER, f"pub:off:{opened.community.id}")
    assert not (await publicity_plans(room.session)).enabled(opened.grid.path)


async def test_its_days_are_set_by_buttons(room: Room, opened: Street) -> None:
    grid = opened.community.id
    for act, label in (("weekday", "星期四"), ("rule", "每月5日")):
        await presses(room, OFFICER, f"pub:{act}:{grid}")
        assert label in labels(await page(room))
    await presses(room, OFFICER, f"pub:on:{grid}")
    await presses(room, OFFICER, f"pub:w:3:{grid}")
    await presses(room, OFFICER, f"pub:d:day 5:{grid}")
    said = await page(room)
    assert "每星期四、宣传日：每月5日" in said.html
    assert "• 11-19 星期四：" in said.html
    await presses(room, OFFICER, f"pub:w:7:{grid}")
    await presses(room, OFFICER, f"pub:d:none:{grid}")
    assert "每周" not in (await page(room)).html.split("各群")[0].replace("赶不上每周发送日的短节点单独发一天", "")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_every_text_can_be_seen_as_groups_see_it(room: Room, opened: Street, locale: str) -> None:
    grid = opened.community.id
    for number in range(0, len(built_in()), 10):
        await presses(room, OFFICER, f"pub:t:{number // 10}:{grid}")
        titles = [cut(text.worded(locale).title, LABEL) for text in built_in()[number : number + 10]]
        assert labels(await page(room, locale))[: len(titles)] == titles
    for text in built_in():
        await presses(room, OFFICER, f"pub:x:{text.name}:{grid}")
        said = await page(room, locale)
        assert said.html.startswith(f"<b>{text.worded(locale).title}</b>\n1. ")


async def test_a_text_is_switched_off_and_on(room: Room, opened: Street) -> None:
    grid = opened.community.id
    await presses(room, OFFICER, f"pub:x:hot_pot:{grid}")
    assert "停用这条" in labels(await page(room))
    await presses(room, OFFICER, f"pub:leave:hot_pot:{grid}")
    assert "启用这条" in labels(await page(room))
    assert "hot_pot" not in {text.name for text in (await library(room.session)).texts(opened.grid.path)}
    await presses(room, OFFICER, f"pub:t:0:{grid}")
    assert "火锅、烤炉安全用火（停用）" in labels(await page(room))
    await presses(room, OFFICER, f"pub:say:hot_pot:{grid}")
    assert "hot_pot" in {text.name for text in (await library(room.session)).texts(opened.grid.path)}
    assert "不存在" in await presses(room, OFFICER, f"pub:leave:no_such:{grid}")


async def test_in_the_leaders_chat_it_is_of_its_grid(room: Room, street: Street, leaders: int) -> None:
    await room.says(OFFICER, leaders, "/calendar")
    assert "S-1网格" in (await page(room)).html
    await room.sent(CALENDAR, HERE)
    await room.presses(LEADER, leaders, f"pub:on:{street.community.id}", on=HERE)
    assert not (await publicity_plans(room.session)).enabled(street.grid.path)
    await room.presses(OFFICER, leaders, f"pub:on:{street.community.id}", on=HERE)
    assert (await publicity_plans(room.session)).enabled(street.grid.path)


async def test_who_leads_several_grids_chooses_one(room: Room, street: Street) -> None:
    by = street.community_leader.id
    post = Post(grid_id=street.street.id, role=Role.LEADER, name="马东宏", phone="+8619900000099", person_id=by)
    room.session.add(post)
    await room.session.flush()
    await room.says(OFFICER, OFFICER, "/calendar")
    said = await room.worded(await room.newest(CHOOSE))
    assert isinstance(said, MessageContent)
    assert labels(said) == ["S网格", "S-1网格"]
    await room.presses(OFFICER, OFFICER, f"pub:g:{street.street.id}")
    assert (await room.newest(CALENDAR)).subject_id == street.street.id
    request = await room.presses(LEADER, LEADER, f"pub:g:{street.street.id}")
    assert request.toast is not None


@pytest.mark.parametrize("by", [RESIDENT, MEMBER, STRANGER])
async def test_others_are_told_what_it_is_and_change_nothing(room: Room, opened: Street, by: int) -> None:
    await room.says(by, by, "/calendar")
    assert "/tips" in await room.text(HOW)
    for act in ("on", "w:3", "d:day 5", "leave:hot_pot"):
        request = await room.presses(by, by, f"pub:{act}:{opened.community.id}")
        assert request.toast is not None
    assert (await publicity_plans(room.session)).own == {}
    assert (await library(room.session)).rows == {}


async def test_who_leads_no_more_sees_it_no_more(room: Room, opened: Street) -> None:
    posts = (await room.session.scalars(select(Post).where(col(Post.person_id) == opened.community_leader.id))).all()
    for post in posts:
        post.ended_at = room.now
    await room.session.flush()
    assert isinstance(await room.worded(await room.newest(CALENDAR)), Skip)


async def test_a_group_s_administrators_and_staff_stop_routine_posts_and_let_them_come_again(
    room: Room, street: Street
) -> None:
    room.admins = {RESIDENT}
    await room.says(ANONYMOUS, GROUP, "/calendar")
    await room.sent(GROUP_PAGE, HERE)
    for by, act, toast, quiet in (
        (STRANGER, "quiet", "只有本群管理员", False),
        (RESIDENT, "quiet", "预警照常", True),
        (STRANGER, "again", "只有本群管理员", True),
        (MEMBER, "again", "已恢复", False),
    ):
        request = await room.presses(by, GROUP, f"pubq:{act}:{street.grid.id}", on=HERE)
        assert request.toast is not None
        assert toast in request.toast.text
        assert await is_quiet(room.session, GROUP) is quiet
        assert ("已暂停例行宣传" in await room.text(GROUP_PAGE)) is quiet
    room.telegram_answers = False
    request = await room.presses(RESIDENT, GROUP, f"pubq:quiet:{street.grid.id}", on=HERE)
    assert request.toast is not None
    assert "暂时查不到" in request.toast.text


async def routine(room: Room, street: Street, **told: object) -> OutboxMessage:
    args = {"text": "hot_pot", "on_day": False, **told}
    return await room.standing(GROUP, TEXT, HERE, street.grid.id, **args)


async def test_a_text_that_comes_by_itself_is_not_said_late_by_night_or_where_it_is_not_wanted(
    room: Room, street: Street
) -> None:
    message = await routine(room, street, on_day=True)
    message.lane = Lane.ROUTINE
    said = await room.worded(message)
    assert isinstance(said, MessageContent)
    assert said.html.startswith("📅 今天是本月消防宣传日。\n<b>火锅、烤炉安全用火</b>\n1. ")
    room.now += timedelta(hours=11)
    assert isinstance(await room.worded(message), MessageContent)
    room.now += timedelta(hours=2)
    assert isinstance(await room.worded(message), Skip)  # ten in the evening
    room.now += timedelta(hours=12)
    assert isinstance(await room.worded(message), Skip)
    message.lane = Lane.REPLY
    assert isinstance(await room.worded(message), MessageContent)
