import asyncio

from tests.sandbox.conftest import Street, buttons


async def test_an_offset_confirms_all_below_it_and_nothing_else(street: Street) -> None:
    for word in ("一", "二", "三"):
        await street.driver.text(street.chen, street.chen, word)
    first = await street.bot.call("getUpdates")
    again = await street.bot.call("getUpdates")
    rest = await street.bot.call("getUpdates", offset=first[1]["update_id"])
    assert again == first
    assert [update["message"]["text"] for update in rest] == ["二", "三"]


async def test_update_ids_follow_each_other(street: Street) -> None:
    for word in ("一", "二", "三"):
        await street.driver.text(street.chen, street.chen, word)
    ids = [update["update_id"] for update in await street.bot.updates()]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


async def test_a_limit_is_kept_and_the_rest_comes_next(street: Street) -> None:
    for word in ("一", "二", "三"):
        await street.driver.text(street.chen, street.chen, word)
    assert [message["text"] for message in await street.bot.heard(limit=2)] == ["一", "二"]
    assert [message["text"] for message in await street.bot.heard(limit=2)] == ["三"]


async def test_a_negative_offset_forgets_all_but_the_last(street: Street) -> None:
    for word in ("一", "二", "三"):
        await street.driver.text(street.chen, street.chen, word)
    (last,) = await street.bot.call("getUpdates", offset=-1)
    assert last["message"]["text"] == "三"
    assert await street.bot.call("getUpdates") == [last]


async def test_a_long_poll_returns_as_soon_as_something_happens(street: Street) -> None:
    poll = asyncio.create_task(street.bot.heard(timeout=30))
    await street.driver.text(street.chen, street.chen, "早")
    assert [message["text"] for message in await poll] == ["早"]


async def test_an_empty_poll_returns_nothing_when_its_time_is_up(street: Street) -> None:
    assert await street.bot.updates(timeout=1) == []


async def test_an_album_comes_in_one_batch_to_who_is_waiting(street: Street) -> None:
    poll = asyncio.create_task(street.bot.heard(timeout=30))
    await street.driver.album(street.chen, street.chen, [b"1", b"2", b"3"])
    assert len({message["media_group_id"] for message in await poll}) == 1
    assert len(poll.result()) == 3


async def test_of_two_pollers_the_first_is_turned_away(street: Street) -> None:
    first = asyncio.create_task(street.bot.refusal("getUpdates", offset=street.bot.offset, timeout=30))
    await street.polled()
    second = asyncio.create_task(street.bot.heard(timeout=30))
    assert await first == (
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await street.driver.text(street.chen, street.chen, "早")
    assert [message["text"] for message in await second] == ["早"]


async def test_kinds_not_asked_for_never_come(street: Street) -> None:
    await street.bot.updates(allowed_updates=["callback_query"])
    await street.driver.text(street.chen, street.chen, "早")
    card = await street.bot.call("sendMessage", chat_id=street.chen, text="H1", reply_markup=buttons("受理"))
    await street.driver.press(street.chen, street.chen, card["message_id"], "受理", wait=0)
    assert [set(update) - {"update_id"} for update in await street.bot.updates()] == [{"callback_query"}]


async def test_an_empty_list_of_kinds_is_the_default_again(street: Street) -> None:
    await street.bot.updates(allowed_updates=["callback_query"])
    await street.bot.updates(allowed_updates=[])
    await street.driver.text(street.chen, street.chen, "早")
    assert [message["text"] for message in await street.bot.heard()] == ["早"]


async def test_other_members_come_and_go_only_for_an_administrator_that_asks(street: Street) -> None:
    await street.driver.members(street.group, street.bot.id, "promote")
    await street.driver.members(street.group, street.li, "promote")
    assert "chat_member" not in {kind for update in await street.bot.updates() for kind in update}
    await street.bot.updates(allowed_updates=["chat_member"])
    await street.driver.members(street.group, street.li, "demote")
    (update,) = await street.bot.updates()
    assert update["chat_member"]["new_chat_member"]["status"] == "member"


async def test_a_pressed_button_is_forgotten_after_150_seconds_and_a_message_after_a_day(street: Street) -> None:
    card = await street.bot.call("sendMessage", chat_id=street.chen, text="H1", reply_markup=buttons("受理"))
    await street.driver.press(street.chen, street.chen, card["message_id"], "受理", wait=0)
    await street.driver.text(street.chen, street.chen, "早")
    await street.driver.advance(151)
    assert [set(update) - {"update_id"} for update in await street.bot.call("getUpdates")] == [{"message"}]
    await street.driver.advance(24 * 3600)
    assert await street.bot.call("getUpdates") == []


async def test_two_bots_have_updates_of_their_own(street: Street) -> None:
    other = await street.another_bot(username="other_bot")
    await street.driver.open(street.chen, bot=other.id)
    assert await street.bot.updates() == []
    assert [message["text"] for message in await other.heard()] == ["/start"]
