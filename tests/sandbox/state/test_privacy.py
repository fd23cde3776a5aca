import pytest

from tests.sandbox.conftest import Street, picture


async def test_in_a_group_a_private_bot_hears_only_what_is_meant_for_it(street: Street) -> None:
    driver, group = street.driver, street.group
    own = await street.bot.call("sendMessage", chat_id=group, text="H1")
    await driver.text(group, street.li, "闲聊")
    await driver.text(group, street.li, "/report@grid_bot 楼道")
    await driver.text(group, street.li, "/report@other_bot 楼道")
    await driver.text(group, street.li, "请看 /report@grid_bot")
    await driver.text(group, street.li, "收到", reply_to=own["message_id"])
    await driver.photo(group, street.li, picture(), caption="/report@grid_bot 堆物")
    await driver.photo(group, street.li, picture(), caption="堆物")
    heard = [message.get("text") or message.get("caption") for message in await street.bot.heard()]
    assert heard == ["/report@grid_bot 楼道", "收到", "/report@grid_bot 堆物"]


async def test_a_bare_command_goes_to_the_only_bot_or_to_the_last_that_spoke(street: Street) -> None:
    other = await street.another_bot(username="other_bot")
    await street.driver.text(street.group, street.li, "/my")
    await street.driver.members(street.group, other.id, "add")
    await street.driver.text(street.group, street.li, "/help")
    await other.call("sendMessage", chat_id=street.group, text="早")
    await street.driver.text(street.group, street.li, "/tips")
    commands = [m["text"] for m in await street.bot.heard() if "text" in m]
    assert commands == ["/my"]
    assert [m["text"] for m in await other.heard() if "text" in m] == ["/tips"]


@pytest.mark.parametrize("trusted", ["privacy off", "administrator"])
async def test_a_trusted_bot_hears_all_people_but_no_bots(street: Street, trusted: str) -> None:
    listener = street.bot
    if trusted == "privacy off":
        listener = await street.another_bot(privacy=False)
        await street.driver.members(street.group, listener.id, "add")
    else:
        await street.driver.members(street.group, listener.id, "promote")
    speaker = await street.another_bot(username="speaker_bot")
    await street.driver.members(street.group, speaker.id, "add")
    await speaker.call("sendMessage", chat_id=street.group, text="我是机器人")
    await street.driver.text(street.group, street.li, "闲聊")
    assert [m["text"] for m in await listener.heard() if "text" in m] == ["闲聊"]


async def test_of_an_album_a_private_bot_hears_the_part_with_the_command(street: Street) -> None:
    files = [picture(), picture()]
    await street.driver.album(street.group, street.li, files, caption="/report@grid_bot 堆物", caption_on=1)
    assert [message["caption"] for message in await street.bot.heard()] == ["/report@grid_bot 堆物"]
    own = await street.bot.call("sendMessage", chat_id=street.group, text="H1")
    await street.driver.album(street.group, street.li, files, reply_to=own["message_id"])
    assert len(await street.bot.heard()) == 2


async def test_an_edit_is_seen_by_who_would_see_the_message(street: Street) -> None:
    said = await street.driver.text(street.group, street.li, "闲聊")
    await street.driver.edit(street.group, street.li, said["message_id"], "还是闲聊")
    assert await street.bot.updates() == []
    await street.driver.edit(street.group, street.li, said["message_id"], "/report@grid_bot 楼道")
    (update,) = await street.bot.updates()
    assert update["edited_message"]["text"] == "/report@grid_bot 楼道"
    assert update["edited_message"]["edit_date"] >= update["edited_message"]["date"]
