"""A leader asks for more for a time: a heightened period whose missed check is named, a campaign up to its report."""

import pytest

from models.periods.tables import Period
from models.places.exchange.importer import import_places
from models.places.exchange.sheet import check_rows
from models.places.kinds import built_in
from models.places.tables import Place
from tests.journeys.conftest import Cast
from tests.journeys.duties import DAY, owe, until_a_working_day
from tests.journeys.town import Json, Town, rows
from tests.models.places.sheets import HEADER, row

SHOP, OTHER = "老王副食店", "小李五金店"


@pytest.fixture
async def shops(town: Town, cast: Cast) -> list[Place]:
    """Two shops of the grid, to be checked weekly by its members, on a working day before another."""
    await until_a_working_day(town)
    sheet = check_rows([HEADER, row(name=SHOP), row(name=OTHER)], built_in())
    async with town.app.database.write() as session:
        await import_places(session, sheet, built_in(), town.app.timekeeper.now())
    await owe(town, "member  places  weekly")
    return await rows(town, Place)


async def page_of(town: Town, person: int, place: Place) -> Json:
    await town.driver.text(person, person, f"/places {place.code}")
    return await town.hears(person, person, place.code, place.name, "登记核实")


async def check(town: Town, member: int, place: Place) -> None:
    page = await page_of(town, member, place)
    await town.driver.press(member, member, page["message_id"], "检查")
    card = await town.hears(member, member, f"检查 {place.code}")
    await town.driver.press(member, member, card["message_id"], "全部合格")
    await town.hears(member, member, f"检查 {place.code}", "✅")
    await town.hears(member, member, "最近检查", "全部合格")


async def answered(town: Town, person: int, *said: tuple[str, str]) -> None:
    for question, answer in said:
        await town.hears(person, person, question)
        await town.driver.text(person, person, answer)


@pytest.mark.long
async def test_a_heightened_period_from_its_opening_to_its_end(town: Town, cast: Cast, shops: list[Place]) -> None:
    driver, leader, member = town.driver, cast.leader, cast.member
    await driver.text(cast.resident, cast.resident, "/period")
    await town.hears(cast.resident, cast.resident, "供网格长使用")
    await driver.text(leader, leader, "/period")
    listed = await town.hears(leader, leader, "目前没有进行中或计划中的安排")
    await driver.press(leader, leader, listed["message_id"], "开展加密巡查")
    await answered(
        town, leader, ("叫什么名称", "冬季加密"), ("从哪天开始", "今天"), ("到哪天结束", "明天"), ("事由", "无")
    )
    preview = await town.hears(leader, leader, "确认开展？", "加密巡查：冬季加密", "加密一档")
    await driver.press(leader, leader, preview["message_id"], "确认开展")
    await town.hears(leader, leader, "冬季加密", "谭远康于")
    await town.hears(leader, leader, "今日开始", "冬季加密")
    await town.later(180)
    await driver.text(member, member, "/duty")
    await town.hears(member, member, "场所检查（每日）〔加密〕，还剩2/2", "冬季加密：检查加密一档")
    await check(town, member, shops[0])
    await town.later(DAY)
    missed = await town.hears(leader, leader, "漏查情况", f"场所检查（每日）〔加密〕：漏查1/2：{OTHER}")
    await check(town, member, shops[1])
    late = await town.hears(leader, leader, "漏查情况", OTHER, "迟查）")
    assert late["message_id"] == missed["message_id"]
    page = await page_of(town, member, shops[1])
    assert "〔加密〕" in page["text"]
    assert "迟查" in page["text"]
    await driver.text(leader, leader, "/period")
    listed = await town.hears(leader, leader, "冬季加密", "进行中")
    await driver.press(leader, leader, listed["message_id"], "冬季加密")
    page = await town.hears(leader, leader, "冬季加密", "谭远康于", buttons=("提前结束",))
    await driver.press(leader, leader, page["message_id"], "提前结束")
    await town.hears(leader, leader, "确定今天提前结束？", buttons=("确定结束", "返回"))
    await driver.press(leader, leader, page["message_id"], "确定结束")
    await town.hears(leader, leader, "谭远康已提前结束")
    await town.hears(leader, leader, "已结束", "恢复正常检查周期")
    [period] = await rows(town, Period)
    assert period.due_at is None


@pytest.mark.long
async def test_a_campaign_from_its_opening_to_its_report(town: Town, cast: Cast, shops: list[Place]) -> None:
    driver, leader, member = town.driver, cast.leader, cast.member
    await driver.text(leader, leader, "/period")
    listed = await town.hears(leader, leader, "目前没有进行中或计划中的安排")
    await driver.press(leader, leader, listed["message_id"], "开展专项行动")
    await answered(
        town,
        leader,
        ("叫什么名称", "三合一整治"),
        ("从哪天开始", "今天"),
        ("到哪天结束", "今天"),
        ("哪些类别", "商铺、作坊"),
        ("目标覆盖率", "50"),
        ("事由", "无"),
    )
    preview = await town.hears(leader, leader, "确认开展？", "目标覆盖率50%")
    await driver.press(leader, leader, preview["message_id"], "确认开展")
    await town.hears(leader, leader, "三合一整治", "已检查0/2处")
    await town.hears(leader, leader, "今日开始", "三合一整治")
    await check(town, member, shops[0])
    await town.later(DAY)
    await town.hears(leader, leader, "专项行动总结", "已达到目标", "已检查1/2处，覆盖50%", f"未检查1处：{OTHER}")


async def test_a_leader_exempts_a_place_and_takes_it_back(town: Town, cast: Cast, shops: list[Place]) -> None:
    driver, leader = town.driver, cast.leader
    page = await page_of(town, leader, shops[0])
    await driver.press(leader, leader, page["message_id"], "设为免检")
    question = await town.hears(leader, leader, "免检到哪天")
    await driver.text(leader, leader, "五百天")
    await town.hears(leader, leader, "一年以内的日期")
    await driver.text(leader, leader, "30天", reply_to=question["message_id"])
    await town.hears(leader, leader, "免检原因")
    await driver.text(leader, leader, "装修停业")
    for _ in range(2):  # the page before, and a new one
        page = await town.hears(leader, leader, shops[0].code, "免检至", "装修停业")
    await driver.press(leader, leader, page["message_id"], "恢复检查")
    for _ in range(2):
        await town.hears(leader, leader, shops[0].code, "恢复检查（谭远康）")
    member_sees = await page_of(town, cast.member, shops[0])
    assert "设为免检" not in str(member_sees["reply_markup"])
