"""A fire: the leader has the plan at hand and calls the brigade out; a volunteer goes, another must be rung."""

from models.brigades.exchange import import_brigades
from models.brigades.sheet import check_rows
from models.brigades.tables import CallOut
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, rows

HEADER = ["网格编码", "姓名", "电话", "队长"]


async def test_a_brigade_is_called_out_and_a_volunteer_goes(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    volunteer = await town.person("石大勇", "19900000077")
    sheet = check_rows([HEADER, ["S-1-1", "石大勇", "19900000077", ""], ["S-1-1", "张三", "19900000078", "是"]])
    async with town.app.database.write() as session:
        await import_brigades(session, sheet, town.app.timekeeper.now())
    await driver.text(volunteer, volunteer, "/brigade")
    await town.hears(volunteer, volunteer, "您是志愿消防队队员吗")
    await driver.contact(volunteer, volunteer)
    await town.hears(volunteer, volunteer, "您是志愿消防队队员", "召集时我会立即在这里通知您")
    await driver.text(leader, leader, "/plan 先断电，再疏散")
    await town.hears(leader, leader, "应急预案", "先断电，再疏散")
    await driver.text(cast.group, cast.resident, "/sos 3号楼着火了")
    alarm = await town.hears(leader, leader, "紧急求助")
    await driver.press(leader, leader, alarm["message_id"], "应急预案")
    await town.hears(leader, leader, "应急预案：一网格", "先断电，再疏散")
    await driver.press(leader, leader, alarm["message_id"], "召集队伍：一网格")
    await town.hears(leader, leader, "已召集一网格志愿消防队", "已私聊通知1人", "张三")
    called = await town.hears(volunteer, volunteer, "志愿消防队集合", "3号楼着火了")
    await driver.press(volunteer, volunteer, called["message_id"], "前往")
    await town.hears(leader, leader, "石大勇", "📣")
    [out] = await rows(town, CallOut)
    assert not out.drill
    await town.settled()
    people = (volunteer, leader, cast.member, cast.resident)
    town.expect(*[message for each in people for message in await driver.messages(each, each)])
    town.expect(*await driver.messages(cast.group))
