from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.outbox import claim
from models.outbox.enqueue import enqueue, message_at
from models.outbox.lost_copies import mark_of, recognise
from models.outbox.tables import Lane, MessageState, OutboxMessage

GROUP, OTHER = -100, -200
MINUTE = timedelta(minutes=1)
BUTTONS = ("hz:accept:1", "hz:more:1")


async def lose(session: AsyncSession, now: datetime, *buttons: str, chat: int = GROUP) -> OutboxMessage:
    """A message that Telegram never answered, to be said again in a minute."""
    enqueue(session, chat, "card", Lane.REPLY, now)
    await session.flush()
    message = await claim.next_message(session, now, (), MINUTE)
    assert message is not None
    lost = {"form": "text", "digest": "abc", "lost_copy": mark_of(buttons)}
    await claim.record_later(session, message, now + MINUTE, "reset", **lost)
    return message


async def stored(session: AsyncSession, message: OutboxMessage) -> OutboxMessage:
    found = await session.get(OutboxMessage, message.id, populate_existing=True)
    assert found is not None
    return found


async def test_the_copy_that_somebody_shows_is_the_one_that_stands_and_no_second_is_sent(
    session: AsyncSession, now: datetime
) -> None:
    lost = await lose(session, now, *BUTTONS)
    known = await recognise(session, GROUP, 77, BUTTONS, now)
    assert known is not None
    assert (known.id, known.message_id) == (lost.id, 77)
    assert await message_at(session, GROUP, 77) is known
    edit = await claim.next_message(session, now, (), MINUTE)
    assert edit is not None
    assert (edit.id, edit.message_id, edit.form, edit.digest) == (lost.id, 77, "text", "abc")


async def test_a_second_copy_that_was_sent_meanwhile_stands_and_both_are_known(
    session: AsyncSession, now: datetime
) -> None:
    lost = await lose(session, now, *BUTTONS)
    again = await claim.next_message(session, now + MINUTE, (), MINUTE)
    assert again is not None
    await claim.record_sent(session, again, [78], "text", now + MINUTE)
    assert await recognise(session, GROUP, 77, BUTTONS, now + MINUTE) is not None
    kept = await stored(session, lost)
    assert (kept.state, kept.message_id) == (MessageState.SENT, 78)
    assert [await message_at(session, GROUP, number) for number in (77, 78)] == [kept, kept]


async def test_a_second_copy_that_is_on_its_way_stands_and_both_are_known(session: AsyncSession, now: datetime) -> None:
    lost = await lose(session, now, *BUTTONS)
    again = await claim.next_message(session, now + MINUTE, (), MINUTE)
    assert again is not None
    await recognise(session, GROUP, 77, BUTTONS, now + MINUTE)
    await claim.record_sent(session, again, [78], "text", now + MINUTE)
    kept = await stored(session, lost)
    assert (kept.state, kept.message_id) == (MessageState.PENDING, 78)  # an edit brings it up to date
    assert [await message_at(session, GROUP, number) for number in (77, 78)] == [kept, kept]


@pytest.mark.parametrize(
    ("chat", "buttons"),
    [
        (OTHER, BUTTONS),
        (GROUP, ("hz:accept:2", "hz:more:2")),
        (GROUP, BUTTONS[:1]),
        (GROUP, ()),
    ],
)
async def test_what_is_no_such_copy_is_not_taken_for_one(
    session: AsyncSession, now: datetime, chat: int, buttons: tuple[str, ...]
) -> None:
    lost = await lose(session, now, *BUTTONS)
    assert await recognise(session, chat, 77, buttons, now) is None
    assert (await stored(session, lost)).message_id is None


async def test_one_of_two_that_look_alike_is_not_guessed(session: AsyncSession, now: datetime) -> None:
    both = [await lose(session, now, *BUTTONS) for _ in range(2)]
    assert await recognise(session, GROUP, 77, BUTTONS, now) is None
    assert [(await stored(session, each)).message_id for each in both] == [None, None]


async def test_copies_without_buttons_are_not_told_apart(session: AsyncSession, now: datetime) -> None:
    await lose(session, now)
    assert await recognise(session, GROUP, 77, (), now) is None
