"""Leave: who stands in, who is told before, and that no hazard goes unheard meanwhile."""

import pytest

from tests.journeys.conftest import Cast
from tests.journeys.town import Town, labels, words

REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"
DAY = 24 * 3600


async def test_a_colleague_receives_while_a_member_is_on_leave(town: Town, cast: Cast) -> None:
    colleague = await town.person("陈明梅", "19900000008")
    await town.driver.members(cast.group, colleague, "add")
    await town.claim(colleague)
    await town.driver.text(cast.member, cast.member, "/leave 明天 3天")
    filed = await town.hears(cast.member, cast.member, "您的休假", "由陈明梅代岗", buttons=("取消休假",))
    await town.later(DAY)
    await town.hears(cast.member, cast.member, "您的休假今天开始")
    await town.hears(colleague, colleague, "由您代岗", "傅勇")
    away = await town.hears(cast.member, cast.member, "您正在休假", buttons=("提前销假",))
    assert away["message_id"] == filed["message_id"]

    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1")
    await town.hears(colleague, colleague, "H1")
    await town.driver.press(cast.group, colleague, card["message_id"], "受理")
    await town.hears(cast.group, cast.resident, "H1", "受理人：陈明梅")
    await town.settled()
    assert not [m for m in await town.driver.messages(cast.member, cast.member) if "H1" in words(m)]

    pressed = await town.driver.press(cast.member, cast.member, filed["message_id"], "提前销假")
    assert pressed["answer"]["text"] == "休假已取消。"
    await town.hears(cast.member, cast.member, "消息恢复发给您", buttons=())
    await town.hears(cast.member, cast.member, "H1", "3号楼二楼")
    await town.hears(colleague, colleague, "傅勇已回岗")


@pytest.mark.long
async def test_where_nobody_stands_in_the_leader_is_told_before_and_receives_meanwhile(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.member, cast.member, "/leave 后天")
    await town.hears(cast.member, cast.member, "您的休假", "无人代岗")
    await town.hears(cast.leader, cast.leader, "傅勇", "无人代岗")
    await town.later(DAY)
    await town.settled()
    told = [m for m in await town.driver.messages(cast.leader, cast.leader) if "无人代岗" in words(m)]
    assert len(told) == 2
    town.expect(*told)
    await town.later(DAY)
    await town.hears(cast.member, cast.member, "您的休假今天开始")
    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.leader, cast.leader, "H1", "您的网格有新隐患")
    await town.driver.press(cast.group, cast.leader, card["message_id"], "受理")
    await town.hears(cast.group, cast.resident, "H1", "已受理")
    await town.later(DAY)
    await town.hears(cast.leader, cast.leader, "今早有1件隐患", "H1", "已受理")
    await town.hears(cast.member, cast.member, "欢迎回岗")


async def test_a_leader_s_leave_does_not_silence_the_ladder(town: Town, cast: Cast) -> None:
    chief = await town.person("马东宏", "19900000004")
    await town.claim(chief)
    await town.driver.text(cast.leader, cast.leader, "/leave 今天")
    await town.hears(cast.leader, cast.leader, "您正在休假", "无人代岗")
    await town.hears(cast.leader, cast.leader, "您的休假今天开始")
    await town.hears(chief, chief, "谭远康", "无人代岗")
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await town.later(2 * 3600)
    await town.hears(chief, chief, "已2小时无人受理", "H1")


async def test_leave_is_explained_refused_and_ended_in_words(town: Town, cast: Cast) -> None:
    driver, member = town.driver, cast.member
    for said, answer in (
        ("/leave", "请假请发送起止日期"),
        ("/leave 生病了", "日期无法识别"),
        ("/leave 2月30日", "日期无法识别"),
        ("/leave 明天 400天", "最长180天"),
        ("/leave off", "没有可取消的休假"),
    ):
        await driver.text(member, member, said)
        await town.hears(member, member, answer)
    await driver.text(member, member, "/leave 大后天")
    filed = await town.hears(member, member, "您的休假", buttons=("取消休假",))
    await town.hears(cast.leader, cast.leader, "无人代岗")
    await driver.text(member, member, "/leave 大后天 2天")
    await town.hears(member, member, "已请过假")
    await driver.press(member, member, filed["message_id"], "取消休假")
    gone = await town.hears(member, member, "已取消")
    assert labels(gone) == []
    await town.hears(cast.leader, cast.leader, "已不在休假")
    await driver.text(cast.group, member, "/leave@wangge_bot 明天")
    await town.hears(cast.group, member, "请私聊我")
    await driver.open(cast.resident, start="")
    await town.hears(cast.resident, cast.resident, "您好")
    await driver.text(cast.resident, cast.resident, "/leave 明天")
    await town.hears(cast.resident, cast.resident, "在岗工作人员")
