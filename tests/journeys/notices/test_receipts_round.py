"""收到 from many at once: every press is answered and counted, and what stands in the chats is edited seldom."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from bot.delivery.drain import SENDERS
from models.grids.tree import grid_by_code
from models.members.tables import Person, Post, Role
from tests.journeys.broadcasts import (
    LIMITS,
    STREET_LEADER,
    all_sent,
    asked,
    heard_all,
    many_groups,
    sent_to_all,
    taken,
    until,
    words_of,
)
from tests.journeys.conftest import watched_town
from tests.journeys.town import Json, Town, words

pytestmark = pytest.mark.long
TEXT = "今晚大风，请关好门窗"
MANY, GROUPS, EACH = 300, 12, 50
EDITS = ("editMessageText", "editMessageCaption")


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with watched_town(sqlite_url, tmp_path, **LIMITS) as opened:
        yield opened


async def _members(town: Town, people: Iterable[int]) -> None:
    """Each holds a post of a grid member, as if they had claimed it."""
    async with town.app.database.write() as session:
        grid, now = await grid_by_code(session, "S-1-1"), town.app.timekeeper.now()
        for number, person in enumerate(people):
            known = Person(tg_user_id=person, name=f"成员{number}", first_seen=now, started=False)
            session.add(known)
            await session.flush()
            post = Post(grid_id=grid.id, role=Role.MEMBER, name=known.name, phone=f"+86188{number:08}")
            post.person_id, post.claimed_at = known.id, now
            session.add(post)


async def _standing(town: Town, chat: int) -> Json:
    return next(each for each in await town.driver.messages(chat) if TEXT in words(each))


async def _crowd(town: Town, count: int) -> list[int]:
    return [await town.person(f"居民{number}") for number in range(count)]


async def _pressed(town: Town, chat: int, people: Iterable[int], wait: float = 60) -> list[str]:
    card = (await _standing(town, chat))["message_id"]
    presses = [town.driver.press(chat, each, card, "收到", wait=wait) for each in people]
    return [each["answer"]["text"] if each["answer"] else "" for each in await asyncio.gather(*presses)]


async def test_three_hundred_people_press_at_once(town: Town) -> None:
    boss = await town.person(*STREET_LEADER)
    await town.claim(boss)
    people = await _crowd(town, MANY)
    await _members(town, people)
    group = await town.bound_group(boss, *people)
    await town.driver.limits(enabled=True)
    await sent_to_all(town, boss, f"/notice {TEXT}", "确认：无", "确认：网格长")
    await all_sent(town)
    before = len(asked(town, *EDITS))
    toasts = await _pressed(town, group, people)
    assert sorted(toasts) == sorted(f"已收到，您是第{n}位，共{MANY}个岗位。" for n in range(1, MANY + 1))
    for _ in range(6):
        await town.later(3)
    await town.settled()
    edits = asked(town, *EDITS)[before:]
    copies = [words_of(call) for call in edits if call["chat"] == group]
    assert len(copies) <= 3  # the first, half of them, all
    assert f"已收到{MANY}/{MANY}" in copies[-1]
    assert f"收到 {MANY}/{MANY}" in words_of([call for call in edits if call["chat"] == boss][-1])
    await heard_all(town, boss, group)


async def test_an_urgent_hazard_goes_before_the_edits_that_many_presses_bring(town: Town) -> None:
    boss, member = await town.person(*STREET_LEADER), await town.person("傅勇", "19900000007")
    await town.claim(boss)
    await town.claim(member)
    residents = await _crowd(town, EACH - 1)
    group = await town.bound_group(boss, member, *residents)
    groups = [group, *await many_groups(town, boss, GROUPS - 1, (member, *residents))]
    await sent_to_all(town, boss, f"/notice {TEXT}", "确认：无", "确认：网格长")
    await all_sent(town)
    before = len(asked(town, *EDITS, "sendMessage"))
    toasts = [each for chat in groups for each in await _pressed(town, chat, (member, *residents))]
    assert (len(toasts), toasts.count("")) == (GROUPS * EACH, 0)
    assert sum("您是第1位" in each for each in toasts) == 1
    assert sum("您无需操作" in each for each in toasts) == GROUPS * (EACH - 1)
    assert len(asked(town, *EDITS, "sendMessage")) == before  # the clock stands still: no second of edits has come
    await town.staff.halt("speak")
    for _ in range(GROUPS):
        await town.driver.advance(1)  # so that an edit waits for each copy
    await town.driver.text(group, residents[0], "/report@wangge_bot 3号楼楼道冒烟")
    await until(town, lambda: taken(town))
    town.staff.start("speak")
    for _ in range(3):
        await town.later(3)
    await town.settled()
    calls = asked(town, *EDITS, "sendMessage")[before:]
    first = {call["chat"] for call in calls[:SENDERS] if "H1" in words_of(call)}
    assert first == {group, member, boss}, [words_of(call) for call in calls[: 2 * SENDERS]]
    edits = Counter(call["chat"] for call in calls if call["method"] in EDITS and "已收到1/1" in words_of(call))
    assert edits == dict.fromkeys(groups, 1)
    await heard_all(town, boss, member, *groups)
