import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.pace import Rates
from models.outbox import claim
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, MessageState, OutboxMessage
from tests.bot.delivery.talk import Talk, real_time


def says(words: str) -> Any:
    return lambda message: message.get("text") == words


async def test_a_chat_hears_its_messages_in_order(talk: Talk) -> None:
    groups = [await talk.group(f"{number}网格") for number in range(3)]
    for number in range(8):
        for group in groups:
            await talk.post(group, str(number))
    async with talk.drain() as drain:
        await drain.drained()
    for group in groups:
        assert await talk.texts(group) == [str(number) for number in range(8)]
    assert drain.counts.sent == 24


async def test_an_urgent_message_overtakes_a_broadcast(talk: Talk) -> None:
    groups = [await talk.group(f"{number}网格") for number in range(30)]
    for group in groups:
        await talk.post(group, "通知", Lane.ROUTINE)
    async with talk.drain() as drain:
        await talk.driver.wait_message(groups[0], talk.owner, says("通知"))
        await talk.post(groups[-1], "着火了", Lane.URGENT)
        await drain.drained()
    assert await talk.texts(groups[-1]) == ["着火了", "通知"]
    order = [call["params"]["text"] for call in await talk.calls("sendMessage")]
    assert order.index("着火了") < 25


async def test_many_changes_of_a_card_before_it_is_sent_are_one_message(talk: Talk) -> None:
    group = await talk.group()
    talk.cards[5] = "待受理"
    await talk.post(group, "", kind="card", subject_id=5)
    await talk.refresh(5, "已受理")
    async with talk.drain() as drain:
        await drain.drained()
        assert await talk.texts(group) == ["已受理"]
    for number in range(20):
        await talk.refresh(5, f"整改中 {number}")
    async with talk.drain() as drain:
        await drain.drained()
    assert await talk.texts(group) == ["整改中 19"]
    assert len(await talk.calls("sendMessage", "editMessageText")) == 2


async def test_a_change_made_while_the_card_is_on_its_way_is_shown_too(talk: Talk) -> None:
    group = await talk.group()
    talk.cards[5] = "待受理"
    message = await talk.post(group, "", kind="card", subject_id=5)
    await talk.driver.failures("timeout", method="editMessageText")
    async with talk.drain(patience=1) as drain:
        await drain.drained()
        await talk.refresh(5, "已受理")
        await talk.driver.wait_message(group, talk.owner, says("已受理"))
        await talk.refresh(5, "整改中")
        await talk.driver.wait_message(group, talk.owner, says("整改中"))
        await drain.drained()
    stored = await talk.row(message)
    assert (stored.state, stored.revision) == (MessageState.SENT, 3)
    assert await talk.texts(group) == ["整改中"]


async def test_an_edit_that_changes_nothing_is_sent(talk: Talk) -> None:
    group = await talk.group()
    talk.cards[5] = "待受理"
    message = await talk.post(group, "", kind="card", subject_id=5)
    async with talk.drain() as drain:
        await drain.drained()
        await talk.refresh(5, "待受理")
        await drain.drained()
    stored = await talk.row(message)
    assert (stored.state, stored.message_id is None) == (MessageState.SENT, False)
    assert drain.counts.failed == 0


async def test_patience_asked_for_in_one_chat_delays_that_chat_alone(talk: Talk) -> None:
    slow, other = await talk.group("慢"), await talk.group("快")
    await talk.driver.failures("429", chat=slow, retry_after=5)
    await talk.post(slow, "1", Lane.URGENT)
    async with talk.drain() as drain:
        await drain.drained()
        await talk.post(slow, "2", Lane.URGENT)
        await talk.post(other, "3", Lane.ROUTINE)
        await talk.driver.wait_message(other, talk.owner, says("3"))
        assert await talk.texts(slow) == []
        await talk.driver.wait_message(slow, talk.owner, says("2"))
    assert await talk.texts(slow) == ["1", "2"]
    assert drain.counts.too_many_requests == 1


async def test_a_faulty_server_is_tried_again(talk: Talk) -> None:
    group = await talk.group()
    await talk.driver.failures("502", chat=group)
    await talk.post(group, "1")
    await talk.post(group, "2")
    async with talk.drain():
        await talk.driver.wait_message(group, talk.owner, says("2"))
    assert await talk.texts(group) == ["1", "2"]


async def test_a_message_never_answered_is_not_said_twice(talk: Talk) -> None:
    group = await talk.group()
    await talk.driver.failures("timeout", chat=group)
    message = await talk.post(group, "1", Lane.ROUTINE)
    await talk.post(group, "2", Lane.ROUTINE)
    async with talk.drain(patience=2) as drain:
        await talk.driver.wait_message(group, talk.owner, says("2"))
    assert await talk.texts(group) == ["1", "2"]
    assert (await talk.row(message)).state is MessageState.UNKNOWN
    assert drain.counts.unknown == 1


async def test_an_urgent_message_never_answered_is_rather_said_twice_than_not_at_all(talk: Talk) -> None:
    group = await talk.group()
    await talk.driver.failures("timeout", chat=group)
    message = await talk.post(group, "着火了", Lane.URGENT)
    async with talk.drain(patience=2) as drain:
        await talk.driver.wait_message(group, talk.owner, says("着火了"))
        await drain.drained()
        await talk.post(group, "第二条", Lane.URGENT)
        await talk.driver.wait_message(group, talk.owner, says("第二条"))
    assert await talk.texts(group) == ["着火了", "着火了", "第二条"]
    assert (await talk.row(message)).state is MessageState.SENT


async def test_a_dropped_connection_loses_no_reply(talk: Talk) -> None:
    """Nothing tells a request that was not handled from one whose answer was lost: only what is urgent is repeated."""
    group = await talk.group()
    await talk.driver.failures("drop", chat=group)
    await talk.post(group, "着火了", Lane.URGENT)
    async with talk.drain():
        await talk.driver.wait_message(group, talk.owner, says("着火了"))


async def test_pending_messages_follow_an_upgraded_group(talk: Talk) -> None:
    group = await talk.group(kind="group")
    new = int((await talk.driver.upgrade(group))["id"])
    message = await talk.post(group, "1")
    await talk.post(group, "2")
    async with talk.drain() as drain:
        await talk.driver.wait_message(new, talk.owner, says("2"))
        await drain.drained()
    assert await talk.texts(new) == ["1", "2"]
    assert talk.heard.migrated == [(group, new)]
    assert (await talk.row(message)).chat_id == new


async def test_a_chat_the_bot_was_thrown_out_of_fails_as_a_whole_and_is_told_of_once(talk: Talk) -> None:
    group, other = await talk.group("一"), await talk.group("二")
    await talk.driver.members(group, talk.bot_id, "remove", by=talk.owner)
    messages = [await talk.post(group, str(number)) for number in range(3)]
    await talk.post(other, "还在")
    async with talk.drain() as drain:
        await drain.drained()
    assert [(await talk.row(message)).state for message in messages] == [MessageState.FAILED] * 3
    assert [chat for chat, _ in talk.heard.forbidden] == [group]
    assert "kicked" in talk.heard.forbidden[0][1]
    assert await talk.texts(other) == ["还在"]
    assert drain.counts.failed == 3


async def test_what_telegram_refuses_is_kept_with_its_reason_and_not_repeated(talk: Talk) -> None:
    group = await talk.group()
    message = await talk.post(group, "x", button="好")
    await talk.driver.failures("400", chat=group, description="Bad Request: BUTTON_DATA_INVALID")
    async with talk.drain() as drain:
        await drain.drained()
    stored = await talk.row(message)
    assert (stored.state, stored.reason) == (MessageState.FAILED, "Button_data_invalid")
    assert len(await talk.calls("sendMessage")) == 1


async def test_a_card_that_somebody_deleted_is_sent_anew(talk: Talk) -> None:
    group = await talk.group()
    talk.cards[5] = "待受理"
    await talk.post(group, "", kind="card", subject_id=5)
    async with talk.drain() as drain:
        await drain.drained()
        [card] = await talk.said(group)
        await talk.driver.delete(group, card["message_id"])
        await talk.refresh(5, "已受理")
        await drain.drained()
    assert await talk.texts(group) == ["已受理"]


async def test_broken_markup_is_said_without_markup(talk: Talk) -> None:
    group = await talk.group()
    await talk.post(group, "<b>着火了 &amp; 快跑", Lane.URGENT)
    async with talk.drain() as drain:
        await drain.drained()
    assert await talk.texts(group) == ["着火了 & 快跑"]


@pytest.mark.parametrize("photo", ["no-such-file-id", "/no/such/file.jpg"])
async def test_a_lost_photo_does_not_silence_its_caption(talk: Talk, photo: str) -> None:
    group = await talk.group()
    await talk.post(group, "隐患", photos=[photo])
    async with talk.drain() as drain:
        await drain.drained()
    assert await talk.texts(group) == ["隐患"]


async def test_a_pointless_message_is_dropped_with_its_reason(talk: Talk) -> None:
    message = await talk.post(await talk.group(), "", kind="retracted")
    async with talk.drain() as drain:
        await drain.drained()
    stored = await talk.row(message)
    assert (stored.state, stored.reason) == (MessageState.DROPPED, "taken meanwhile")
    assert await talk.calls("sendMessage") == []


async def test_a_message_that_cannot_be_worded_fails_alone(talk: Talk) -> None:
    group = await talk.group()
    unknown = await talk.post(group, "", kind="nobody.knows")
    broken = await talk.post(group, "", Lane.WARNING, kind="broken")
    clock = real_time()
    async with talk.drain(now=lambda: clock) as drain:
        for _ in range(3):
            await drain.drained()
            clock += timedelta(minutes=1)
        await talk.post(group, "还在")
        await drain.drained()
    assert (await talk.row(unknown)).reason == "no view words nobody.knows"
    assert (await talk.row(broken)).state is MessageState.FAILED
    assert "LookupError" in str((await talk.row(broken)).reason)
    assert await talk.texts(group) == ["还在"]


async def test_a_token_that_is_refused_for_a_while_costs_no_message(talk: Talk) -> None:
    group = await talk.group()
    await talk.driver.failures("401", method="sendMessage", times=2, description="Unauthorized")
    async with talk.drain() as drain:
        message = await talk.post(group, "1")
        await drain.drained()
    assert (await talk.row(message)).state is MessageState.SENT
    assert await talk.texts(group) == ["1"]


async def test_stopping_finishes_what_is_in_flight(talk: Talk) -> None:
    group = await talk.group()
    messages = [await talk.post(group, str(number)) for number in range(20)]
    async with talk.drain() as drain:
        await talk.driver.wait_message(group, talk.owner, says("0"))
        await drain.stop()
    sent = [each for each in messages if (await talk.row(each)).state is MessageState.SENT]
    assert len(await talk.texts(group)) == len(sent) < 20
    async with talk.drain() as drain:
        await drain.drained()
    assert await talk.texts(group) == [str(number) for number in range(20)]


async def test_an_album_counts_as_its_pictures(talk: Talk) -> None:
    photos = [await uploaded(talk, number) for number in range(3)]
    await talk.driver.limits(enabled=True, per_second=4)
    groups = [await talk.group(str(number)) for number in range(4)]
    for group in groups:
        await talk.post(group, "整改前后", photos=photos)
    async with talk.drain(rates=Rates(per_second=4, per_chat_second=50, per_group_minute=2000)) as drain:
        await drain.drained()
    assert [len(await talk.said(group)) for group in groups] == [3] * 4
    assert (drain.counts.too_many_requests, drain.counts.sent) == (0, 4)


async def test_an_album_without_room_in_its_chat_holds_up_nobody_else(talk: Talk) -> None:
    photos = [await uploaded(talk, number) for number in range(3)]
    group, other = await talk.group("满"), await talk.group("空")
    rates = Rates(per_second=30, per_chat_second=50, per_group_minute=5)
    async with talk.drain(rates=rates) as drain:
        for number in range(3):
            await talk.post(group, str(number), Lane.URGENT)
        await drain.drained()
        began = real_time()
        album = await talk.post(group, "整改前后", Lane.URGENT, photos=photos)
        await talk.post(other, "还在", Lane.ROUTINE)
        await drain.drained()
    assert await talk.texts(other) == ["还在"]
    stored = await talk.row(album)
    assert stored.state is MessageState.PENDING
    assert stored.not_before > began + timedelta(seconds=50)


def forget_token(talk: Talk) -> None:
    assert talk.sandbox is not None
    talk.sandbox.world.tokens.clear()


async def uploaded(talk: Talk, shade: int) -> str:
    """The file id of a photo that somebody sent to the bot."""
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 80, 160)).save(data, "JPEG")
    message = await talk.driver.photo(talk.owner, talk.owner, data.getvalue(), bot=talk.bot_id)
    return str(message["photo"][-1]["file_id"])


def posting(
    group: int, words: str, kind: str = "say", subject: int | None = None
) -> Callable[[AsyncSession], Awaitable[OutboxMessage]]:
    async def do(session: AsyncSession) -> OutboxMessage:
        return enqueue(session, group, kind, Lane.REPLY, real_time(), subject_id=subject, html=words)

    return do


async def test_messages_enqueued_one_after_the_other_while_it_rests_keep_their_order(talk: Talk) -> None:
    groups = [await talk.group(f"{number}网格") for number in range(3)]
    async with talk.drain() as drain:
        await drain.drained()
        for number in range(12):
            for group in groups:
                await talk.database.shared.write(posting(group, str(number)))
        await drain.drained()
    for group in groups:
        assert await talk.texts(group) == [str(number) for number in range(12)]


def all_posted(chat: int, *words: str) -> Callable[[AsyncSession], Awaitable[None]]:
    async def do(session: AsyncSession) -> None:
        for html in words:
            enqueue(session, chat, "say", Lane.REPLY, real_time(), html=html)

    return do


async def test_what_is_posted_at_rest_overtakes_nothing_that_is_to_be_tried_again(talk: Talk) -> None:
    group = await talk.group()
    await talk.driver.failures("502", chat=group)
    async with talk.drain() as drain:
        for number in range(1, 9):
            await talk.database.shared.write(all_posted(group, str(number)))
        await talk.database.shared.write(all_posted(group, "9", "10"))
        await talk.driver.wait_message(group, talk.owner, says("10"))
        await drain.drained()
    assert await talk.texts(group) == [str(number) for number in range(1, 11)]
    assert drain.counts.retried == 1


async def test_what_waits_from_an_earlier_run_is_not_overtaken(talk: Talk) -> None:
    group = await talk.group()
    async with talk.opened() as earlier:
        first = await talk.post(group, "1")
        async with talk.database.write() as session:
            await claim.record_later(session, first, real_time() + timedelta(seconds=1), "busy")
        assert earlier.counts.sent == 0
    async with talk.drain() as drain:
        await talk.database.shared.write(all_posted(group, "2"))
        await talk.driver.wait_message(group, talk.owner, says("2"))
        await drain.drained()
    assert await talk.texts(group) == ["1", "2"]
