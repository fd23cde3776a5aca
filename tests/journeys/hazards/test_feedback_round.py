"""What the reporter hears: one message that is edited, one question at the end, and what an answer sets going."""

import pytest

from tests.journeys.conftest import Cast, put_right
from tests.journeys.town import Json, Town, labels, picture, words

REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"
OPEN_AGAIN = "上报人不满意，隐患已重新打开"
CLOSED_BY_YOU = "上报人对您处置或办结的隐患不满意"
DAY = 24 * 3600


@pytest.fixture
async def chief(town: Town, cast: Cast) -> int:
    """The community's leader."""
    person = await town.person("马东宏", "19900000004")
    await town.claim(person)
    return person


async def reported(town: Town, cast: Cast, text: str = REPORT) -> Json:
    await town.driver.text(cast.group, cast.resident, text)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    return card


async def closed(town: Town, cast: Cast, card: Json) -> None:
    await town.driver.press(cast.group, cast.member, card["message_id"], "受理")
    await town.hears(cast.group, cast.resident, "H1", "已受理")
    await put_right(town, cast, card)
    review = await town.hears(cast.leader, cast.leader, "请复核")
    await town.driver.press(cast.leader, cast.leader, review["message_id"], "办结")
    await town.hears(cast.group, cast.resident, "H1 已办结")


async def starts(town: Town, person: int) -> None:
    await town.driver.open(person, start="")
    await town.hears(person, person, "您好")


@pytest.mark.long
async def test_who_has_started_the_bot_has_one_message_and_one_question(town: Town, cast: Cast) -> None:
    await starts(town, cast.resident)
    card = await reported(town, cast)
    mine = await town.hears(cast.resident, cast.resident, "您上报的隐患H1", "待受理", "时限")
    await town.driver.press(cast.group, cast.member, card["message_id"], "受理")
    taken = await town.hears(cast.resident, cast.resident, "已受理", "处理人：一网格网格员")
    assert taken["message_id"] == mine["message_id"]
    assert "傅勇" not in words(taken)
    await town.driver.photo(cast.group, cast.member, picture("green"), caption="已清理", reply_to=card["message_id"])
    await town.hears(cast.resident, cast.resident, "整改后照片：1份")
    await town.driver.press(cast.group, cast.member, card["message_id"], "处置完成")
    review = await town.hears(cast.leader, cast.leader, "请复核")
    await town.hears(cast.leader, cast.leader, "处置前后照片")
    await town.driver.press(cast.leader, cast.leader, review["message_id"], "办结")
    await town.hears(cast.resident, cast.resident, "您上报的隐患H1", "已办结")
    asked = await town.hears(cast.resident, cast.resident, "是否满意", buttons=("满意", "不满意"))
    await town.driver.press(cast.resident, cast.resident, asked["message_id"], "满意")
    await town.hears(cast.resident, cast.resident, "您的评价：满意")
    said = [m for m in await town.driver.messages(cast.resident, cast.resident) if "H1" in words(m)]
    assert len(said) == 2


async def test_a_dismissal_shows_its_reason_and_an_objection_climbs(town: Town, cast: Cast, chief: int) -> None:
    await starts(town, cast.resident)
    card = await reported(town, cast)
    await town.hears(cast.resident, cast.resident, "您上报的隐患H1")
    await town.driver.press(cast.group, cast.leader, card["message_id"], data="hz:dismiss:1")
    question = await town.hears(cast.group, cast.leader, "请选择理由")
    await town.driver.press(cast.group, cast.leader, question["message_id"], "现场无此情况")
    await town.hears(cast.group, cast.resident, "H1 不属实", "现场无此情况")
    end = await town.hears(cast.resident, cast.resident, "经核查不属实", "现场无此情况", buttons=("有异议",))
    await town.hears(cast.resident, cast.resident, "您上报的隐患H1", "不属实", "现场无此情况")

    await town.driver.press(cast.resident, cast.resident, end["message_id"], "有异议")
    why = await town.hears(cast.resident, cast.resident, "请回复本消息说明异议理由")
    await town.driver.text(cast.resident, cast.resident, "今天又堵上了", reply_to=why["message_id"])
    await town.hears(chief, chief, "对“不属实”有异议", "今天又堵上了", "H1")
    await town.hears(cast.member, cast.member, "对“不属实”有异议")
    await town.hears(cast.resident, cast.resident, "您的异议已转上一级", "今天又堵上了", buttons=())
    await town.hears(cast.group, cast.resident, "H1", "待受理")

    again = await town.driver.press(cast.resident, cast.resident, end["message_id"], data="hz:object:1")
    assert again["answer"]["show_alert"]


@pytest.mark.long
async def test_not_satisfied_goes_one_level_up_with_the_words_that_follow(town: Town, cast: Cast, chief: int) -> None:
    await closed(town, cast, await reported(town, cast))
    asked = await town.hears(cast.group, cast.resident, "是否满意")
    refused = await town.driver.press(cast.group, cast.member, asked["message_id"], "不满意")
    assert refused["answer"]["show_alert"]
    await town.driver.press(cast.group, cast.resident, asked["message_id"], "不满意")
    await town.hears(cast.group, cast.resident, "重新打开", "回复本消息")
    await town.hears(chief, chief, OPEN_AGAIN, "H1")
    await town.hears(cast.member, cast.member, OPEN_AGAIN, "H1")
    await town.hears(cast.leader, cast.leader, CLOSED_BY_YOU, "H1")
    await town.driver.text(cast.group, cast.resident, "二楼还有一半没清", reply_to=asked["message_id"])
    for person in (chief, cast.member, cast.leader):
        await town.hears(person, person, "上报人补充：二楼还有一半没清")


async def test_after_seven_days_it_must_be_reported_anew(town: Town, cast: Cast) -> None:
    await closed(town, cast, await reported(town, cast))
    asked = await town.hears(cast.group, cast.resident, "是否满意")
    await town.later(8 * DAY)
    late = await town.driver.press(cast.group, cast.resident, asked["message_id"], "不满意")
    assert late["answer"]["show_alert"]
    assert "重新上报" in late["answer"]["text"]


@pytest.mark.long
async def test_four_weeks_later_a_major_one_is_asked_about(town: Town, cast: Cast, chief: int) -> None:
    card = await reported(town, cast, "/report 燃气软管老化漏气")
    await town.hears(cast.leader, cast.leader, "H1")
    await closed(town, cast, card)
    await town.hears(cast.group, cast.resident, "是否满意")
    await town.later(28 * DAY)
    asked = await town.hears(cast.group, cast.resident, "现在仍然完好吗", buttons=("仍然完好", "又有问题"))
    await town.driver.press(cast.group, cast.resident, asked["message_id"], "又有问题")
    await town.hears(cast.group, cast.resident, "您反映又有问题", buttons=())
    await town.hears(chief, chief, "四周回访", "H1")
    await town.hears(cast.member, cast.member, "四周回访", "H1")
    await town.hears(cast.group, cast.resident, "H1", "待受理")


@pytest.mark.long
async def test_still_fixed_is_thanked_for(town: Town, cast: Cast) -> None:
    card = await reported(town, cast, "/report 燃气软管老化漏气")
    await town.hears(cast.leader, cast.leader, "H1")
    await closed(town, cast, card)
    await town.hears(cast.group, cast.resident, "是否满意")
    await town.later(28 * DAY)
    asked = await town.hears(cast.group, cast.resident, "现在仍然完好吗")
    await town.driver.press(cast.group, cast.resident, asked["message_id"], "仍然完好")
    await town.hears(cast.group, cast.resident, "您确认仍然完好", buttons=())


@pytest.mark.long
async def test_who_reported_the_same_hears_the_end_and_may_answer(town: Town, cast: Cast, chief: int) -> None:
    neighbour = await town.person("王芳")
    await town.driver.members(cast.group, neighbour, "add")
    card = await reported(town, cast)
    await town.driver.text(cast.group, neighbour, "/report 楼道又堆了纸箱")
    same = await town.hears(cast.group, neighbour, "H2", "H1")
    await town.driver.press(cast.group, neighbour, same["message_id"], labels(same)[0])
    await closed(town, cast, card)
    end = await town.hears(cast.group, neighbour, "H2", "与H1为同一隐患", buttons=("满意", "不满意"))
    await town.hears(cast.group, cast.resident, "您上报的隐患H1", "是否满意")
    await town.driver.press(cast.group, neighbour, end["message_id"], "不满意")
    await town.hears(cast.group, neighbour, "H2", "不满意", "重新打开")
    await town.hears(chief, chief, OPEN_AGAIN, "H1")
    await town.hears(cast.member, cast.member, OPEN_AGAIN, "H1")
    await town.hears(cast.leader, cast.leader, CLOSED_BY_YOU, "H1")
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.driver.text(cast.group, neighbour, "楼上还有", reply_to=end["message_id"])
    for person in (chief, cast.member, cast.leader):
        await town.hears(person, person, "上报人补充：楼上还有")


async def test_a_report_that_was_taken_back_is_not_asked_about_in_the_group(town: Town, cast: Cast) -> None:
    sent = await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    await town.driver.delete(cast.group, sent["message_id"])
    await closed(town, cast, card)
    await town.settled()
    said = [words(m) for m in await town.driver.messages(cast.group, cast.resident)]
    assert not [text for text in said if "是否满意" in text]
