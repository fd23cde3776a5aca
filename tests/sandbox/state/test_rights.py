"""Who may say what in a group, and where in a forum."""

from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.control_client import DriverError
from tests.sandbox.conftest import Json, Street, picture

CLOSED, NO_THREAD = "400 Bad Request: TOPIC_CLOSED", "400 Bad Request: message thread not found"
MUTE = {"can_send_messages": False}


async def sent_photo(street: Street) -> str:
    sent = await street.driver.photo(street.chen, street.chen, picture())
    return str(sent["photo"][-1]["file_id"])


@pytest.mark.parametrize(
    ("lacking", "refused", "allowed"),
    [
        ("can_send_messages", "text messages", "photo"),
        ("can_send_photos", "photos", "text"),
    ],
)
async def test_plain_members_may_not_say_what_the_group_does_not_permit_and_no_bot_is_told(
    street: Street, lacking: str, refused: str, allowed: str
) -> None:
    calls: dict[str, tuple[str, Json]] = {
        "text": ("sendMessage", {"text": "早"}),
        "photo": ("sendPhoto", {"photo": await sent_photo(street)}),
    }
    await street.bot.updates()
    await street.driver.permissions(street.group, **{lacking: False})
    [denied] = calls.keys() - {allowed}
    method, params = calls[denied]
    told = await street.bot.refusal(method, chat_id=street.group, **params)
    assert told == f"400 Bad Request: not enough rights to send {refused} to the chat"
    method, params = calls[allowed]
    await street.bot.call(method, chat_id=street.group, **params)
    assert await street.bot.updates() == []
    assert (await street.bot.call("getChat", chat_id=street.group))["permissions"][lacking] is False
    await street.driver.permissions(street.group)
    for method, params in calls.values():
        await street.bot.call(method, chat_id=street.group, **params)


async def test_an_album_needs_the_right_to_show_photos(street: Street) -> None:
    await street.driver.permissions(street.group, can_send_photos=False)
    media = [{"type": "photo", "media": await sent_photo(street)}] * 2
    told = await street.bot.refusal("sendMediaGroup", chat_id=street.group, media=media)
    assert "not enough rights to send photos" in told


async def test_an_administrator_says_what_others_may_not(street: Street) -> None:
    await street.driver.permissions(street.group, **MUTE)
    await street.driver.members(street.group, street.bot.id, "promote")
    await street.bot.call("sendMessage", chat_id=street.group, text="早")


async def test_a_restricted_bot_is_told_of_it_and_of_its_end(street: Street) -> None:
    await street.bot.updates()
    await street.driver.permissions(street.group, street.bot.id, **MUTE)
    assert "not enough rights" in await street.bot.refusal("sendMessage", chat_id=street.group, text="早")
    member = await street.bot.call("getChatMember", chat_id=street.group, user_id=street.bot.id)
    assert (member["status"], member["can_send_messages"], member["can_send_photos"]) == ("restricted", False, True)
    await street.driver.permissions(street.group, street.bot.id)
    await street.bot.call("sendMessage", chat_id=street.group, text="早")
    changes = [update["my_chat_member"] for update in await street.bot.updates()]
    assert [change["new_chat_member"]["status"] for change in changes] == ["restricted", "member"]


@dataclass
class Forum:
    street: Street
    first: int
    second: int

    async def say(self, topic: int | None = None, **params: Any) -> Json:
        where = {} if topic is None else {"message_thread_id": topic}
        sent: Json = await self.street.bot.call("sendMessage", chat_id=self.street.group, text="早", **where, **params)
        return sent

    async def refusal(self, topic: int | None = None, **params: Any) -> str:
        where = {} if topic is None else {"message_thread_id": topic}
        return await self.street.bot.refusal("sendMessage", chat_id=self.street.group, text="早", **where, **params)

    async def change(self, action: str, topic: int | None = None) -> None:
        await self.street.driver.topic(self.street.group, self.street.chen, action, topic)


@pytest.fixture
async def forum(street: Street) -> Forum:
    made = [await street.driver.topic(street.group, street.chen, "create", name=name) for name in ("消防", "闲聊")]
    return Forum(street, *made)


async def test_a_message_in_a_topic_says_so_and_looks_like_a_reply_to_its_beginning(forum: Forum) -> None:
    sent = await forum.say(forum.first)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (forum.first, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "消防"
    assert sent["chat"]["is_forum"]
    outside = await forum.say()
    assert "message_thread_id" not in outside
    assert "is_topic_message" not in outside


async def test_a_reply_goes_where_what_it_replies_to_stands(forum: Forum) -> None:
    driver, street = forum.street.driver, forum.street
    said = await driver.text(street.group, street.li, "着火", topic=forum.second)
    sent = await forum.say(reply_parameters={"message_id": said["message_id"]})
    assert sent["message_thread_id"] == forum.second
    gone = {"message_id": 999, "allow_sending_without_reply": True}
    assert "message_thread_id" not in await forum.say(reply_parameters=gone)


async def test_a_closed_topic_takes_nothing_until_it_is_open_again(forum: Forum) -> None:
    await forum.change("close", forum.first)
    assert await forum.refusal(forum.first) == CLOSED
    with pytest.raises(DriverError, match="TOPIC_CLOSED"):
        await forum.street.driver.text(forum.street.group, forum.street.li, "早", topic=forum.first)
    await forum.say(forum.second)
    await forum.change("reopen", forum.first)
    await forum.say(forum.first)


async def test_a_deleted_topic_is_gone_with_all_that_was_said_in_it(forum: Forum) -> None:
    said = await forum.say(forum.first)
    await forum.change("delete", forum.first)
    assert await forum.refusal(forum.first) == NO_THREAD
    shown = await forum.street.driver.messages(forum.street.group, forum.street.li)
    assert said["message_id"] not in [message["message_id"] for message in shown]


async def test_a_closed_general_takes_only_what_goes_to_a_topic(forum: Forum) -> None:
    await forum.change("close")
    assert await forum.refusal() == CLOSED
    assert await forum.refusal(1) == NO_THREAD
    await forum.say(forum.first)


async def test_only_a_supergroup_is_a_forum(street: Street) -> None:
    group = await street.driver.group("老群", street.chen, type="group")
    with pytest.raises(DriverError, match="only a supergroup is a forum"):
        await street.driver.topic(group["id"], street.chen, "create", name="消防")
    with pytest.raises(DriverError, match="of a topic that is there"):
        await street.driver.topic(street.group, street.chen, "close", 77)
