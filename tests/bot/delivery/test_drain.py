import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.pace import Rates
from handlers.messages import Later, MessageContent, RenderContext
from locales.translator import Html
from models.grids.tables import Chat
from models.outbox.enqueue import refresh
from models.outbox.lost_copies import recognise
from models.outbox.tables import Lane, MessageState
from tests.bot.delivery.talk import HELD, UNHURRIED, Talk, real_time, uploaded


@pytest.fixture(autouse=True)
def outages_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.pauses.FIRST_OUTAGE", 0.05)


def says(words: str) -> Any:
    return lambda message: message.get("text") == words


async def test_a_chat_hears_its_messages_in_order(talk: Talk) -> None:
    groups = [await talk.group(f"{number}网格") for number in range(3)]
    for number in range(8):
        for group in groups:
            await talk.post(group, str(number))
    async with talk.drain(rates=UNHURRIED) as drain:
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


async def test_an_edit_that_would_change_nothing_is_not_sent(talk: Talk) -> None:
    group = await talk.group()
    talk.cards[5] = "待受理"
    message = await talk.post(group, "", kind="card", subject_id=5)
    async with talk.drain() as drain:
        await drain.drained()
        await talk.refresh(5, "待受理")
        await drain.drained()
        stored = await talk.row(message)
        assert (stored.state, stored.message_id is None) == (MessageState.SENT, False)
        assert await talk.calls("editMessageText") == []
        await talk.refresh(5, "已受理")
        await drain.drained()
    assert await talk.texts(group) == ["已受理"]


async def test_a_look_begun_before_the_question_does_not_say_that_all_is_sent(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, go_on = asyncio.Event(), asyncio.Event()
    write = talk.database.shared.write

    async def held_after_its_look(work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        seen = await write(work)
        looked.set()
        await go_on.wait()
        return seen

    group = await talk.group()
    with monkeypatch.context() as patched:
        patched.setattr(talk.database.shared, "write", held_after_its_look)
        async with talk.drain() as drain:
            await looked.wait()
            await talk.post(group, "你好")
            drained = asyncio.create_task(drain.drained())
            await asyncio.sleep(0)
            go_on.set()
            await drained
            assert await talk.texts(group) == ["你好"]


async def test_what_was_leased_as_the_database_went_away_is_sent_when_it_is_back(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, lost = talk.database.shared.write, asyncio.Event()

    async def without_an_answer(work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        taken = await write(work)
        if taken and not lost.is_set():
            lost.set()
            raise OperationalError("COMMIT", {}, Exception("the server went away"))
        return taken

    group = await talk.group()
    await talk.post(group, "着火了", Lane.URGENT)
    monkeypatch.setattr(talk.database.shared, "write", without_an_answer)
    monkeypatch.setattr("bot.delivery.drain.DATABASE_PAUSE", 0.05)
    async with talk.drain():
        await lost.wait()
        await talk.driver.wait_message(group, talk.owner, says("着火了"))
    assert await talk.texts(group) == ["着火了"]


async def test_new_cards_are_not_behind_edits(talk: Talk) -> None:
    group = await talk.group()
    for number in range(3):
        talk.cards[number] = "待受理"
        await talk.post(group, "", kind="card", subject_id=number)
    async with talk.drain() as drain:
        await drain.drained()
    for number in range(3):
        await talk.refresh(number, "已受理")
        await talk.post(group, "新")
    async with talk.drain() as drain:
        await drain.drained()
    order = [call["method"] for call in await talk.calls("sendMessage", "editMessageText")]
    assert order == ["sendMessage"] * 6 + ["editMessageText"] * 3


async def test_a_card_changed_back_is_edited_though_nobody_said_whether_it_was_changed(talk: Talk) -> None:
    group = await talk.group()
    clock = real_time() + timedelta(minutes=1)
    talk.cards[5] = "待受理"
    await talk.post(group, "", kind="card", subject_id=5)
    async with talk.drain(now=lambda: clock) as drain:
        await drain.drained()
        await talk.driver.failures("lost", method="editMessageText")
        await talk.refresh(5, "已受理")
        await drain.drained()
        assert await talk.texts(group) == ["已受理"]
        await talk.refresh(5, "待受理")
        clock += timedelta(minutes=1)
        await drain.drained()
    assert await talk.texts(group) == ["待受理"]


async def test_patience_asked_for_in_one_chat_delays_that_chat_alone(talk: Talk) -> None:
    slow, other = await talk.group("慢"), await talk.group("快")
    leap = 0.0
    await talk.driver.failures("429", chat=slow, retry_after=5)
    await talk.post(slow, "1", Lane.URGENT)
    async with talk.drain(
        now=lambda: real_time() + timedelta(seconds=leap), clock=lambda: time.monotonic() + leap
    ) as drain:
        await drain.drained()
        await talk.post(slow, "2", Lane.URGENT)
        await talk.post(other, "3", Lane.ROUTINE)
        await talk.driver.wait_message(other, talk.owner, says("3"))
        assert await talk.texts(slow) == []
        leap = 4.5
        await talk.post(other, "4", Lane.ROUTINE)
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


@pytest.mark.parametrize(("kind", "copies"), [("drop", ["2", "1"]), ("timeout", ["1", "2", "1"])])
async def test_what_was_never_answered_is_said_again_after_a_minute(talk: Talk, kind: str, copies: list[str]) -> None:
    group = await talk.group()
    clock = real_time() + timedelta(minutes=1)
    await talk.driver.failures(kind, chat=group)
    message = await talk.post(group, "1", Lane.ROUTINE)
    await talk.post(group, "2", Lane.ROUTINE)
    async with talk.drain(patience=2, now=lambda: clock) as drain:
        await drain.drained()
        assert (await talk.row(message)).state is MessageState.PENDING
        clock += timedelta(seconds=59)
        await drain.drained()
        assert await talk.texts(group) == copies[:-1]
        clock += timedelta(seconds=2)
        await drain.drained()
    assert await talk.texts(group) == copies
    assert (await talk.row(message)).state is MessageState.SENT
    assert drain.counts.unknown == 1


async def test_a_copy_that_was_never_answered_is_edited_once_somebody_shows_it(talk: Talk) -> None:
    group = await talk.group()
    clock = real_time() + timedelta(minutes=1)
    talk.cards[5] = "待受理"
    await talk.driver.failures("lost", chat=group)
    await talk.post(group, "", kind="card", subject_id=5)
    async with talk.drain(now=lambda: clock) as drain:
        await drain.drained()
        [card] = await talk.said(group)
        async with talk.database.write() as session:
            assert await recognise(session, group, card["message_id"], ["take:1"], clock) is not None
        await talk.refresh(5, "已受理")
        clock += timedelta(minutes=2)
        await drain.drained()
    assert await talk.texts(group) == ["已受理"]
    assert len(await talk.calls("sendMessage")) == 1


async def test_a_copy_that_needs_no_change_is_left_as_it_is_once_somebody_shows_it(talk: Talk) -> None:
    group = await talk.group()
    talk.cards[5] = "待受理"
    await talk.driver.failures("lost", chat=group)
    message = await talk.post(group, "", kind="card", subject_id=5)
    async with talk.drain() as drain:
        await drain.drained()
        [card] = await talk.said(group)
        async with talk.database.write() as session:
            await recognise(session, group, card["message_id"], ["take:1"], real_time())
        await drain.drained()
    assert len(await talk.calls("sendMessage", "editMessageText")) == 1
    assert (await talk.row(message)).message_id == card["message_id"]


@pytest.mark.parametrize("kind", ["500", "502"])
async def test_no_number_of_faults_makes_an_alarm_fail(talk: Talk, kind: str) -> None:
    group = await talk.group()
    clock = real_time() + timedelta(minutes=1)
    await talk.driver.failures(kind, chat=group, times=45)
    alarm = await talk.post(group, "着火了", Lane.URGENT)
    async with talk.drain(rates=UNHURRIED, now=lambda: clock) as drain:
        for _ in range(46):
            await drain.drained()
            clock += timedelta(minutes=5)
    assert await talk.texts(group) == ["着火了"]
    assert (await talk.row(alarm)).state is MessageState.SENT


async def test_what_has_served_is_taken_away_once_telegram_answers_again(talk: Talk) -> None:
    group = await talk.group()
    clock = real_time() + timedelta(minutes=1)
    talk.cards[5] = "待受理"
    message = await talk.post(group, "", kind="card", subject_id=5)
    async with talk.drain(now=lambda: clock) as drain:
        await drain.drained()
        del talk.cards[5]
        await talk.driver.failures("502", method="deleteMessage")
        async with talk.database.write() as session:
            await refresh(session, 5, ["card"], clock)
        await drain.drained()
        assert await talk.texts(group) == ["待受理"]
        clock += timedelta(minutes=1)
        await drain.drained()
    assert await talk.texts(group) == []
    assert (await talk.row(message)).state is MessageState.DROPPED


async def test_an_urgent_message_never_answered_is_rather_said_twice_than_not_at_all(talk: Talk) -> None:
    group = await talk.group()
    clock = real_time() + timedelta(minutes=1)
    await talk.driver.failures("lost", chat=group)
    message = await talk.post(group, "着火了", Lane.URGENT)
    async with talk.drain(now=lambda: clock) as drain:
        await drain.drained()
        clock += timedelta(seconds=1)
        await drain.drained()
    assert await talk.texts(group) == ["着火了", "着火了"]
    assert (await talk.row(message)).state is MessageState.SENT


async def test_a_dropped_connection_delays_no_call_for_help(talk: Talk) -> None:
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


async def test_in_a_chat_the_bot_was_thrown_out_of_everything_waits_after_one_try(talk: Talk) -> None:
    group, other = await talk.group("一"), await talk.group("二")
    await talk.driver.members(group, talk.bot_id, "remove", by=talk.owner)
    messages = [await talk.post(group, str(number)) for number in range(3)]
    await talk.post(other, "还在")
    async with talk.drain() as drain:
        await drain.drained()
    waiting = [await talk.row(message) for message in messages]
    assert [message.state for message in waiting] == [MessageState.PENDING] * 3
    assert all(message.not_before > real_time() + HELD / 2 for message in waiting)
    assert [chat for chat, _ in talk.heard.forbidden] == [group]
    assert "kicked" in talk.heard.forbidden[0][1]
    assert await talk.texts(other) == ["还在"]
    assert drain.counts.failed == 0


async def test_a_chat_taken_to_be_lost_is_heard_of_when_it_takes_a_message(talk: Talk) -> None:
    group, other = await talk.group("一"), await talk.group("二")
    async with talk.database.write() as session:
        session.add(Chat(id=group, type="supergroup", reachable=False, seen_at=real_time()))
        session.add(Chat(id=other, type="supergroup", seen_at=real_time()))
    for chat in (group, other):
        await talk.post(chat, "1")
    async with talk.drain() as drain:
        await drain.drained()
    assert talk.heard.heard == [group]


@pytest.mark.parametrize(
    ("lacking", "shown", "stands"),
    [
        ("can_send_photos", "photo", "text"),
        ("can_send_photos", "album", "text"),
        ("can_send_documents", "document", "text"),
        ("can_send_documents", "photo", "photo"),
        ("can_send_polls", "text", "text"),
    ],
)
async def test_a_kind_of_content_that_is_not_allowed_is_left_out(
    talk: Talk, tmp_path: Path, lacking: str, shown: str, stands: str
) -> None:
    group = await talk.group()
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF")
    photo = await uploaded(talk, 1)
    await talk.driver.permissions(group, **{lacking: False})
    photos = {"photo": [photo], "album": [photo] * 2}.get(shown, [])
    document = str(file) if shown == "document" else ""
    message = await talk.post(group, "楼道堆物", photos=photos, document=document)
    async with talk.drain() as drain:
        await drain.drained()
    [said] = await talk.said(group)
    assert (said.get("text") or said["caption"], stands in said) == ("楼道堆物", True)
    assert (await talk.row(message)).state is MessageState.SENT
    assert talk.heard.forbidden == []


async def test_a_muted_chat_hears_nothing_of_any_kind(talk: Talk) -> None:
    group = await talk.group()
    await talk.driver.permissions(group, can_send_messages=False, can_send_photos=False)
    message = await talk.post(group, "1")
    async with talk.drain() as drain:
        await drain.drained()
    assert talk.heard.forbidden == [(group, "Not enough rights to send text messages to the chat")]
    assert (await talk.row(message)).state is MessageState.PENDING


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


async def test_what_its_view_puts_off_is_worded_anew_at_that_hour_and_keeps_nobody_waiting(talk: Talk) -> None:
    clock = real_time() + timedelta(minutes=1)
    morning = clock + timedelta(hours=8)

    async def by_day(context: RenderContext) -> MessageContent | Later:
        return Later(morning) if context.now < morning else MessageContent(Html("早上好"))

    talk.own_views["by_day"] = by_day
    group = await talk.group()
    message = await talk.post(group, "", kind="by_day")
    await talk.post(group, "还在")
    async with talk.drain(now=lambda: clock) as drain:
        await drain.drained()
        stored = await talk.row(message)
        assert (stored.state, stored.not_before, stored.tries) == (MessageState.PENDING, morning, 0)
        clock = morning
        await drain.drained()
    assert await talk.texts(group) == ["还在", "早上好"]


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


@pytest.mark.parametrize(
    "fault", [OperationalError("SELECT", {}, Exception("the server went away")), ConnectionRefusedError()]
)
async def test_a_database_that_is_away_makes_no_message_fail(talk: Talk, fault: Exception) -> None:
    group = await talk.group()
    clock = real_time() + timedelta(minutes=1)
    talk.cards[5], talk.faults = "待受理", [fault] * 9
    await talk.post(group, "", kind="card", subject_id=5)
    async with talk.drain(now=lambda: clock) as drain:
        for _ in range(10):
            await drain.drained()
            clock += timedelta(minutes=5)
    assert await talk.texts(group) == ["待受理"]


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


@pytest.mark.parametrize("known", [1, 3])
async def test_an_album_counts_as_its_pictures(talk: Talk, known: int) -> None:
    photos = [await uploaded(talk, number) for number in range(3)]
    await talk.driver.limits(enabled=True, per_second=6)
    groups = [await talk.group(str(number)) for number in range(4)]
    for group in groups:
        await talk.post(group, "整改前后", photos=photos, cost=known)
    async with talk.drain(rates=Rates(per_second=6, per_chat_second=50, per_group_minute=2000)) as drain:
        await drain.drained()
    assert [len(await talk.said(group)) for group in groups] == [3] * 4
    assert (drain.counts.too_many_requests, drain.counts.sent) == (0, 4)


@pytest.mark.parametrize("known", [1, 3])
async def test_an_album_without_room_in_its_chat_holds_up_nobody_else(talk: Talk, known: int) -> None:
    photos = [await uploaded(talk, number) for number in range(3)]
    group, other = await talk.group("满"), await talk.group("空")
    rates = Rates(per_second=30, per_chat_second=50, per_group_minute=5)
    async with talk.drain(rates=rates) as drain:
        for number in range(3):
            await talk.post(group, str(number), Lane.URGENT)
        await drain.drained()
        began = real_time()
        album = await talk.post(group, "整改前后", Lane.URGENT, photos=photos, cost=known)
        await talk.post(other, "还在", Lane.ROUTINE)
        await drain.drained()
    assert await talk.texts(other) == ["还在"]
    stored = await talk.row(album)
    assert stored.state is MessageState.PENDING
    assert stored.not_before > began + timedelta(seconds=50)


@pytest.mark.parametrize("known", [1, 3])
async def test_an_album_that_is_to_be_none_leaves_its_places_to_others(talk: Talk, known: int) -> None:
    """Its photos were taken back since."""
    rates = Rates(per_second=12, per_chat_second=50, per_group_minute=2000)
    groups = [await talk.group(str(number)) for number in range(9)]
    for group in groups:
        await talk.post(group, "", kind="retracted", cost=known)
    last = await talk.group("末")
    await talk.post(last, "还在")
    async with talk.drain(rates=rates) as drain:
        await drain.drained()
    assert await talk.texts(last) == ["还在"]
    assert drain.counts.dropped == len(groups)


def forget_token(talk: Talk) -> None:
    assert talk.sandbox is not None
    talk.sandbox.world.tokens.clear()
