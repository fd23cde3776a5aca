"""A leader assigns a hazard to a member: taken, declined, left unanswered."""

import pytest

from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, labels

HOUR = 3600


async def assigned(town: Town, cast: Cast) -> Json:
    """What the member hears; the leader has it from the list of what waits."""
    await town.driver.text(cast.group, cast.resident, "/report 3号楼二楼楼道堆满杂物")
    await town.hears(cast.group, cast.resident, "H1", "待受理", buttons=("受理", "已到场", "处置完成"))
    await town.hears(cast.member, cast.member, "H1")
    await town.driver.text(cast.leader, cast.leader, "/status H1")
    await assign(town, cast, await town.hears(cast.leader, cast.leader, "H1", "待受理"))
    return await town.hears(cast.member, cast.member, "谭远康将此隐患指派给您", "H1")


async def assign(town: Town, cast: Cast, alert: Json) -> None:
    await town.driver.press(cast.leader, cast.leader, alert["message_id"], "指派")
    question = await town.hears(cast.leader, cast.leader, "指派给谁")
    assert labels(question) == ["傅勇（网格员）", "取消"]
    await town.driver.press(cast.leader, cast.leader, question["message_id"], "傅勇（网格员）")


async def test_the_member_takes_it(town: Town, cast: Cast) -> None:
    alert = await assigned(town, cast)
    await town.hears(cast.group, cast.resident, "H1", "已指派：傅勇")
    await town.driver.press(cast.member, cast.member, alert["message_id"], "接单")
    await town.hears(cast.group, cast.resident, "H1", "已受理", "受理人：傅勇")
    again = await town.driver.press(cast.member, cast.member, alert["message_id"], data="hz:take:1")
    assert "未指派给您" in again["answer"]["text"]


async def test_the_member_declines_and_the_leader_hears_why(town: Town, cast: Cast) -> None:
    alert = await assigned(town, cast)
    await town.driver.press(cast.member, cast.member, alert["message_id"], "谢绝")
    question = await town.hears(cast.member, cast.member, "为何谢绝")
    await town.driver.press(cast.member, cast.member, question["message_id"], "目前不在网格内")
    await town.hears(cast.leader, cast.leader, "傅勇谢绝了您的指派", "目前不在网格内", "H1")


@pytest.mark.long
async def test_without_an_answer_the_leader_hears_so_and_the_ladder_goes_on(town: Town, cast: Cast) -> None:
    await assigned(town, cast)
    await town.later(2 * HOUR + 60)
    await town.hears(cast.leader, cast.leader, "傅勇未按时答复您的指派", "H1")
