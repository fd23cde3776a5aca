"""People put right what they said: what is new is heard, and nothing is made twice."""

from models.hazards.tables import Hazard
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, rows, words


async def test_a_mistyped_report_put_right_and_then_on_fire(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    said = await driver.text(group, cast.resident, "/reprot 3号楼楼道堆物")
    await town.hears(group, cast.resident, to=said, buttons=("上报这条隐患",))
    await driver.edit(group, cast.resident, said["message_id"], "/report 3号楼楼道堆物")
    await town.hears(group, cast.resident, "H1", "待受理", "3号楼楼道堆物", to=said)
    await town.hears(cast.member, cast.member, "H1")
    await town.settled()
    town.expect(*await driver.messages(group, cast.resident))
    await driver.edit(group, cast.resident, said["message_id"], "/report 3号楼楼道堆物，着火了")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "紧急求助", "S1", "着火了")
    await town.hears(group, cast.resident, "H1", "紧急")
    await driver.edit(group, cast.resident, said["message_id"], "/report 3号楼楼道堆物，着火了！")
    await town.settled()
    for chat in (cast.member, cast.leader):
        stand = await driver.messages(chat, chat)
        assert len([each for each in stand if "紧急求助" in words(each)]) == 1
        town.expect(*stand)
    town.expect(*await driver.messages(group, cast.resident))
    assert len(await rows(town, Hazard)) == 1
