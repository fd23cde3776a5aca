"""The bot was down for two hours: what was said meanwhile is shown by its own time, and has its whole time."""

from models.hazards.tables import Hazard
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, rows, words


async def test_what_was_said_while_nobody_listened(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await town.settled()
    await town.staff.halt("listen")
    await driver.text(group, cast.resident, "/report 3号楼楼道堆物")
    await driver.text(group, cast.resident, "/sos@wangge_bot 5号楼浓烟")
    await driver.advance(2 * 3600)
    town.staff.start("listen")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "紧急求助", "求助发出于", "才收到")
    card = await town.hears(group, cast.resident, "H1", "待受理", "延迟收到")
    await town.settled()
    [hazard] = await rows(town, Hazard)
    assert hazard.said_at is not None
    assert 7200 <= (hazard.created_at - hazard.said_at).total_seconds() < 7400
    assert "H1" in words(card)
    for chat, person in ((group, cast.resident), (cast.member, cast.member), (cast.leader, cast.leader)):
        town.expect(*await driver.messages(chat, person))
