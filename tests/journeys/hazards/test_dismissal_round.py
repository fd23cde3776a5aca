"""What must be asked first: a dismissal needs its reason."""

from tests.journeys.conftest import Cast
from tests.journeys.town import Town, words

REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"


async def test_a_leader_dismisses_with_a_reason_and_the_question_goes(town: Town, cast: Cast) -> None:
    driver = town.driver
    await driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await town.later(2 * 3600)
    alert = await town.hears(cast.leader, cast.leader, "无人受理", "H1")
    await driver.press(cast.leader, cast.leader, alert["message_id"], "不属实")
    question = await town.hears(cast.leader, cast.leader, "请选择理由")
    pressed = await driver.press(cast.leader, cast.leader, question["message_id"], "现场无此情况")
    assert "不属实" in pressed["answer"]["text"]
    await town.hears(cast.group, cast.resident, "H1", "⚪", "不属实", "现场无此情况")
    await town.hears(cast.group, cast.resident, "经核查不属实", "现场无此情况", buttons=("有异议",))
    await town.hears(cast.leader, cast.leader, "H1", "不属实")
    standing = await driver.messages(cast.leader, cast.leader)
    assert not [message for message in standing if "请选择理由" in words(message)]
