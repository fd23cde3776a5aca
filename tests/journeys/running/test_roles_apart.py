"""Each role a process of its own, as honcho starts them on PostgreSQL; one that dies is replaced by another."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from models.escalation.tables import Aim, Lack, Rung
from tests.journeys.outside import ROOT, Site
from tests.journeys.outside import site as open_site

pytestmark = [pytest.mark.postgres, pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture
async def site(own_postgres_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(own_postgres_url, tmp_path) as opened:
        yield opened


async def make_due(site: Site) -> None:
    """As if nobody had accepted it for hours."""
    unaccepted = update(Rung).where(col(Rung.lack) == Lack.ACCEPTED, col(Rung.aim) == Aim.GRID)
    async with site.database.write() as session:
        await session.execute(unaccepted.values(due_at=datetime.now(UTC) - timedelta(seconds=1)))


async def test_the_roles_work_together_and_stand_in_for_one_another(site: Site) -> None:
    driver, group = site.driver, site.groups[0]
    speaker, worker = await site.run("speak"), await site.run("work")
    await site.asked("setMyCommands")  # it is the one that speaks
    street = await site.run("start", "-f", str(ROOT / "Procfile"), module="honcho")
    await site.heard(street, "speak: another process does this already; this one stands by")
    leader = await site.claim("谭远康", "19900000009")
    member = await site.claim("傅勇", "19900000007")

    await site.report([0])
    card = await site.hears(group, site.resident, "H1", "待受理")
    await make_due(site)
    await site.hears(leader, leader, "无人受理", "H1")
    await speaker.kill()
    pressed = await driver.press(group, member, card["message_id"], "受理", wait=30)
    assert pressed["answer"]["text"] == "您已受理H1。"
    await site.hears(group, site.resident, "H1", "已受理")

    await worker.kill()
    await driver.press(group, member, card["message_id"], "处置完成", wait=30)
    await driver.press(group, member, card["message_id"], data="hzx:1", wait=30)
    review = await site.hears(leader, leader, "请复核", "H1")
    await driver.press(leader, leader, review["message_id"], "办结", wait=30)
    await site.hears(group, site.resident, "H1 已办结")
    await site.report(range(1, 40))
    await site.settled()
    assert await site.reports() == {f"堆物{number}。": 1 for number in range(40)}
    assert "Traceback" not in street.said

    assert await street.stop() in {0, 143}
    for role in ("listen", "work", "speak", "clock"):
        assert f"{role}.1 stopped (rc=0)" in street.said
    assert "Traceback" not in street.said
