"""What nobody handles climbs: with its story, by hand, as a list when there is much of it."""

import pytest

from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, hand_up, labels, picture, words

REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"
HOUR, MINUTE = 3600, 60


async def heads_community(town: Town) -> int:
    """Has claimed the post of the community's leader."""
    person = await town.person("马东宏", "19900000004")
    await town.claim(person)
    return person


async def test_each_level_hears_in_turn_with_the_story_so_far(town: Town, cast: Cast) -> None:
    community = await heads_community(town)
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT)
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await town.later(2 * HOUR)
    await town.hears(cast.leader, cast.leader, "已2小时无人受理", "H1", "已等待2小时")
    await town.later(6 * HOUR)
    alert = await town.hears(community, community, "已8小时无人受理", "受理时限", "已逐级上报")
    assert alert["photo"]
    assert {"受理", "处置完成", "提请上级"} <= set(labels(alert))
    await town.driver.press(community, community, alert["message_id"], "受理")
    await town.hears(cast.group, cast.resident, "H1", "已受理", "受理人：马东宏")
    accepted = await town.hears(community, community, "H1", "已受理", "马东宏受理")
    assert accepted["message_id"] == alert["message_id"]
    assert "无人受理" not in words(accepted)
    assert "受理" not in labels(accepted)


@pytest.mark.long
async def test_what_is_urgent_is_told_again_to_all_who_heard_and_only_the_newest_word_stands(
    town: Town, cast: Cast
) -> None:
    street = await town.person("曹林文", "19900000001")
    await town.claim(street)
    await town.driver.text(cast.group, cast.resident, "/report 三楼冒烟了")
    await town.hears(cast.group, cast.resident, "H1", "紧急")
    heard = (cast.member, cast.leader, street)
    for person in heard:
        await town.hears(person, person, "H1", "三楼冒烟了")
    for minutes in (5, 10):
        await town.later(5 * MINUTE)
        for person in heard:
            await town.hears(person, person, f"已{minutes}分钟无人受理", "H1")
        await town.settled()
        for person in heard:
            standing = [each for each in await town.driver.messages(person, person) if "H1" in words(each)]
            assert len(standing) == 1, [words(each) for each in standing]
    offered = {person: set(labels(await newest(town, person))) for person in heard}
    assert "移交" in offered[street]
    assert "移交" not in offered[cast.leader]
    assert "不属实" in offered[cast.leader]
    assert "不属实" not in offered[cast.member]
    alert = await newest(town, cast.leader)
    await town.driver.press(cast.leader, cast.leader, alert["message_id"], "受理")
    for person in heard:
        accepted = await town.hears(person, person, "H1", "已受理", "谭远康受理")
        assert "无人受理" not in words(accepted)


async def newest(town: Town, person: int) -> Json:
    """What stands of the hazard in somebody's private chat."""
    [standing] = [each for each in await town.driver.messages(person, person) if "H1" in words(each)]
    return standing


async def test_where_nobody_else_hears_the_next_leader_is_told_at_once(town: Town) -> None:
    community = await heads_community(town)
    resident = await town.person("李秀英")
    await town.driver.open(resident, start="report")
    await town.hears(resident, resident, "请把隐患拍照发到这里")
    await town.driver.photo(resident, resident, picture("red"), caption=REPORT.removeprefix("/report "))
    asked = await town.hears(resident, resident, "隐患在哪里")
    await town.driver.press(resident, resident, asked["message_id"], "一网格")
    ready = await town.hears(resident, resident, "网格：一网格")
    await town.driver.press(resident, resident, ready["message_id"], "提交上报")
    await town.hears(resident, resident, "您上报的隐患H1")
    alert = await town.hears(community, community, "一网格的网格员都联系不上", "H1", "堆满杂物")
    assert alert["photo"]
    assert "李秀英" not in words(alert)
    await town.driver.press(community, community, alert["message_id"], "受理")
    await town.hears(community, community, "H1", "已受理")
    await town.hears(resident, resident, "您上报的隐患H1", "已受理")


@pytest.mark.long
async def test_a_level_where_nobody_can_be_reached_is_skipped_and_the_next_is_told_so(town: Town, cast: Cast) -> None:
    street = await town.person("曹林文", "19900000001")
    await town.claim(street)
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await town.later(2 * HOUR)
    await town.hears(cast.leader, cast.leader, "H1")
    await town.later(6 * HOUR)
    await town.hears(street, street, "H1", "一社区没有能联系上的负责人")


@pytest.mark.long
async def test_handing_up_climbs_at_once(town: Town, cast: Cast) -> None:
    community = await heads_community(town)
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await hand_up(town, cast.member, await town.hears(cast.member, cast.member, "H1"))
    alert = await town.hears(cast.leader, cast.leader, "傅勇提请上级", "理由：需其他部门配合", "H1")
    await hand_up(town, cast.leader, alert)
    await town.hears(community, community, "谭远康提请上级", "理由：需其他部门配合", "H1")


@pytest.mark.long
async def test_many_alerts_at_once_are_one_list_whose_buttons_open_them(town: Town, cast: Cast) -> None:
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT)
    await town.hears(cast.member, cast.member, "H1")
    await town.driver.text(cast.group, cast.resident, "/report 一楼灭火器过期")
    await town.hears(cast.member, cast.member, "H2")
    other = await town.person("王大爷")
    await town.driver.members(cast.group, other, "add")
    await town.driver.text(cast.group, other, "/report 车棚飞线充电")
    for number in ("H1", "H2", "H3"):
        await town.hears(cast.group, cast.resident, number)
    await town.hears(cast.member, cast.member, "有3件隐患", "H1", "H2", "H3")
    await town.later(2 * HOUR)
    listed = await town.hears(cast.leader, cast.leader, "有3件隐患", "H1", "H2", "H3", "逾期")
    assert [label.split()[0] for label in labels(listed)] == ["H1", "H2", "H3", "☑"]
    await town.driver.press(cast.leader, cast.leader, listed["message_id"], labels(listed)[0])
    alert = await town.hears(cast.leader, cast.leader, "H1", "楼道堆满杂物")
    assert alert["photo"]
    await town.driver.press(cast.leader, cast.leader, alert["message_id"], "受理")
    grown = await town.hears(cast.leader, cast.leader, "有3件隐患", "H1 已受理")
    assert grown["message_id"] == listed["message_id"]
