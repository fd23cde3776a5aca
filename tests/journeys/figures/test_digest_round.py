"""Monday's digests over HTTP: who gets what, and that it comes whatever happens to the picture or to the bot."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import select
from sqlmodel import col

from bot.delivery.calls.html import CAPTION_LIMIT, units
from models.digests.tables import FrozenPeriod
from models.grids.tables import Grid
from models.schedule.report_periods.periods import PeriodKind
from tests.journeys.conftest import Cast, put_right
from tests.journeys.town import PATIENCE, Json, Town, labels, picture, words
from tests.journeys.town import town as open_town
from tests.reports.paper import read

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
TOLD, ALL_TOLD, REPORTED = time(8, 30, 30), time(9, 2), time(10, 5)  # communities from 08:31 to 09:00
STREET_LEADER, COMMUNITY_LEADER = ("曹林文", "19900000001"), ("马东宏", "19900000004")
LINKS = ["明细", "上一期", "本月", "说明"]


def thursday(now: datetime) -> date:
    """The first one of a month that is yet to come: the two weeks after it are in one month, too."""
    day = now.astimezone(SHANGHAI).date() + DAY
    while day.weekday() != 3 or not 2 <= day.day <= 8:
        day += DAY
    return day


def local(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """It is nine o'clock on a Thursday."""
    begins = local(thursday(datetime.now(UTC)), time(9))
    async with open_town(database_url, tmp_path, begins) as opened:
        yield opened
        assert await opened.unexpected() == []
        assert opened.sandbox.complaints == []


@dataclass
class Groups:
    boss: int
    community_leader: int
    street: int
    community: int
    monday: date


@pytest.fixture
async def groups(town: Town, cast: Cast) -> Groups:
    """The street and the community have groups, too; a hazard was put right, and the first week is under way."""
    boss, leader = await town.person(*STREET_LEADER), await town.person(*COMMUNITY_LEADER)
    await town.claim(boss)
    await town.claim(leader)
    street, community = await town.bound_group(boss, grid="S"), await town.bound_group(leader, grid="S-1")
    await town.later(60)
    await town.later(60)
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption="/report 3号楼二楼楼道堆满杂物")
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    await put_right(town, cast, card)
    await all_heard(town)
    review = await town.driver.wait_message(cast.leader, cast.leader, lambda each: "办结" in labels(each))
    await town.driver.press(cast.leader, cast.leader, review["message_id"], "办结")
    await all_heard(town)
    today = town.app.timekeeper.now().astimezone(SHANGHAI).date()
    return Groups(boss, leader, street, community, today + (7 - today.weekday()) * DAY)


async def all_heard(town: Town) -> None:
    """Whatever else was said by now is not what this is about."""
    await town.settled()
    world = town.sandbox.world
    for chat in (*world.groups.values(), *world.private.values()):
        for message in chat.messages.values():
            town.heard[chat.id, message.id] = words(message.view), labels(message.view)


async def until(town: Town, day: date, at: time) -> None:
    await town.later((local(day, at) - town.app.timekeeper.now()).total_seconds())
    await town.settled()


async def new_in(town: Town, chat: int, person: int) -> list[Json]:
    """What the bot has said there that nobody has heard yet; heard from now on."""
    said = [each for each in await town.driver.messages(chat, person) if each["from"]["id"] == town.bot]
    new = [each for each in said if (chat, each["message_id"]) not in town.heard]
    town.expect(*new)
    return new


def drawn(town: Town, message: Json) -> Image.Image:
    largest = max(message["photo"], key=lambda each: each["width"])
    return Image.open(BytesIO(town.sandbox.world.files.by_id[largest["file_id"]].data))


async def test_each_group_gets_its_own_and_the_links_lead_into_private(town: Town, cast: Cast, groups: Groups) -> None:
    await until(town, groups.monday, TOLD)
    [of_street] = await new_in(town, groups.street, groups.boss)
    assert await new_in(town, groups.community, groups.community_leader) == []
    await until(town, groups.monday, ALL_TOLD)
    [of_community] = await new_in(town, groups.community, groups.community_leader)
    [of_grid] = await new_in(town, cast.group, cast.resident)
    for message, name in ((of_street, "测试街道"), (of_community, "一社区")):
        assert drawn(town, message).width == 1280
        assert name in message["caption"]
        assert "上报1件" in message["caption"]
        assert "迟发" not in message["caption"]
        assert units(message["caption"]) <= CAPTION_LIMIT
        assert labels(message) == LINKS
    assert "photo" not in of_grid
    assert len(words(of_grid).splitlines()) == 3
    assert "感谢" in words(of_grid)
    assert "没有未办结的隐患" in words(of_grid)

    before = of_street["reply_markup"]["inline_keyboard"][0][1]["url"]
    await town.driver.open(groups.boss, start=before.partition("start=")[2])
    asked = await town.hears(groups.boss, groups.boss, "测试街道", "上报0件")
    assert "photo" in asked
    await town.driver.text(cast.leader, cast.leader, "/digest")
    private = await town.hears(cast.leader, cast.leader, "一网格", "上报1件", buttons=tuple(LINKS))
    await town.driver.press(cast.leader, cast.leader, private["message_id"], "说明")
    await town.hears(cast.leader, cast.leader, "各项数字的含义")
    await town.driver.open(cast.resident, start=before.partition("start=")[2])
    await town.hears(cast.resident, cast.resident, "本网格及其上下级的简报")


@pytest.mark.long
@pytest.mark.parametrize(
    "said",
    [
        "Bad Request: IMAGE_PROCESS_FAILED",
        "Bad Request: not enough rights to send photos to the chat",
        "Bad Request: PHOTO_SAVE_FILE_INVALID",
    ],
)
async def test_where_telegram_refuses_the_picture_the_words_come(
    town: Town, cast: Cast, groups: Groups, said: str
) -> None:
    refusal = {"method": "sendPhoto", "chat": groups.street, "times": 1, "description": said}
    await town.driver.failures("400", **refusal)
    await until(town, groups.monday, ALL_TOLD)
    [told] = await new_in(town, groups.street, groups.boss)
    assert "photo" not in told
    assert "上报1件" in told["text"]
    assert "一社区：1 / 1 / 0 / 0" in told["text"], "what the picture would have shown"
    assert labels(told) == LINKS
    [other] = await new_in(town, groups.community, groups.community_leader)
    assert "photo" in other
    await all_heard(town)


@dataclass
class Watched(Executor):
    """Tells when something is asked of the pool."""

    pool: Executor
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.asked.set()
        return self.pool.submit(fn, *args, **kwargs)


@pytest.mark.long
async def test_a_picture_whose_process_is_killed_is_drawn_by_another(town: Town, cast: Cast, groups: Groups) -> None:
    await town.settled()
    await town.staff.halt("speak")
    town.app.pool = watched = Watched(town.app.pool)
    town.staff.start("speak")
    painter = await asyncio.get_running_loop().run_in_executor(watched, os.getpid)
    watched.asked.clear()
    os.kill(painter, signal.SIGSTOP)
    await town.driver.advance((local(groups.monday, TOLD) - town.app.timekeeper.now()).total_seconds())
    async with asyncio.timeout(PATIENCE):
        await watched.asked.wait()
    os.kill(painter, signal.SIGKILL)
    await town.settled()
    [told] = await new_in(town, groups.street, groups.boss)
    assert "photo" in told
    assert "上报1件" in told["caption"]
    await until(town, groups.monday, ALL_TOLD)
    [after] = await new_in(town, groups.community, groups.community_leader)
    assert "photo" in after
    assert await new_in(town, groups.street, groups.boss) == []
    await all_heard(town)


class Deadly(Executor):
    """A pool whose processes do not live through any picture."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        broken: Future[Any] = Future()
        broken.set_exception(BrokenExecutor("a process was killed"))
        return broken


@pytest.mark.long
async def test_a_picture_whose_process_is_killed_each_time_costs_no_digest(
    town: Town, cast: Cast, groups: Groups
) -> None:
    await town.settled()
    await town.staff.halt("speak")
    alive, town.app.pool = town.app.pool, Deadly()
    town.staff.start("speak")
    await until(town, groups.monday, TOLD)
    [told] = await new_in(town, groups.street, groups.boss)
    assert "photo" not in told
    assert "上报1件" in told["text"]
    assert "一社区：1 / 1 / 0 / 0" in told["text"], "what the picture would have shown"
    await town.staff.halt("speak")
    town.app.pool = alive
    town.staff.start("speak")
    await until(town, groups.monday, ALL_TOLD)
    [after] = await new_in(town, groups.community, groups.community_leader)
    assert "photo" in after
    assert await new_in(town, groups.street, groups.boss) == []
    await all_heard(town)


async def frozen(town: Town, code: str) -> list[FrozenPeriod]:
    async with town.app.database.read() as session:
        grid = select(col(Grid.id)).where(col(Grid.code) == code)
        of = col(FrozenPeriod.grid_id).in_(grid), col(FrozenPeriod.kind) == PeriodKind.WEEK
        found = await session.scalars(select(FrozenPeriod).where(*of).order_by(col(FrozenPeriod.first)))
        return list(found.all())


@pytest.mark.long
async def test_after_a_standstill_one_digest_comes_and_says_that_it_is_late(
    town: Town, cast: Cast, groups: Groups
) -> None:
    wednesday = groups.monday + 9 * DAY
    await until(town, wednesday, time(10))
    for chat, person in ((groups.street, groups.boss), (groups.community, groups.community_leader)):
        [told] = await new_in(town, chat, person)
        assert "迟发" in told["caption"]
        assert f"{groups.monday:%m-%d}" in told["caption"], "the week that begins on the Monday it slept through"
    for code in ("S", "S-1"):
        weeks = await frozen(town, code)
        assert [each.first for each in weeks] == [groups.monday - 7 * DAY, groups.monday]
        assert [each.told_at is not None for each in weeks] == [False, True]
    assert len(await new_in(town, cast.group, cast.resident)) == 1
    await all_heard(town)


@pytest.mark.long
async def test_at_a_month_s_end_leaders_get_its_report_as_a_pdf(town: Town, cast: Cast, groups: Groups) -> None:
    first = (groups.monday.replace(day=1) + 31 * DAY).replace(day=1)
    await until(town, first, REPORTED)
    name = f"消防安全月报_{first - DAY:%Y-%m}.pdf"
    for person, whose in ((groups.boss, ["一社区", "测试街道"]), (groups.community_leader, ["一社区"])):
        files = [each for each in await new_in(town, person, person) if "document" in each]
        got = [each for each in files if "月报" in each["document"]["file_name"]]  # in January others, too
        assert sorted(each["document"]["file_name"] for each in got) == [f"{grid}{name}" for grid in whose]
        for each in got:
            data = town.sandbox.world.files.by_id[each["document"]["file_id"]].data
            assert "上报隐患1" in read(data).text.replace(" ", "").replace("\n", "")
    for person in (cast.resident, cast.member, cast.leader):
        assert not [each for each in await new_in(town, person, person) if "document" in each]
    await all_heard(town)
