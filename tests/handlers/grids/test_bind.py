from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.grids.errors import REFUSALS
from handlers.messages import Menu, MenuScope, MessageContent, Skip
from locales.translator import translator
from models.grids.tables import Chat, Grid, Purpose
from models.members.tables import Post, Role
from models.onboarding import chat_reachability, one_time_codes
from models.onboarding.bind_chat import binding_of
from models.outbox.tables import MessageState
from tests.handlers.room import ANONYMOUS, Room, chat
from tests.street import GROUP, Street

ADMIN, RESIDENT, NEW = 90, 11, -3001


async def code_for(room: Room, grid: Grid, purpose: Purpose = Purpose.GROUP) -> str:
    offered = await one_time_codes.offers(room.session, room.now, grid)
    return next(each.code for each in offered if (each.grid_code, each.purpose) == (grid.code, purpose))


async def served(session: AsyncSession, chat_id: int) -> str | None:
    bound = await binding_of(session, chat_id)
    return bound and bound[1].code


@pytest.mark.parametrize("words", ["/bind {}", "/bind@wangge_bot {}", "/start@wangge_bot {}", "/start {}"])
async def test_an_administrator_binds_a_group(room: Room, street: Street, words: str) -> None:
    code = await code_for(room, street.community)
    await room.says(ADMIN, NEW, words.format(code))
    assert await served(room.session, NEW) == "S-1"
    assert await room.kinds(NEW) == ["grids.bound"]
    text = await room.text("grids.bound")
    assert "本群已绑定<b>S-1网格</b>（S-1）" in text
    assert "/report 地点和情况" in text
    assert "119" in text
    assert room.asked == [(NEW, ADMIN)]


async def test_a_leaders_chat_is_told_what_it_is(room: Room, street: Street) -> None:
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.grid, Purpose.LEADERS)}")
    text = await room.text("grids.bound")
    assert "网格长群" in text
    assert "/report" not in text


async def test_a_bound_chat_gets_its_menus(room: Room, street: Street) -> None:
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.community)}")
    everybody = await room.worded(await room.newest("menu.chat"))
    admins = await room.worded(await room.newest("menu.admins"))
    assert isinstance(everybody, Menu)
    assert isinstance(admins, Menu)
    assert (everybody.scope, admins.scope) == (MenuScope.CHAT, MenuScope.CHAT_ADMINISTRATORS)
    assert ("report", "上报隐患") in everybody.commands
    assert "unbind" not in dict(everybody.commands)
    assert "unbind" in dict(admins.commands)
    assert "bind" not in dict(admins.commands)


async def test_a_resident_is_refused(room: Room, street: Street) -> None:
    await room.says(RESIDENT, NEW, f"/bind {await code_for(room, street.community)}")
    assert await served(room.session, NEW) is None
    assert await room.text("grids.refused") == "只有本群管理员可以操作，请联系群管理员。"


async def test_when_telegram_does_not_answer_nothing_is_bound(room: Room, street: Street) -> None:
    room.telegram_answers = False
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.community)}")
    assert await served(room.session, NEW) is None
    assert "暂时无法核实" in await room.text("grids.refused")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/bind", "请在命令后面写上绑定码，例如：/bind K7MPQ2XW9RTA"),
        ("/bind NOSUCHCODE22", "没有这个绑定码。请对照收到的链接或名单，重新复制一次。"),
        ("/bind " + "码" * 4000, "请在命令后面写上绑定码，例如：/bind K7MPQ2XW9RTA"),
        ("/bind " + "X" * 4000, "没有这个绑定码。请对照收到的链接或名单，重新复制一次。"),
    ],
)
async def test_a_code_that_is_none_is_refused(room: Room, text: str, told: str) -> None:
    await room.says(ADMIN, NEW, text)
    assert await room.text("grids.refused") == told


async def test_an_expired_code_is_refused(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    room.now += timedelta(days=31)
    await room.says(ADMIN, NEW, f"/bind {code}")
    assert await room.text("grids.refused") == "这个绑定码已经过期，请向街道索取新的绑定码。"


async def test_a_used_code_is_refused_in_another_group(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    await room.says(ADMIN, NEW, f"/bind {code}")
    await room.says(ADMIN, -3002, f"/bind {code}")
    assert await served(room.session, -3002) is None
    assert await room.text("grids.refused") == "这个绑定码已经用过了，请向街道索取新的绑定码。"


async def test_a_bound_group_is_refused_another_grid(room: Room, street: Street) -> None:
    await room.says(ADMIN, GROUP, f"/bind {await code_for(room, street.community)}")
    assert await served(room.session, GROUP) == "S-1-1"
    assert await room.text("grids.refused") == "本群已经绑定S-1-1网格。如需更换，请群管理员先发送 /unbind 解除绑定。"


async def test_a_grid_that_has_its_group_is_refused_by_that_group_s_escaped_title(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    other = await code_for(room, street.community, Purpose.LEADERS)
    await room.says(ADMIN, chat(-3002, "<b>先到</b>\u202e" + "长" * 300), f"/bind {code}")
    late = await one_time_codes.find(room.session, other, room.now)
    late.purpose = Purpose.GROUP
    await room.says(ADMIN, NEW, f"/bind {other}")
    text = await room.text("grids.refused")
    assert "&lt;b&gt;先到&lt;/b&gt;长长" in text
    assert "\u202e" not in text
    assert len(text) < 300


async def test_a_code_for_a_post_is_refused_in_a_group(room: Room, street: Street) -> None:
    room.session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="新人", phone="+8619900000044"))
    [offer] = await one_time_codes.post_offers(room.session, room.now)
    await room.says(ADMIN, NEW, f"/start@wangge_bot {offer.code}")
    assert "请私聊发给我" in await room.text("grids.refused")


async def test_a_retired_grid_is_refused(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    street.community.retired_at = room.now
    await room.says(ADMIN, NEW, f"/bind {code}")
    assert "已不在网格名册中" in await room.text("grids.refused")


async def test_in_private_one_is_shown_the_way_to_a_group(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    await room.says(ADMIN, ADMIN, f"/bind {code}")
    said = await room.worded(await room.newest("grids.refused"))
    assert isinstance(said, MessageContent)
    assert "群的绑定码要在群里使用" in said.html
    assert said.buttons[0][0].url == f"https://t.me/wangge_bot?startgroup={code}"
    assert await served(room.session, ADMIN) is None


async def test_an_anonymous_administrator_confirms_with_a_real_account(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    await room.says(ANONYMOUS, NEW, f"/bind {code}", sender_chat=chat(NEW))
    said = await room.worded(await room.newest("grids.confirm"))
    assert isinstance(said, MessageContent)
    [[button]] = said.buttons
    assert (button.label, button.data) == ("确认绑定", f"bind:{code}")
    assert await served(room.session, NEW) is None
    request = await room.presses(ADMIN, NEW, button.data)
    assert await served(room.session, NEW) == "S-1"
    assert request.toast is not None
    assert request.toast.text == "已绑定。"
    after = await room.worded(await room.newest("grids.confirm"))
    assert isinstance(after, MessageContent)
    assert not after.buttons
    assert "本群已绑定" in after.html


async def test_a_resident_s_or_a_forged_press_binds_nothing(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    for by, data in [(RESIDENT, f"bind:{code}"), (ADMIN, "bind:"), (ADMIN, "bind"), (ADMIN, "bind:NOSUCHCODE22")]:
        request = await room.presses(by, NEW, data)
        assert request.toast is not None
        assert request.toast.alert
        assert request.toast.text
    assert await served(room.session, NEW) is None


async def test_a_second_press_is_harmless_and_told(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    await room.presses(ADMIN, NEW, f"bind:{code}")
    request = await room.presses(ADMIN, NEW, f"bind:{code}")
    assert request.toast is not None
    assert "本群已经绑定S-1网格" in request.toast.text
    assert await room.kinds(NEW) == ["grids.bound"]


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("reason", REFUSALS)
def test_every_refusal_fits_a_toast(reason: str, locale: str) -> None:
    told = translator(locale).plain(REFUSALS[reason], grid="某某路某某网格", title="某某小区居民群")
    assert 0 < len(told) <= 200


async def test_unbinding_asks_first(room: Room) -> None:
    await room.says(ADMIN, GROUP, "/unbind")
    said = await room.worded(await room.newest("grids.unbind"))
    assert isinstance(said, MessageContent)
    [[button]] = said.buttons
    assert button.label == "确认解除绑定"
    assert await served(room.session, GROUP) == "S-1-1"
    request = await room.presses(ADMIN, GROUP, button.data)
    assert await served(room.session, GROUP) is None
    assert request.toast is not None
    assert request.toast.text == "已解除绑定。"
    after = await room.worded(await room.newest("grids.unbind"))
    assert isinstance(after, MessageContent)
    assert "已解除" in after.html
    assert not after.buttons
    menu = await room.worded(await room.newest("menu.admins"))
    assert isinstance(menu, Menu)
    assert "bind" in dict(menu.commands)


async def test_an_anonymous_administrator_may_ask_and_confirms_as_a_person(room: Room) -> None:
    await room.says(ANONYMOUS, GROUP, "/unbind", sender_chat=chat(GROUP))
    said = await room.worded(await room.newest("grids.unbind"))
    assert isinstance(said, MessageContent)
    await room.presses(ADMIN, GROUP, said.buttons[0][0].data)
    assert await served(room.session, GROUP) is None


@pytest.mark.parametrize(("by", "where", "told"), [(11, GROUP, "只有本群管理员"), (90, NEW, "本群还没有绑定网格")])
async def test_unbinding_is_refused(room: Room, by: int, where: int, told: str) -> None:
    await room.says(by, where, "/unbind")
    assert told in await room.text("grids.refused")
    assert await served(room.session, GROUP) == "S-1-1"


async def test_a_stranger_s_stale_or_foreign_press_unbinds_nothing(room: Room, street: Street) -> None:
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.community)}")
    bound = await binding_of(room.session, GROUP)
    assert bound is not None
    tries = [(RESIDENT, GROUP, f"unbind:{bound[0].id}"), (ADMIN, NEW, f"unbind:{bound[0].id}")]
    tries += [(ADMIN, GROUP, data) for data in ("unbind", "unbind:", "unbind:x", "unbind:" + "9" * 50, "unbind:１")]
    for by, where, data in tries:
        request = await room.presses(by, where, data)
        assert request.toast is not None
        assert request.toast.alert
    assert await served(room.session, GROUP) == "S-1-1"
    assert await served(room.session, NEW) == "S-1"


async def test_the_card_of_a_grid_freed_meanwhile_is_pointless(room: Room, street: Street) -> None:
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.community)}")
    bound = await binding_of(room.session, NEW)
    assert bound is not None
    bound[0].unbound_at = room.now
    assert isinstance(await room.worded(await room.newest("grids.bound")), Skip)


async def test_the_welcome_is_pinned_with_a_way_to_report_and_says_when_the_group_is_freed(
    room: Room, street: Street
) -> None:
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.community)}")
    welcome = await room.newest("grids.bound")
    said = await room.worded(welcome)
    assert isinstance(said, MessageContent)
    assert said.pin
    assert [(button.label, button.url) for row in said.buttons for button in row] == [
        ("我要上报", "https://t.me/wangge_bot?start=report")
    ]
    await room.sent("grids.bound", 900)
    bound = await binding_of(room.session, NEW)
    assert bound is not None
    room.admins = {ADMIN}
    await room.presses(ADMIN, NEW, f"unbind:{bound[0].id}")
    assert (await room.newest("grids.bound")).state is MessageState.PENDING
    freed = await room.views["grids.bound"](room.context(welcome, editing=True))
    assert isinstance(freed, MessageContent)
    assert "本群已解除与" in freed.html


async def test_a_grid_s_name_cannot_break_the_card(room: Room, street: Street) -> None:
    street.community.name = "<i>" + "路\u202e" * 55
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.community)}")
    text = await room.text("grids.bound")
    assert "<b>&lt;i&gt;路路" in text
    assert "\u202e" not in text


async def test_everything_is_said_in_english_too(room: Room, street: Street) -> None:
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.community)}")
    await room.says(ADMIN, NEW, "/unbind")
    assert "This group now serves <b>S-1网格</b> (S-1)" in await room.text("grids.bound", "en")
    assert "Free this group" in await room.text("grids.unbind", "en")


async def test_the_chat_is_known_by_its_newest_title(room: Room, street: Street) -> None:
    await room.says(ADMIN, chat(NEW, "新名字"), f"/bind {await code_for(room, street.community)}")
    assert (await room.session.get_one(Chat, NEW)).title == "新名字"


FORUM = {"id": NEW, "type": "supergroup", "title": "一网格群", "is_forum": True}


def in_topic(topic: int | None) -> dict[str, object]:
    return {} if topic is None else {"message_thread_id": topic, "is_topic_message": True}


async def topic_of(room: Room, chat_id: int = NEW) -> int | None:
    return (await room.session.get_one(Chat, chat_id, populate_existing=True)).topic_id


@pytest.mark.parametrize("topic", [None, 7])
async def test_a_forum_is_spoken_to_where_it_was_bound(room: Room, street: Street, topic: int | None) -> None:
    await room.says(ADMIN, FORUM, f"/bind {await code_for(room, street.community)}", **in_topic(topic))
    assert await topic_of(room) == topic


async def test_a_thread_of_answers_is_no_topic(room: Room, street: Street) -> None:
    await room.says(ADMIN, NEW, f"/bind {await code_for(room, street.community)}", message_thread_id=7)
    assert await topic_of(room) is None


@pytest.mark.parametrize("text", ["/bind", "/bind NOSUCHCODE22"])
async def test_in_a_bound_forum_bind_in_another_topic_moves_us_there(room: Room, street: Street, text: str) -> None:
    await room.says(ADMIN, FORUM, f"/bind {await code_for(room, street.community)}", **in_topic(7))
    for topic in (8, None):
        await room.says(ADMIN, FORUM, text, **in_topic(topic))
        assert await topic_of(room) == topic
    assert await room.kinds(NEW) == ["grids.bound", "grids.topic", "grids.topic"]
    assert "今后发给本群的消息都在这里" in await room.text("grids.topic")


async def test_only_an_administrator_moves_us(room: Room, street: Street) -> None:
    await room.says(ADMIN, FORUM, f"/bind {await code_for(room, street.community)}", **in_topic(7))
    for by in (RESIDENT, ANONYMOUS):
        await room.says(by, FORUM, "/bind", **in_topic(8))
    assert await topic_of(room) == 7
    assert await room.kinds(NEW) == ["grids.bound", "grids.refused", "grids.refused"]


async def test_in_the_topic_that_was_closed_bind_brings_us_back_at_once(room: Room, street: Street) -> None:
    await room.says(ADMIN, FORUM, f"/bind {await code_for(room, street.community)}", **in_topic(7))
    await chat_reachability.topic_lost(room.session, NEW, 7, room.now)
    await room.says(ADMIN, FORUM, "/bind", **in_topic(7))
    stored = await room.session.get_one(Chat, NEW, populate_existing=True)
    assert (stored.topic_id, stored.topic_again_at) == (7, None)
    assert "今后发给本群的消息都在这里" in await room.text("grids.topic")


async def test_a_topic_that_is_open_again_is_told_above(room: Room, street: Street) -> None:
    (await room.session.get_one(Chat, GROUP)).topic_id = 7
    await chat_reachability.topic_lost(room.session, GROUP, 7, room.now)
    await chat_reachability.topic_open(room.session, GROUP, 7, room.now)
    assert "已重新开放" in await room.text("grids.topic_open")
    assert isinstance(await room.worded(await room.newest("grids.topic_lost")), Skip)
    await chat_reachability.topic_lost(room.session, GROUP, 7, room.now)
    assert isinstance(await room.worded(await room.newest("grids.topic_open")), Skip)


async def test_in_the_topic_where_we_are_bind_says_that_the_group_is_bound(room: Room, street: Street) -> None:
    code = await code_for(room, street.community)
    for _ in range(2):
        await room.says(ADMIN, FORUM, f"/bind {code}", **in_topic(7))
    assert "本群已经绑定" in await room.text("grids.refused")


async def test_a_topic_that_is_lost_is_told_above_until_another_is_chosen(room: Room, street: Street) -> None:
    (await room.session.get_one(Chat, GROUP)).topic_id = 7
    await chat_reachability.topic_lost(room.session, GROUP, 7, room.now)
    assert "话题已关闭或删除" in await room.text("grids.topic_lost")
    assert isinstance(await room.worded(await room.newest("grids.topic_lost")), MessageContent)
    (await room.session.get_one(Chat, GROUP, populate_existing=True)).speak_in(8)
    await room.session.flush()
    assert isinstance(await room.worded(await room.newest("grids.topic_lost")), Skip)
