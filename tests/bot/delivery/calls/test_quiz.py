"""A quiz as a poll, its end, and what is said where no poll may be sent."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram.error import TelegramError

from bot.delivery.aiohttp_request import AiohttpRequest
from bot.delivery.calls.files import Files
from bot.delivery.calls.send import Speaker, open_bot
from bot.delivery.classify import MessagePart, Outcome, classify
from bot.delivery.digest import digest_of, lost_copy_of
from bot.delivery.job import SendJob, form_of
from bot.delivery.pace import Rates
from handlers.messages import POLL, Button, MessageContent, Quiz
from locales.translator import Html
from models.outbox.polls import PollTotals
from models.outbox.tables import Lane, OutboxMessage
from tests.bot.delivery.talk import Remembered, Talk

FIRE = Quiz(
    "油锅起火怎么办？", ("浇水", "盖锅盖", "端出去"), 1, "盖上锅盖，关火。", datetime.now(UTC) + timedelta(days=7)
)
SAID = MessageContent(Html("油锅起火怎么办？"), ((Button("A", "qzv:1:0"), Button("B", "qzv:1:1")),), quiz=FIRE)


@pytest.fixture
def database(sqlite_url: str) -> None:
    """None: what is sent does not depend on it."""


@pytest.fixture
async def speaker(talk: Talk) -> AsyncIterator[Speaker]:
    async with open_bot(talk.token, talk.base_url, Rates(), AiohttpRequest(connections=4)) as bot:
        yield Speaker(bot, Files(Remembered()))


async def asked(talk: Talk, speaker: Speaker, said: MessageContent = SAID) -> tuple[int, Any]:
    group = await talk.group()
    told = await speaker.say(SendJob(group, said))
    assert told.form == POLL
    return group, told


async def test_a_quiz_is_a_poll_that_tells_its_id_closes_by_itself_and_stays_in_its_group(
    talk: Talk, speaker: Speaker
) -> None:
    group, told = await asked(talk, speaker)
    [message] = await talk.said(group)
    poll = message["poll"]
    assert told.poll == PollTotals(poll["id"], (0, 0, 0), 0, closed=False)
    assert (poll["type"], poll["is_anonymous"], poll["correct_option_ids"]) == ("quiz", True, [1])
    assert (poll["question"], poll["explanation"]) == (FIRE.question, FIRE.explanation)
    assert poll["close_date"] == int(FIRE.closes_at.timestamp())
    assert message["has_protected_content"]
    assert "reply_markup" not in message


async def test_a_quiz_that_is_closed_tells_how_it_ended_and_one_that_is_open_is_left_alone(
    talk: Talk, speaker: Speaker
) -> None:
    group, told = await asked(talk, speaker, replace(SAID, quiz=replace(FIRE, anonymous=False)))
    [number] = told.message_ids
    await talk.driver.vote(group, talk.owner, number, 1)
    stands: dict[str, Any] = {"message_id": number, "form": POLL}
    again = await speaker.say(SendJob(group, SAID, **stands))
    assert (again.message_ids, again.poll, await talk.calls("stopPoll")) == ((number,), None, [])
    ended = SendJob(group, replace(SAID, quiz=replace(FIRE, closed=True)), **stands)
    assert (await speaker.say(ended)).poll == PollTotals(told.poll.id, (0, 1, 0), 1, closed=True)
    with pytest.raises(TelegramError) as refused:
        await speaker.say(ended)
    assert classify(refused.value).outcome is Outcome.SENT


async def test_where_polls_are_forbidden_the_words_and_buttons_go_instead(talk: Talk, speaker: Speaker) -> None:
    group = await talk.group()
    await talk.driver.permissions(group, can_send_polls=False)
    job = SendJob(group, SAID)
    with pytest.raises(TelegramError) as refused:
        await speaker.say(job)
    classified = classify(refused.value)
    assert (classified.outcome, classified.without) == (Outcome.AMEND, MessagePart.QUIZ)
    lesser = job.without(MessagePart.QUIZ)
    assert lesser is not None
    assert lesser.without(MessagePart.QUIZ) is None
    told = await speaker.say(lesser)
    [message] = await talk.said(group)
    assert (told.form, told.poll, message["text"]) == ("text", None, "油锅起火怎么办？")
    assert len(message["reply_markup"]["inline_keyboard"][0]) == 2


def test_a_poll_is_a_form_of_its_own_and_bears_no_buttons_to_know_a_lost_copy_by() -> None:
    letter = OutboxMessage(
        chat_id=-1, lane=Lane.ROUTINE, kind="quiz.round", not_before=FIRE.closes_at, created_at=FIRE.closes_at
    )
    assert form_of(SAID) == POLL
    assert lost_copy_of(letter, SendJob(-1, SAID))["lost_copy"] == ""
    stands = SendJob(-1, SAID, message_id=5, form=POLL)
    assert stands.without(MessagePart.QUIZ) is None  # what cannot be ended is not said anew in words
    closed = SendJob(-1, replace(SAID, quiz=replace(FIRE, closed=True)))
    assert digest_of(closed) != digest_of(SendJob(-1, SAID))
