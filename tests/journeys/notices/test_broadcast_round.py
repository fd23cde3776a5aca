"""A notice to many chats: all of a street's at Telegram's limits, and in a program that is killed in the middle."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.delivery.drain import SENDERS
from models.due import WallClock
from models.grids.tree import grid_by_code
from models.members.positions import HeldPosition
from models.members.tables import Person, Post
from models.notices.drafting import begin_draft
from models.notices.sending import send
from models.notices.tables import Notice, NoticeKind, NoticeState
from tests.journeys.broadcasts import LIMITS, many_groups
from tests.journeys.conftest import watched_town
from tests.journeys.outside import Site
from tests.journeys.outside import site as open_site
from tests.journeys.town import rows, words

pytestmark = pytest.mark.long
CHATS = 353
TEXT = "明日停电检修，请检查应急照明。"
NOON = f"Etc/GMT{datetime.now(UTC).hour - 12:+}"  # the time zone in which it is: a notice waits for the morning


@pytest.mark.timeout(240)
async def test_a_whole_street_is_told_at_the_limits(sqlite_url: str, tmp_path: Path) -> None:
    async with watched_town(sqlite_url, tmp_path, **LIMITS) as town:
        boss = await town.person("曹林文", "19900000001")
        await town.claim(boss)
        groups = await many_groups(town, boss, CHATS)
        await town.driver.limits(enabled=True)
        await town.driver.text(boss, boss, f"/notice {TEXT}")
        draft = await town.hears(boss, boss, "草稿", f"共{CHATS}个群")
        await town.driver.press(boss, boss, draft["message_id"], "预览")
        await town.hears(boss, boss, TEXT, "街道通知")
        card = await town.hears(boss, boss, f"发送到{CHATS}个群")
        await town.driver.press(boss, boss, card["message_id"], "确认发送")
        while (await rows(town, Notice))[0].state is not NoticeState.SENT:
            await town.later(3)
        await town.hears(boss, boss, f"已送达 {CHATS}/{CHATS} ▓▓▓▓▓▓▓▓")
        calls = [call for call in town.sandbox.calls.since(0) if call["method"] == "sendMessage"]
        told = Counter(call["chat"] for call in calls if call["ok"] and TEXT in call["params"]["text"])
        assert {chat: told[chat] for chat in groups} == dict.fromkeys(groups, 1)
        town.expect(*await town.driver.messages(boss, boss))
        for chat in groups:
            town.expect(*await town.driver.messages(chat))


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(sqlite_url, tmp_path) as opened:
        yield opened


async def _sent(site: Site) -> None:
    async with site.database.write() as session:
        now, grid = datetime.now(UTC), await grid_by_code(session, "S")
        person = Person(tg_user_id=site.resident, name="谭远康", first_seen=now, started=True)
        post = (await session.scalars(select(Post).where(col(Post.name) == "谭远康").limit(1))).one()
        post.person_id, post.grid_id = person.id, grid.id
        session.add(person)
        await session.flush()
        by = HeldPosition(post, grid)
        notice = await begin_draft(session, NoticeKind.NOTICE, person, by, site.resident, TEXT, now)
        await send(session, notice, notice.revision, person, WallClock(now, ZoneInfo(NOON)))


def _told(site: Site) -> Counter[int]:
    said = [(chat, each) for chat in site.groups for each in site.sandbox.world.groups[chat].messages.values()]
    return Counter(chat for chat, each in said if each.by_bot and TEXT in words(each.view))


@pytest.mark.timeout(240)
async def test_after_kill_9_in_mid_broadcast_every_group_has_it_once(site: Site) -> None:
    await site.driver.open(site.resident, start="")
    await _sent(site)
    program = await site.run("run", SEND_PER_SECOND="10", TIMEZONE=NOON)
    await site.until(lambda: len(_told(site)) >= 5, "some copies")
    await program.kill()
    assert len(_told(site)) < len(site.groups)
    again = await site.run("run", TIMEZONE=NOON)
    await site.until(lambda: len(_told(site)) == len(site.groups), "all copies")
    await site.settled()
    assert sum(_told(site).values()) <= len(site.groups) + SENDERS
    assert await again.stop() == 0
