"""An activity of publicity: said with a photo, filled in by buttons and replies, read by the leader and in the log."""

from tests.journeys.conftest import Cast
from tests.journeys.town import Town, picture


async def test_an_activity_is_written_down_and_counted(town: Town, cast: Cast) -> None:
    driver, member, leader = town.driver, cast.member, cast.leader
    await driver.text(cast.resident, cast.resident, "/activity 我来宣传")
    await town.hears(cast.resident, cast.resident, "由本网格工作人员记录")
    await driver.photo(member, member, picture("red"), caption="/activity 消防课，60人")
    page = await town.hears(member, member, "已记入宣传台账", "受众人数：60", "照片和附件：1")
    await driver.press(member, member, page["message_id"], "学校")
    await town.hears(member, member, "五进：学校")
    await driver.press(member, member, page["message_id"], "地点")
    asked = await town.hears(member, member, "在哪里开展的")
    await driver.text(member, member, "育才小学", reply_to=asked["message_id"])
    await town.hears(member, member, "地点：育才小学")
    await driver.photo(member, member, picture("blue"), reply_to=page["message_id"])
    await town.hears(member, member, "照片和附件：2")
    await driver.text(leader, leader, "/activity")
    ledger = await town.hears(leader, leader, "宣传台账", "共1次，受众60人", "学校：1次", "消防课，60人")
    day = f"{town.app.timekeeper.now().astimezone(town.app.settings.zone):%m-%d}"
    await driver.press(leader, leader, ledger["message_id"], f"{day} 消防课，60人")
    await town.hears(leader, leader, "地点：育才小学", buttons=("现场照片：2张",))
    await driver.text(member, member, "/log")
    await town.hears(member, member, "宣传1次", "消防课，60人")
    await town.settled()
    town.expect(*await driver.messages(member, member), *await driver.messages(leader, leader))
