"""A group in which the bot may not write for a while, and forum groups: what was to be said is said, and where."""

import pytest

from models.onboarding.chat_reachability import LOOK_EVERY
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, labels, picture

REPORT = "/report@wangge_bot 楼道堆物"
MUTE = {"can_send_messages": False, "can_send_photos": False, "can_send_documents": False}


@pytest.fixture
async def above(town: Town) -> int:
    person = await town.person("马东宏", "19900000004")
    await town.claim(person)
    return person


async def test_a_night_s_silence_is_told_above_and_what_was_missed_is_said_in_the_morning(
    town: Town, cast: Cast, above: int
) -> None:
    await town.driver.permissions(cast.group, **MUTE)  # of the whole group: no update tells of it
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.member, cast.member, "H1")
    await town.hears(above, above, "⚠️", "居民群“S-1-1群”失联")
    await town.later(LOOK_EVERY.total_seconds())
    await town.settled()
    await town.driver.permissions(cast.group)
    await town.later(LOOK_EVERY.total_seconds())
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(above, above, "✅", "已恢复联系")


async def test_a_change_of_rights_brings_it_back_at_once(town: Town, cast: Cast, above: int) -> None:
    await town.driver.permissions(cast.group, town.bot, **MUTE)
    await town.hears(above, above, "⚠️", "居民群“S-1-1群”失联")
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.member, cast.member, "H1")
    await town.settled()
    await town.driver.permissions(cast.group, town.bot)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(above, above, "✅", "已恢复联系")


async def test_without_the_right_to_show_photos_the_card_comes_in_words(town: Town, cast: Cast) -> None:
    await town.driver.permissions(cast.group, can_send_photos=False)
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    assert "受理" in labels(card)
    assert "photo" not in card
    await town.hears(cast.member, cast.member, "H1")


async def forum(town: Town, leader: int, *members: int) -> tuple[int, int, int]:
    """A forum group that was bound in the first of two topics."""
    group = await town.group("一网格群", leader, *members)
    fire, talk = [await town.driver.topic(group, leader, "create", name=name) for name in ("消防", "闲聊")]
    await town.driver.members(group, town.bot, "add")
    await town.driver.text(group, leader, f"/bind@wangge_bot {await town.code()}", topic=fire)
    bound = await town.hears(group, leader, "已绑定")
    assert bound["message_thread_id"] == fire
    return group, fire, talk


async def test_in_a_forum_answers_stay_in_their_topic_and_the_rest_comes_where_the_group_was_bound(town: Town) -> None:
    leader, resident = await town.person("谭远康", "19900000009"), await town.person("李秀英")
    group, fire, talk = await forum(town, leader, resident)
    await town.driver.text(group, resident, REPORT, topic=talk)
    card = await town.hears(group, resident, "H1", "待受理")
    assert card["message_thread_id"] == talk
    await town.driver.open(resident, start="")
    await town.hears(resident, resident, "您好")
    await town.driver.text(resident, resident, "/report 电线裸露")
    await town.hears(resident, resident, "H2")
    card = await town.hears(group, resident, "H2", "待受理")
    assert card["message_thread_id"] == fire
    await town.later(60)  # the hint for a group that is not bound yet would come now


async def test_the_topic_is_moved_by_bind_and_a_lost_one_is_told_above(town: Town, above: int) -> None:
    leader, resident = await town.person("谭远康", "19900000009"), await town.person("李秀英")
    group, _, talk = await forum(town, leader, resident)
    asked = await town.driver.text(group, resident, "/bind@wangge_bot", topic=talk)
    await town.hears(group, resident, "只有本群管理员可以操作", to=asked)
    await town.driver.text(group, leader, "/bind@wangge_bot", topic=talk)
    moved = await town.hears(group, leader, "今后发给本群的消息都在这里")
    assert moved["message_thread_id"] == talk
    await town.driver.topic(group, leader, "close", talk)
    await town.driver.open(resident, start="")
    await town.hears(resident, resident, "您好")
    for number, what in enumerate(("电线裸露", "灭火器失效"), 1):
        await town.driver.text(resident, resident, f"/report {what}")
        await town.hears(resident, resident, f"H{number}")
        card = await town.hears(group, resident, f"H{number}", "待受理")
        assert "message_thread_id" not in card
    await town.hears(above, above, "⚠️", "话题已关闭或删除")
