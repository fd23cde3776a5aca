"""A group is bound to a grid, freed, moved, lost and found again."""

import pytest

from models.grids.tables import Purpose
from tests.journeys.conftest import Cast
from tests.journeys.town import GRID, Town, labels, words

BOUND = ("✅ 本群已绑定", "一网格", GRID)
UNBIND = "确认解除绑定"


@pytest.fixture
async def leader(town: Town) -> int:
    return await town.person("谭远康", "19900000009")


async def with_bot(town: Town, title: str, creator: int, *members: int, kind: str = "supergroup") -> int:
    group = await town.group(title, creator, *members, kind=kind)
    await town.driver.members(group, town.bot, "add")
    return group


async def test_an_administrator_binds_by_command_and_gets_the_menu_for_it(town: Town, leader: int) -> None:
    resident = await town.person("李秀英")
    group = await with_bot(town, "一网格群", leader, resident)
    code = await town.code()
    await town.driver.text(group, leader, f"/bind@wangge_bot {code[:4].lower()}-{code[4:8]} {code[8:]}")
    await town.hears(group, leader, *BOUND)
    await town.settled()
    for_leader = [command["command"] for command in await town.driver.commands(group, leader)]
    for_resident = [command["command"] for command in await town.driver.commands(group, resident)]
    assert "unbind" in for_leader
    assert "bind" not in for_leader
    assert for_resident == [name for name in for_leader if name not in {"unbind", "language"}]
    await town.later(60)  # the hint for a group that is not bound yet would come now


async def test_a_group_that_is_not_bound_is_told_how_once_the_code_does_not_come(town: Town, leader: int) -> None:
    group = await with_bot(town, "新群", leader)
    await town.settled()
    await town.driver.text(group, leader, "/report@wangge_bot 楼道堆物")
    await town.hears(group, leader, "本群尚未绑定网格")
    await town.later(30)
    await town.hears(group, leader, "/bind")


async def test_every_code_that_does_not_fit_is_refused_with_what_to_do(town: Town, leader: int) -> None:
    used = await town.code()
    bound = await town.bound_group(leader)
    free = await with_bot(town, "二网格群", leader)
    other, leaders = await town.code(grid="S-1-2"), await town.code(Purpose.LEADERS)
    post = await town.post_code("陈娟晓")
    for chat, text, told in (
        (free, "/bind@wangge_bot", "请在命令后面写上绑定码"),
        (free, "/bind@wangge_bot ABCDEFGHJKMN", "没有这个绑定码"),
        (free, "/bind@wangge_bot <b>你好</b> &amp; 💥", "没有这个绑定码"),
        (free, f"/bind@wangge_bot {used}", "已经用过"),
        (free, f"/bind@wangge_bot {post}", "认领岗位用的"),
        (bound, f"/bind@wangge_bot {other}", "本群已经绑定一网格"),
        (leader, f"/bind {other}", "请先把我加进群"),
    ):
        asked = await town.driver.text(chat, leader, text)
        await town.hears(chat, leader, told, to=asked if chat != leader else None)
    await town.driver.text(free, leader, f"/bind@wangge_bot {leaders}")
    await town.hears(free, leader, "✅ 本群已绑定为", "网格长群")


async def test_a_grid_that_has_a_group_is_not_bound_to_another(town: Town, leader: int) -> None:
    """A code that is still open comes from a link minted while the grid's chat was out of reach."""
    first = await town.bound_group(leader)
    await town.driver.members(first, town.bot, "remove", by=leader)
    await town.settled()
    code = await town.code()
    await town.driver.members(first, town.bot, "add", by=leader)
    second = await with_bot(town, "冒名群", leader)
    await town.driver.text(second, leader, f"/bind@wangge_bot {code}")
    await town.hears(second, leader, "一网格已经绑定了群“S-1-1群”", "/unbind")


async def test_an_expired_code_is_refused(town: Town, leader: int) -> None:
    group, code = await with_bot(town, "一网格群", leader), await town.code()
    await town.later(31 * 24 * 3600)
    await town.hears(group, leader, "/bind", "街道")
    await town.driver.text(group, leader, f"/bind@wangge_bot {code}")
    await town.hears(group, leader, "已经过期")
    assert await town.code() != code


async def test_only_administrators_bind_and_unbind(town: Town, leader: int) -> None:
    resident = await town.person("李秀英")
    group = await with_bot(town, "一网格群", leader, resident)
    code = await town.code()
    await town.driver.text(group, resident, f"/bind@wangge_bot {code}")
    await town.hears(group, resident, "只有本群管理员可以操作")
    await town.driver.text(group, leader, f"/bind@wangge_bot {code}")
    await town.hears(group, leader, *BOUND)
    asked = await town.driver.text(group, resident, "/unbind@wangge_bot")
    await town.hears(group, resident, "只有本群管理员可以操作", to=asked)
    await town.driver.text(group, leader, "/unbind@wangge_bot")
    question = await town.hears(group, leader, "确定解除", buttons=(UNBIND,))
    pressed = await town.driver.press(group, resident, question["message_id"], UNBIND)
    assert "只有本群管理员" in pressed["answer"]["text"]
    assert pressed["answer"]["show_alert"]


async def test_an_anonymous_administrator_binds_by_a_press_of_the_real_account(town: Town, leader: int) -> None:
    resident = await town.person("李秀英")
    group = await with_bot(town, "一网格群", leader, resident)
    await town.driver.text(group, leader, f"/bind@wangge_bot {await town.code()}", anonymous=True)
    question = await town.hears(group, leader, "匿名管理员", buttons=("确认绑定",))
    by_resident = await town.driver.press(group, resident, question["message_id"], "确认绑定")
    assert "只有本群管理员" in by_resident["answer"]["text"]
    by_leader = await town.driver.press(group, leader, question["message_id"], "确认绑定")
    assert by_leader["answer"]["text"] == "已绑定。"
    edited = await town.hears(group, leader, *BOUND, "/report")
    assert edited["message_id"] != question["message_id"]
    await town.settled()
    standing = {message["message_id"]: message for message in await town.driver.messages(group, leader)}
    assert labels(standing[question["message_id"]]) == []


async def test_a_freed_group_no_longer_reports_and_its_grid_is_offered_again(town: Town, leader: int) -> None:
    group = await town.bound_group(leader)
    await town.driver.text(group, leader, "/unbind@wangge_bot")
    question = await town.hears(group, leader, "确定解除", buttons=(UNBIND,))
    pressed = await town.driver.press(group, leader, question["message_id"], UNBIND)
    assert pressed["answer"]["text"] == "已解除绑定。"
    await town.hears(group, leader, "本群已解除与一网格", buttons=())
    [[confirm]] = question["reply_markup"]["inline_keyboard"]
    again = await town.driver.press(group, leader, question["message_id"], data=confirm["callback_data"])
    assert "本群还没有绑定网格" in again["answer"]["text"]
    forged = await town.driver.press(group, leader, question["message_id"], data="unbind:1")
    assert "这个按钮已失效" in forged["answer"]["text"]
    await town.driver.text(group, leader, "/report@wangge_bot 楼道堆物")
    await town.hears(group, leader, "本群尚未绑定网格")
    await town.driver.text(group, leader, f"/bind@wangge_bot {await town.code()}")
    await town.hears(group, leader, *BOUND)


async def test_an_upgraded_group_stays_bound_and_gets_the_card_anew(town: Town, leader: int) -> None:
    resident = await town.person("李秀英")
    old = await town.bound_group(leader, resident, kind="group")
    await town.claim(leader)
    await town.driver.text(old, resident, "/report 楼道堆物")
    await town.hears(old, resident, "H1", "待受理")
    new = (await town.driver.upgrade(old))["id"]
    await town.later(2 * 3600)
    alert = await town.hears(leader, leader, "无人受理", "H1")
    await town.hears(new, resident, "H1", "待受理")
    await town.driver.press(leader, leader, alert["message_id"], "受理")
    card = await town.hears(new, resident, "H1", "已受理")
    await town.driver.text(new, resident, "就在二楼", reply_to=card["message_id"])
    await town.driver.text(new, resident, "/report 电线裸露")
    await town.hears(new, resident, "H2", "待受理")


async def test_what_is_told_after_an_unnoticed_upgrade_arrives_in_the_new_group(town: Town, leader: int) -> None:
    resident = await town.person("李秀英")
    old = await town.bound_group(leader, resident, kind="group")
    await town.claim(leader)
    await town.driver.text(old, resident, "/report 楼道堆物")
    await town.hears(old, resident, "H1", "待受理")
    await town.staff.halt("listen")
    new = (await town.driver.upgrade(old))["id"]
    await town.later(2 * 3600)
    await town.hears(leader, leader, "无人受理", "H1")
    card = await town.hears(new, resident, "H1", "待受理")
    town.staff.start("listen")
    pressed = await town.driver.press(new, leader, card["message_id"], "受理")
    assert pressed["answer"]["text"] == "您已受理H1。"
    accepted = await town.hears(new, resident, "H1", "已受理")
    assert accepted["message_id"] == card["message_id"]


async def test_a_removed_bot_is_missed_above_and_welcomed_back(town: Town, cast: Cast) -> None:
    above = await town.person("马东宏", "19900000004")
    await town.claim(above)
    assert not await town.offered()
    await town.driver.members(cast.group, town.bot, "remove", by=cast.leader)
    await town.hears(above, above, "⚠️", "一网格", "居民群“S-1-1群”失联")
    assert await town.offered()
    await town.driver.members(cast.group, town.bot, "add", by=cast.leader)
    await town.hears(above, above, "✅", "一网格", "已恢复联系")
    assert not await town.offered()
    await town.driver.text(cast.group, cast.resident, "/report@wangge_bot 楼道堆物")
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")


async def test_a_removal_nobody_told_of_is_noticed_when_a_card_is_refused(town: Town, cast: Cast) -> None:
    above = await town.person("马东宏", "19900000004")
    await town.claim(above)
    await town.driver.text(cast.group, cast.resident, "/report 楼道堆物")
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    alert = await town.hears(cast.member, cast.member, "H1")
    world = town.sandbox.world
    world.groups[cast.group].seat(world.bots[town.bot], "kicked")
    await town.driver.press(cast.member, cast.member, alert["message_id"], "受理")
    await town.hears(above, above, "⚠️", "居民群“S-1-1群”失联")
    assert await town.offered()
    replaced = await with_bot(town, "一网格新群", cast.leader, cast.resident)
    await town.driver.text(replaced, cast.leader, f"/bind@wangge_bot {await town.code()}")
    await town.hears(replaced, cast.leader, *BOUND)


async def test_a_person_who_blocks_the_bot_and_comes_back_is_reached_again(town: Town, cast: Cast) -> None:
    await town.driver.block(cast.member)
    await town.settled()
    await town.driver.text(cast.group, cast.resident, "/report 楼道堆物")
    await town.hears(cast.group, cast.resident, "H1")
    await town.settled()
    await town.driver.unblock(cast.member)
    await town.driver.text(cast.member, cast.member, "/start")
    await town.hears(cast.member, cast.member, "您好！您的岗位")
    await town.driver.text(cast.group, cast.resident, "/report 电线裸露")
    await town.hears(cast.group, cast.resident, "H2")
    new = await town.hears(cast.member, cast.member, "H2")
    assert "您的网格有新隐患" in words(new)
