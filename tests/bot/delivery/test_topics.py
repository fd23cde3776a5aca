"""Forum groups: where a message goes when its topic, or the group's General, takes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from models.grids.tables import Chat
from models.outbox.tables import MessageState, OutboxMessage
from tests.bot.delivery.talk import Talk, real_time


@dataclass
class Forum:
    talk: Talk
    group: int
    ours: int
    other: int

    async def say(self, reply_to: int | None = None) -> OutboxMessage:
        message = await self.talk.post(self.group, "1", reply_to=reply_to)
        async with self.talk.drain() as drain:
            await drain.drained()
        return await self.talk.row(message)

    async def places(self) -> list[tuple[int | None, int | None]]:
        """Of what the bot said: the topic, and what it replies to, if that did not open the topic."""
        said = await self.talk.said(self.group)
        seen = [(each.get("message_thread_id"), each.get("reply_to_message", {}).get("message_id")) for each in said]
        return [(topic, None if replied == topic else replied) for topic, replied in seen]

    async def person_says(self, topic: int | None) -> int:
        said = await self.talk.driver.text(self.group, self.talk.owner, "着火了", topic=topic)
        return int(said["message_id"])

    async def change(self, action: str, topic: int | None) -> None:
        await self.talk.driver.topic(self.group, self.talk.owner, action, topic)


@pytest.fixture
async def forum(talk: Talk) -> Forum:
    group = await talk.group()
    ours, other = [await talk.driver.topic(group, talk.owner, "create", name=name) for name in ("消防", "闲聊")]
    async with talk.database.write() as session:
        session.add(Chat(id=group, type="supergroup", topic_id=ours, seen_at=real_time()))
    return Forum(talk, group, ours, other)


async def test_what_is_no_reply_goes_to_our_topic(forum: Forum) -> None:
    await forum.say()
    assert await forum.places() == [(forum.ours, None)]


async def test_a_reply_stays_in_the_topic_of_what_it_replies_to(forum: Forum) -> None:
    asked = [await forum.person_says(topic) for topic in (forum.other, None)]
    for each in asked:
        await forum.say(reply_to=each)
    assert await forum.places() == [(forum.other, asked[0]), (None, asked[1])]


async def test_a_reply_to_what_is_gone_goes_to_our_topic(forum: Forum) -> None:
    asked = await forum.person_says(forum.other)
    await forum.talk.driver.delete(forum.group, asked)
    await forum.say(reply_to=asked)
    assert await forum.places() == [(forum.ours, None)]
    assert forum.talk.heard.topics_lost == []


async def test_a_reply_in_a_topic_closed_meanwhile_goes_to_ours(forum: Forum) -> None:
    asked = await forum.person_says(forum.other)
    await forum.change("close", forum.other)
    await forum.say(reply_to=asked)
    assert await forum.places() == [(forum.ours, None)]


@pytest.mark.parametrize("action", ["close", "delete"])
async def test_without_our_topic_it_is_said_outside_the_topics_and_that_is_told(forum: Forum, action: str) -> None:
    await forum.change(action, forum.ours)
    message = await forum.say()
    assert message.state is MessageState.SENT
    assert await forum.places() == [(None, None)]
    assert forum.talk.heard.topics_lost == [(forum.group, forum.ours)]


async def closed(forum: Forum, again_at: datetime) -> None:
    """It is known that our topic takes nothing, and when it is to be tried again."""
    async with forum.talk.database.write() as session:
        await session.execute(update(Chat).values(topic_again_at=again_at))


async def test_a_topic_that_took_nothing_is_left_alone_for_a_while(forum: Forum) -> None:
    await closed(forum, real_time() + timedelta(minutes=5))
    await forum.say()
    assert await forum.places() == [(None, None)]
    assert [call["ok"] for call in await forum.talk.calls("sendMessage")] == [True]
    assert (forum.talk.heard.topics_lost, forum.talk.heard.topics_open) == ([], [])


async def test_then_it_is_tried_and_what_it_takes_is_told(forum: Forum) -> None:
    await closed(forum, real_time() - timedelta(seconds=1))
    await forum.say()
    assert await forum.places() == [(forum.ours, None)]
    assert forum.talk.heard.topics_open == [(forum.group, forum.ours)]
    assert forum.talk.heard.topics_lost == []


async def test_one_that_still_takes_nothing_costs_no_message(forum: Forum) -> None:
    await forum.change("close", forum.ours)
    await closed(forum, real_time() - timedelta(seconds=1))
    await forum.say()
    assert await forum.places() == [(None, None)]
    assert forum.talk.heard.topics_lost == [(forum.group, forum.ours)]
    assert forum.talk.heard.topics_open == []


async def test_a_reply_in_another_topic_says_nothing_of_ours(forum: Forum) -> None:
    asked = await forum.person_says(forum.other)
    await closed(forum, real_time() - timedelta(seconds=1))
    await forum.say(reply_to=asked)
    assert await forum.places() == [(forum.other, asked)]
    assert forum.talk.heard.topics_open == []


async def test_a_closed_general_keeps_nothing_from_our_topic(forum: Forum) -> None:
    await forum.change("close", None)
    await forum.say()
    assert await forum.places() == [(forum.ours, None)]


async def test_where_no_place_is_left_the_chat_hears_nothing(forum: Forum) -> None:
    for topic in (forum.ours, None):
        await forum.change("close", topic)
    message = await forum.say()
    assert message.state is MessageState.PENDING
    assert forum.talk.heard.forbidden == [(forum.group, "Topic_closed")]
    assert forum.talk.heard.topics_lost == []


async def test_what_is_only_said_as_a_reply_says_nothing_of_the_chat(forum: Forum) -> None:
    asked = await forum.person_says(forum.other)
    await forum.change("close", forum.other)
    message = await forum.talk.post(forum.group, "1", reply_to=asked, only_as_reply=True)
    async with forum.talk.drain() as drain:
        await drain.drained()
    assert (await forum.talk.row(message)).state is MessageState.FAILED
    assert forum.talk.heard.forbidden == []
