"""Of what is owed and not done each leader hears on the next working morning, and nobody else."""

import pytest

from tests.journeys.conftest import Cast
from tests.journeys.duties import DAY, owe, until_a_working_day
from tests.journeys.town import Town


@pytest.mark.long
async def test_whose_round_was_too_short_is_named_to_the_leader_alone(town: Town, cast: Cast) -> None:
    await until_a_working_day(town)
    await owe(town, "member  hours  daily")
    await town.later(60)
    await town.driver.text(cast.member, cast.member, "/checkin 3号楼")
    await town.hears(cast.member, cast.member, "巡查中")
    await town.later(20 * 60)
    await town.driver.text(cast.member, cast.member, "/checkout")
    await town.hears(cast.member, cast.member, "20分钟")
    await town.later(DAY)
    await town.hears(cast.leader, cast.leader, "漏查情况", "巡查时长（每日）：时长不足：傅勇20分钟")
