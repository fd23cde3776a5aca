"""A member shows the badge in the group, and a resident checks it, by link and by code."""

from sqlalchemy import select

from models.badges.badges import BEGINS, link_of
from models.badges.tables import Badge
from models.signed_links import signed
from tests.journeys.conftest import Cast
from tests.journeys.town import Town


async def test_a_badge_is_shown_checked_expires_and_cannot_be_forged(town: Town, cast: Cast) -> None:
    driver, resident = town.driver, cast.resident
    await driver.text(cast.group, cast.member, "/badge")
    said = await town.hears(
        cast.group, resident, "工作证", "傅勇", "一网格网格员", "监督电话：02300001190", buttons=("核验",)
    )
    assert "document" in said
    assert "19900000007" not in said["caption"]
    async with town.app.database.write() as session:
        badge = (await session.scalars(select(Badge))).one()
        link, code = await link_of(session, badge), badge.code
    await driver.open(resident, start=link)
    await town.hears(resident, resident, "属实", "傅勇", "一网格网格员")
    await driver.open(resident, start=signed(b"forged", BEGINS, badge.id))
    await town.hears(resident, resident, "查无此证", "监督电话：02300001190")
    await town.later(11 * 60)
    await driver.text(resident, resident, f"/badge {code}")
    await town.hears(resident, resident, "查无此证，或已过期")
    assert [text for _, text in await town.unexpected() if "工作证" in text] == []
