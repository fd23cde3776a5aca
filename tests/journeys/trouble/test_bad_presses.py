"""Buttons forged, foreign, stale, repeated or without a message: refused or harmless, and always answered."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.inbox.updates import InboxState, InboxUpdate
from tests.journeys.conftest import Cast, put_right
from tests.journeys.town import Town

REPORT = "/report 楼道堆物"
FORGED = (
    "hz:accept:2",
    "hz:accept:0",
    "hz:accept:-1",
    "hz:accept:999999999999999999999999999999",
    "hz:accept:9223372036854775808",
    "hz:accept:2147483648",
    "hz:accept:１",
    "hz:accept",
    "hz:accept:1:1",
    "hz:report:1",
    "hz:close:1",
    "hz:satisfied:1",
    "hz:describe:1",
    "hz:escalate:1",
    "hz:explode:1",
    "hz::",
    "hz",
    "bind",
    "bind:",
    "bind:ABCDEFGHJKMN",
    "bind:" + "A" * 59,
    "unbind",
    "unbind:0",
    "unbind:999999999999999999999999",
    "unbind:²",
    "lang",
    "lang:",
    "lang:xx",
    "lang:../../etc",
    ":",
    "::::::::",
    "x" * 64,
    "隐患" * 10,
    "\u202e\u200b<b>&",
    "'; DROP TABLE hazards; --",
    "patrols:1",
)


async def test_forged_buttons_are_answered_and_change_nothing(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    for data in FORGED:
        pressed = await town.driver.press(cast.group, cast.resident, card["message_id"], data=data, wait=20)
        assert pressed["answer"] is not None, data
        assert "您已" not in pressed["answer"].get("text", ""), data
    assert await set_aside(town) == []


async def test_a_button_is_only_for_those_whose_grid_it_is(town: Town, cast: Cast) -> None:
    stranger = await town.person("陈娟晓", "19900000013")
    await town.claim(stranger)
    await town.driver.members(cast.group, stranger, "add")
    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    for person in (stranger, cast.resident):
        pressed = await town.driver.press(cast.group, person, card["message_id"], "受理")
        assert "只有本网格的网格员、网格长可以操作" in pressed["answer"]["text"]
        assert pressed["answer"]["show_alert"]


async def test_buttons_of_what_is_over_are_refused_with_how_it_stands(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    press = town.driver.press
    await press(cast.group, cast.member, card["message_id"], "受理")
    again = await press(cast.group, cast.leader, card["message_id"], data="hz:accept:1")
    assert again["answer"]["text"] == "傅勇已先行处理，目前为“已受理”。"
    await put_right(town, cast, card)
    await town.hears(cast.leader, cast.leader, "请复核")
    await press(cast.group, cast.leader, card["message_id"], data="hz:close:1")
    await town.hears(cast.group, cast.resident, "H1 已办结", buttons=())
    await town.hears(cast.group, cast.resident, "是否满意")
    for data in ("hz:accept:1", "hz:done:1", "hz:close:1", "hz:hand_up:1", "hz:on_site:1", "hz:send_back:1"):
        stale = await press(cast.group, cast.leader, card["message_id"], data=data)
        assert "已办结" in stale["answer"]["text"], data


async def test_a_button_of_a_message_that_is_gone_still_works(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    await town.driver.delete(cast.group, card["message_id"])
    pressed = await town.driver.press(cast.group, cast.member, card["message_id"], data="hz:accept:1")
    assert pressed["answer"]["text"] == "您已受理H1。"
    await town.hears(cast.group, cast.resident, "H1", "已受理")


@pytest.mark.parametrize("data", ["hz:accept:1", "bind:ABCDEFGHJKMN", "unbind:1", "lang:en", "x"])
async def test_a_press_without_a_message_is_answered(town: Town, cast: Cast, data: str) -> None:
    """As an inline message sends it: no chat, only the person."""
    world = town.sandbox.world
    bot, person = world.bots[town.bot], world.people[cast.resident]
    callback = world.add_callback(bot, person, world.private_chat(person, bot))
    about = {"id": callback.id, "from": person.user, "inline_message_id": "x1", "chat_instance": "1", "data": data}
    bot.updates.push("callback_query", about, cast.resident)
    await town.settled()
    await callback.answered.wait()
    assert await set_aside(town) == []


async def set_aside(town: Town) -> list[str | None]:
    await town.settled()
    rows = select(col(InboxUpdate.error)).where(col(InboxUpdate.state) == InboxState.SET_ASIDE)
    async with town.app.database.read() as session:
        return list((await session.scalars(rows)).all())
