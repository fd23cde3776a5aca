"""Several hazards of one list are chosen and accepted at once."""

import pytest

from tests.journeys.conftest import Cast
from tests.journeys.town import Town, labels


@pytest.mark.long
async def test_several_are_chosen_in_a_list_and_assigned_by_one_answer(town: Town, cast: Cast) -> None:
    for number, report in enumerate(("3号楼楼道堆物", "一楼灭火器过期"), 1):
        await town.driver.text(cast.group, cast.resident, f"/report {report}")
        await town.hears(cast.group, cast.resident, f"H{number}", "待受理")
        await town.hears(cast.member, cast.member, f"H{number}")
    await town.driver.text(cast.leader, cast.leader, "/duty")
    listed = await town.hears(cast.leader, cast.leader, "2件隐患")
    await town.driver.press(cast.leader, cast.leader, listed["message_id"], "☑ 多选")
    for number in (1, 2):
        listed = await town.hears(cast.leader, cast.leader, "2件隐患")
        choice = next(label for label in labels(listed) if label.startswith(f"☐ H{number}"))
        await town.driver.press(cast.leader, cast.leader, listed["message_id"], choice)
    listed = await town.hears(cast.leader, cast.leader, "2件隐患")
    await town.driver.press(cast.leader, cast.leader, listed["message_id"], "全部指派")
    question = await town.hears(cast.leader, cast.leader, "H1、H2指派给谁")
    await town.driver.press(cast.leader, cast.leader, question["message_id"], "傅勇（网格员）")
    await town.hears(cast.leader, cast.leader, "已办理H1、H2")
    await town.hears(cast.leader, cast.leader, "2件隐患")
    for number in (1, 2):
        alert = await town.hears(cast.member, cast.member, "指派给您", f"H{number}")
        await town.driver.press(cast.member, cast.member, alert["message_id"], "接单")
        await town.hears(cast.group, cast.resident, f"H{number}", "已受理", "受理人：傅勇")
