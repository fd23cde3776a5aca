"""Ordering rectification, as a leader does it in a journey."""

from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, hand_up, labels, picture
from tests.reports.paper import Paper, read

REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"
PARTY = "明珠小区物业服务中心"
PLACE = "测试街道一社区一网格　3号楼二楼楼道"


def paper(town: Town, message: Json) -> Paper:
    return read(town.sandbox.world.files.by_id[message["document"]["file_id"]].data)


async def alert(town: Town, cast: Cast) -> Json:
    """The hazard in the leader's hands: a member has handed it up."""
    driver = town.driver
    await driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await hand_up(town, cast.member, await town.hears(cast.member, cast.member, "H1"))
    return await town.hears(cast.leader, cast.leader, "提请上级", "H1")


def number(town: Town, nth: int = 1) -> str:
    """As printed: of the year in which it is issued."""
    return f"〔{town.app.timekeeper.now().astimezone(town.app.settings.zone).year}〕第{nth}号"


def label(question: Json, start: str) -> str:
    return next(each for each in labels(question) if each.startswith(start))


async def previewed(town: Town, cast: Cast, days: str = "3天") -> Json:
    """The questions' answers; returns what would be printed."""
    driver, leader = town.driver, cast.leader
    told = await alert(town, cast)
    await driver.press(leader, leader, told["message_id"], "下达整改")
    asked = await town.hears(leader, leader, "责任单位")
    await driver.text(leader, leader, PARTY, reply_to=asked["message_id"])
    asked = await town.hears(leader, leader, "整改期限到哪一天")
    await driver.press(leader, leader, asked["message_id"], label(asked, days))
    return await printed(town, leader)


async def printed(town: Town, leader: int) -> Json:
    """Place and facts as the report has them."""
    asked = await town.hears(leader, leader, "隐患地点怎么写")
    await town.driver.press(leader, leader, asked["message_id"], PLACE)
    asked = await town.hears(leader, leader, "隐患情况怎么写")
    await town.driver.press(leader, leader, asked["message_id"], label(asked, "用上报内容"))
    return await town.hears(leader, leader, "确认前不签发", PARTY)


async def ordered(town: Town, cast: Cast, days: str = "3天") -> Json:
    """Confirmed; returns the leader's notice."""
    driver, leader = town.driver, cast.leader
    shown = await previewed(town, cast, days)
    pressed = await driver.press(leader, leader, shown["message_id"], "确认签发")
    assert pressed["answer"]["text"] == "已对H1下达整改。"
    await town.hears(cast.group, cast.resident, "H1", "整改中", "整改期限")
    await town.hears(leader, leader, "H1", "整改中")
    await town.hears(cast.member, cast.member, "H1", "整改中")
    await town.hears(cast.member, cast.member, f"隐患整改通知书{number(town)}", PARTY)
    return await town.hears(leader, leader, f"隐患整改通知书{number(town)}", PARTY, "一式两份")
