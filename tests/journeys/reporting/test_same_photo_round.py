"""A photo of yesterday, recompressed: Telegram takes it for a new one, and it is marked; what tells nothing is not."""

import pytest

from models.evidence.tables import Evidence
from models.patrols.doubts.flags import FlagKind, PatrolFlag
from models.patrols.tables import PatrolStop
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, rows
from tests.scenes import as_jpeg, scene, wall

DAY, MINUTE = 86_400, 60


async def round_with(town: Town, member: int, *photos: bytes) -> None:
    await town.driver.text(member, member, "/checkin")
    card = await town.hears(member, member, "巡查中")
    for number, photo in enumerate(photos, 2):
        await town.later(MINUTE)
        await town.driver.photo(member, member, photo)
        await town.hears(member, member, f"第{number}处")
    await town.driver.press(member, member, card["message_id"], "签退")
    await town.hears(member, member, "巡查结束")


@pytest.mark.long
async def test_a_photo_recompressed_is_marked_on_another_day(town: Town, cast: Cast) -> None:
    driver, member, leader = town.driver, cast.member, cast.leader
    await round_with(town, member, as_jpeg(scene(1)), as_jpeg(wall()), as_jpeg(scene(1), quality=60))
    await town.later(DAY)
    await round_with(town, member, as_jpeg(wall()), as_jpeg(scene(2)), as_jpeg(scene(1), scale=0.5, quality=50))
    await town.hears(member, member, "的巡查有标记", "极为相似（一网格）", buttons=("说明1",))
    await driver.text(leader, leader, "/duty")
    duty = await town.hears(leader, leader, "有标记1次")
    await driver.press(leader, leader, duty["message_id"], "查看标记")
    await town.hears(leader, leader, "⚑ 傅勇：照片与", "极为相似（一网格）")
    [flag], stops = await rows(town, PatrolFlag), await rows(town, PatrolStop)
    earlier = str(flag.data["earlier"])
    assert (flag.kind, flag.stop_id, flag.data["alike"]) == (FlagKind.SAME_PHOTO, stops[-1].id, True)
    assert earlier in {str(stops[1].id), str(stops[3].id)}
    assert len({each.file_unique_id for each in await rows(town, Evidence)}) == 6
    await town.settled()
    assert not any("相似" in str(each) for each in await driver.messages(cast.group))
    town.expect(*await driver.messages(member, member), *await driver.messages(leader, leader))
