"""Where somebody is who scans a code: asked now and then, in private, answered by the button."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.grids.tree import grid_by_code
from models.patrols.doubts.flags import FlagKind, PatrolFlag
from models.patrols.tables import PatrolStop, Proof
from models.places.printed_codes import payload
from models.places.tables import Place
from models.signed_links import code_secret
from tests.journeys.conftest import Cast, watched_town
from tests.journeys.town import GRID, Town, rows

MINUTE = 60


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with watched_town(database_url, tmp_path, scan_location_every=1) as opened:
        yield opened


async def code_of(town: Town, number: int, name: str) -> str:
    async with town.app.database.write() as session:
        grid, now = await grid_by_code(session, GRID), town.app.timekeeper.now()
        place = Place(code=f"P{number}", kind="shop", name=name, grid_id=grid.id, opened_at=now, confirmed_at=now)
        session.add(place)
        return payload(await code_secret(session), place.id, place.print_number)


async def test_one_scan_is_answered_and_one_is_not(town: Town, cast: Cast) -> None:
    driver, member, code = town.driver, cast.member, await code_of(town, 1, "老王副食店")
    for _ in range(2):
        await driver.open(member, start=code)
        card = await town.hears(member, member, "检查", "商铺", "老王副食店")
    asked = await town.hears(member, member, "扫码后会不时请您发一次定位")
    keyboard = (await driver.view(member, member))["keyboard"]
    assert keyboard["keyboard"] == [[{"text": "发送我的位置", "request_location": True}]]
    await driver.location(member, member, 29.356, 105.927, reply_to=asked["message_id"])
    await town.hears(member, member, "老王副食店（手机定位）")
    await town.later(MINUTE)
    await driver.press(member, member, card["message_id"], "全部合格")
    await town.settled()
    assert await rows(town, PatrolFlag) == []

    await town.later(30 * MINUTE)
    await driver.open(member, start=await code_of(town, 2, "小李修理铺"))
    card = await town.hears(member, member, "检查", "商铺", "小李修理铺")
    await town.later(MINUTE)
    await driver.press(member, member, card["message_id"], "全部合格")
    await town.later(9 * MINUTE)
    await town.hears(member, member, "的巡查有标记", "扫码前后10分钟内未附位置")
    [flag], stops = await rows(town, PatrolFlag), await rows(town, PatrolStop)
    assert flag.kind is FlagKind.NO_LOCATION
    assert [each.proof for each in stops] == [Proof.PHONE, Proof.NONE]
    asks = [each for each in await driver.messages(member, member) if "扫码后会不时" in each.get("text", "")]
    assert len(asks) == 2
    town.expect(*await driver.messages(member, member))
