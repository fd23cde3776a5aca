"""A notice that is on its way to many groups, and what happens meanwhile; at Telegram's limits."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.delivery.drain import SENDERS
from models.notices.tables import Notice, NoticeState
from models.onboarding.chat_reachability import LOOK_EVERY
from tests.journeys.broadcasts import (
    LIMITS,
    STREET_LEADER,
    all_sent,
    asked,
    bind,
    halted_at,
    heard_all,
    many_groups,
    said,
    sent_to_all,
    taken,
    until,
    words_of,
)
from tests.journeys.conftest import watched_town
from tests.journeys.town import Town, picture, rows, words

CHATS, ENOUGH = 120, 10  # more than one transaction writes into the outbox
TEXT = "明日停电检修"
MUTE = {"can_send_messages": False, "can_send_photos": False, "can_send_documents": False}


SENDS = ("sendMessage", "sendPhoto", "sendMediaGroup", "editMessageText")


@dataclass
class Scene:
    town: Town
    boss: int
    groups: list[int]


@pytest.fixture
async def scene(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with watched_town(sqlite_url, tmp_path, **LIMITS) as town:
        boss = await town.person(*STREET_LEADER)
        await town.claim(boss)
        groups = await many_groups(town, boss, CHATS)
        await town.driver.limits(enabled=True)
        yield Scene(town, boss, groups)
        await heard_all(town, boss, *town.sandbox.world.groups)


async def _asked_then_halted(scene: Scene, button: str, question: str) -> tuple[int, list[int]]:
    """The question stands, and some have the notice; returns its message and who they are."""
    town, boss = scene.town, scene.boss
    progress = await sent_to_all(town, boss, f"/notice {TEXT}")
    await town.driver.press(boss, boss, progress["message_id"], button)
    asked = await town.hears(boss, boss, question)
    return asked["message_id"], await halted_at(town, scene.groups, TEXT, ENOUGH)


async def test_a_correction_in_mid_broadcast_stands_in_every_group_once(scene: Scene) -> None:
    town, boss, groups = scene.town, scene.boss, scene.groups
    question, told = await _asked_then_halted(scene, "更正", "更正后的内容")
    await town.driver.text(boss, boss, "后日停电检修", reply_to=question)

    async def corrected() -> bool:
        return (await rows(town, Notice))[0].corrected_at is not None

    await until(town, corrected)
    town.staff.start("speak")
    await all_sent(town)
    assert said(town, groups, TEXT) == {}
    assert said(town, groups, "后日停电检修") == dict.fromkeys(groups, 1)
    assert said(town, groups, "【更正】") == dict.fromkeys(groups, 1)
    edited = {call["chat"] for call in asked(town, "editMessageText")}
    assert set(told) <= edited


@pytest.mark.long
async def test_what_is_withdrawn_in_mid_broadcast_is_marked_where_it_stands_and_goes_no_further(scene: Scene) -> None:
    town, boss, groups = scene.town, scene.boss, scene.groups
    question, told = await _asked_then_halted(scene, "撤回", "撤回原因")
    await town.driver.text(boss, boss, "停电取消", reply_to=question)

    async def withdrawn() -> bool:
        return (await rows(town, Notice))[0].state is NoticeState.WITHDRAWN

    await until(town, withdrawn)
    town.staff.start("speak")
    for _ in range(3):
        await town.later(3)
    await town.settled()
    assert said(town, groups, TEXT) == said(town, groups, "【已撤回】停电取消") == dict.fromkeys(told, 1)


@pytest.mark.long
async def test_groups_that_go_move_and_come_in_mid_broadcast(scene: Scene) -> None:
    town, boss, groups = scene.town, scene.boss, scene.groups
    driver = town.driver
    plain = [await town.group(f"{name}网格群", boss, town.bot, kind="group") for name in "甲乙"]
    await town.settled()
    await bind(town, *plain)
    await sent_to_all(town, boss, f"/notice {TEXT}")
    told = await halted_at(town, groups, TEXT, ENOUGH)
    waiting = [chat for chat in groups if chat not in told]
    removed, muted = waiting[-1], waiting[-2]
    await driver.members(removed, town.bot, "remove", by=boss)
    await driver.permissions(muted, **MUTE)
    grown = [int((await driver.upgrade(chat))["id"]) for chat in plain]
    late = await town.group("新网格群", boss, town.bot)
    await until(town, lambda: taken(town))
    await bind(town, late)
    town.staff.start("speak")
    await town.later(60)  # who is bound late is looked for once a minute
    await all_sent(town)
    everybody = [*groups, *grown, late]
    assert said(town, everybody, TEXT) == dict.fromkeys((c for c in everybody if c not in (removed, muted)), 1)
    card = await town.hears(boss, boss, f"已送达 {CHATS + 1}/{CHATS + 3}", "无法送达", f"{-removed}号网格")
    assert f"{-muted}号网格" in words(card)
    await driver.permissions(muted)
    await town.later(LOOK_EVERY.total_seconds())
    await town.settled()
    assert said(town, everybody, TEXT) == dict.fromkeys((c for c in everybody if c != removed), 1)


@pytest.mark.long
async def test_an_urgent_hazard_goes_before_two_notices_that_are_on_their_way(scene: Scene) -> None:
    town, boss, groups = scene.town, scene.boss, scene.groups
    resident, leader = await town.person("李秀英"), await town.person("谭远康", "19900000009")
    await town.claim(leader)
    group = await town.bound_group(leader, resident)
    everybody, both = [*groups, group], (TEXT, "请清理楼道")
    for each in both:
        await sent_to_all(town, boss, f"/notice {each}")
    await halted_at(town, everybody, TEXT, ENOUGH)
    waiting = {each: set(everybody) - said(town, everybody, each).keys() for each in both}
    await town.driver.text(group, resident, "/report@wangge_bot 3号楼楼道冒烟")
    await until(town, lambda: taken(town))
    await town.driver.advance(1)  # whoever had a message just now may have the next
    before = len(asked(town, *SENDS))
    town.staff.start("speak")
    await all_sent(town)
    sent = asked(town, *SENDS)[before:]
    heard = {chat: [words_of(call) for call in sent if call["chat"] == chat] for chat in (group, leader, boss)}
    assert {chat: "H1" in told[0] for chat, told in heard.items()} == dict.fromkeys(heard, True), heard
    first = {call["chat"] for call in sent[:SENDERS] if "H1" in words_of(call)}
    assert first == {group, leader, boss}, [words_of(call) for call in sent[: 2 * SENDERS]]
    assert sum(map(len, waiting.values())) > 2 * SENDERS  # what it went before
    for each in both:
        later = Counter(call["chat"] for call in sent if call["chat"] in everybody and each in words_of(call))
        assert later == dict.fromkeys(waiting[each], 1)
        assert said(town, everybody, each) == dict.fromkeys(everybody, 1)
    await heard_all(town, leader)


@pytest.mark.long
async def test_an_album_that_failed_in_part_is_sent_again_and_the_words_come_after_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with watched_town(sqlite_url, tmp_path, **LIMITS) as town:
        boss = await town.person(*STREET_LEADER)
        await town.claim(boss)
        ill, well = groups = await many_groups(town, boss, 2)
        await town.driver.text(boss, boss, f"/notice {TEXT}")
        draft = await town.hears(boss, boss, "草稿")
        for colour in ("red", "blue"):
            await town.driver.photo(boss, boss, picture(colour), reply_to=draft["message_id"])
        await town.hears(boss, boss, "照片2张")
        part = 'Bad Request: failed to send message #2 with the error message "Too Many Requests: retry after 1"'
        await town.driver.failures("400", method="sendMediaGroup", chat=ill, description=part)
        await town.driver.press(boss, boss, draft["message_id"], "预览")
        confirm = await town.hears(boss, boss, "按以上内容发送")
        await town.driver.press(boss, boss, confirm["message_id"], "确认发送")
        await all_sent(town)
        await town.hears(boss, boss, "已送达 2/2")
        for chat in groups:
            said = [each for each in await town.driver.messages(chat) if each["from"]["id"] == town.bot]
            assert ["photo" in each for each in said] == [True, True, False]
            assert TEXT in words(said[-1])
        failed = [call for call in town.sandbox.calls.since(0) if call["method"] == "sendMediaGroup" and not call["ok"]]
        assert [call["chat"] for call in failed] == [ill]
        assert well not in {call["chat"] for call in failed}
        await heard_all(town, boss, *groups)
