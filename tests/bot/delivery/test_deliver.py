"""Outcomes that only a broken network or database brings about; all others are in test_drain."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.delivery.deliver import Delivery
from bot.delivery.job import SendJob, SentMessage
from bot.delivery.pace import Pacer, Rates
from bot.delivery.pauses import outage_after, pause_after, pause_in_doubt
from bot.delivery.render import Renderer
from bot.files.making import MAKING, MuchUnderWay
from bot.i18n import Languages
from handlers.messages import Attachment, MessageContent, RenderContext, nothing_kept
from locales.translator import Html
from models.db.database import Database
from models.outbox import claim
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, MessageState, OutboxMessage
from tests.bot.delivery.talk import Heard, say

GROUP = -100


class Voice:
    """Raises what it is given, one error a message, then speaks."""

    def __init__(self, *errors: TelegramError) -> None:
        self.errors = list(errors)
        self.said: list[SendJob] = []

    async def say(self, job: SendJob) -> SentMessage:
        if self.errors:
            raise self.errors.pop(0)
        self.said.append(job)
        return SentMessage((7,), "text")

    async def remove(self, chat_id: int, message_id: int) -> TelegramError | None:
        raise AssertionError("nothing was to be removed")


class Faltering(Database):
    """Fails to open this many writing transactions."""

    failures = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        if self.failures:
            self.failures -= 1
            raise OperationalError("INSERT", {}, Exception("the server went away"))
        async with super().write() as session:
            yield session


@pytest.fixture
async def faltering(database_url: str) -> AsyncIterator[Faltering]:
    opened = Faltering(database_url)
    yield opened
    await opened.close()


def delivery(database: Database, voice: Voice, now: datetime) -> Delivery:
    def at() -> datetime:
        return now

    renderer = Renderer(database, {"say": say}, Languages("zh_CN"), UTC, "wangge_bot", at, nothing_kept)
    return Delivery(database, voice, renderer, Pacer(Rates()), Heard().hooks(), at)


async def deliver(made: Delivery, now: datetime, lane: Lane = Lane.ROUTINE, **more: Any) -> OutboxMessage:
    async with made.database.write() as session:
        enqueue(session, GROUP, "say", lane, now, html="1", **more)
    async with made.database.write() as session:
        message = await claim.next_message(session, now, (), timedelta(minutes=1))
    assert message is not None
    await made.deliver(message, made.pacer.take(GROUP))
    async with made.database.read() as session:
        stored = await session.get(OutboxMessage, message.id)
    assert stored is not None
    return stored


def reset() -> NetworkError:
    error = NetworkError("ClientOSError")
    error.__cause__ = aiohttp.ClientOSError("reset by peer")
    return error


def unreachable() -> NetworkError:
    error = NetworkError("ConnectionTimeoutError")
    error.__cause__ = aiohttp.ConnectionTimeoutError("no answer")
    return error


async def test_without_a_connection_the_message_is_as_before_and_everybody_waits(
    database: Database, now: datetime
) -> None:
    made = delivery(database, Voice(unreachable()), now)
    message = await deliver(made, now)
    assert (message.state, message.tries, message.leased_until) == (MessageState.PENDING, 0, None)
    assert made.pacer.quiet


@pytest.mark.parametrize(
    ("error", "lane", "later", "lost"),
    [
        (reset(), Lane.URGENT, 1, True),
        (reset(), Lane.REPLY, 60, True),
        (reset(), Lane.ROUTINE, 60, True),
        (TimedOut(), Lane.ESCALATION, 60, True),
        (NetworkError("Bad Gateway (502)"), Lane.URGENT, 1, False),
        (NetworkError("Bad Gateway (502)"), Lane.WARNING, 1, False),
        (BadRequest("Too Many Requests: retry after 7"), Lane.REPLY, 7, False),
    ],
)
async def test_no_network_decides_that_a_message_is_never_said(
    database: Database, now: datetime, error: TelegramError, lane: Lane, later: int, lost: bool
) -> None:
    message = await deliver(delivery(database, Voice(error), now), now, lane)
    assert (message.state, message.not_before) == (MessageState.PENDING, now + timedelta(seconds=later))
    assert (message.lost_copy is not None) is lost


async def test_while_nobody_is_answered_nobody_is_spoken_to(database: Database, now: datetime) -> None:
    made = delivery(database, Voice(reset()), now)
    await deliver(made, now)
    assert made.pacer.quiet


async def test_an_outcome_is_recorded_even_if_the_database_falters(faltering: Faltering, now: datetime) -> None:
    voice = Voice()
    made = delivery(faltering, voice, now)
    async with faltering.write() as session:
        enqueue(session, GROUP, "say", Lane.ROUTINE, now, html="1")
    async with faltering.write() as session:
        message = await claim.next_message(session, now, (), timedelta(minutes=1))
    assert message is not None
    faltering.failures = 1
    await made.deliver(message, made.pacer.take(GROUP))
    async with faltering.read() as session:
        stored = await session.get(OutboxMessage, message.id)
    assert stored is not None
    assert (stored.state, stored.message_id, len(voice.said)) == (MessageState.SENT, 7, 1)


async def test_what_cannot_be_put_into_a_call_fails_with_its_reason(database: Database, now: datetime) -> None:
    class Tongueless(Voice):
        async def say(self, job: SendJob) -> SentMessage:
            raise ValueError("a button without a label")

    message = await deliver(delivery(database, Tongueless(), now), now)
    assert (message.state, message.reason) == (MessageState.FAILED, "ValueError('a button without a label')")


async def test_a_place_is_free_again_when_nothing_was_said(database: Database, now: datetime) -> None:
    made = delivery(database, Voice(), now)
    async with database.write() as session:
        enqueue(session, GROUP, "nobody.knows", Lane.ROUTINE, now)
    async with database.write() as session:
        message = await claim.next_message(session, now, (), timedelta(minutes=1))
    assert message is not None
    await made.deliver(message, made.pacer.take(GROUP))
    assert made.pacer.closed(urgent=True) == {}
    assert made.counts.in_flight == 0


@pytest.mark.parametrize(("tries", "seconds"), [(0, 1), (1, 2), (5, 32), (8, 256), (9, 300), (4000, 300)])
def test_each_try_waits_longer_up_to_five_minutes(tries: int, seconds: float) -> None:
    assert pause_after(tries) == seconds


@pytest.mark.parametrize(("outage", "seconds"), [(0, 1), (1, 2), (2, 4), (8, 15), (15, 15)])
def test_nobody_is_spoken_to_for_longer_each_time_up_to_a_quarter_of_a_minute(outage: float, seconds: float) -> None:
    assert outage_after(outage) == seconds


@pytest.mark.parametrize(
    ("tries", "lane", "seconds"),
    [
        (0, Lane.URGENT, 1),
        (4, Lane.URGENT, 16),
        (0, Lane.REPLY, 60),
        (5, Lane.ESCALATION, 60),
        (7, Lane.WARNING, 128),
        (4000, Lane.ROUTINE, 300),
    ],
)
def test_a_second_copy_is_sent_after_a_minute_unless_it_is_a_call_for_help(
    tries: int, lane: Lane, seconds: float
) -> None:
    assert pause_in_doubt(tries, lane) == seconds


async def test_a_message_with_a_file_waits_its_turn_without_counting_it_as_a_try(
    database: Database, now: datetime
) -> None:
    async def with_file(_context: RenderContext) -> MessageContent:
        return MessageContent(Html("here"), document=Attachment(partial(bytes, 3), "three.bin"))

    voice = Voice()
    made = delivery(database, voice, now)
    made.renderer = replace(made.renderer, views={"say": with_file})
    for _ in range(MAKING):
        await made.renderer.makings.slots.acquire()
    message = await deliver(made, now)
    async with database.read() as session:
        waits = await session.get_one(OutboxMessage, message.id)
    assert (waits.state, waits.tries, waits.leased_until) == (MessageState.PENDING, 0, None)
    assert waits.not_before == now + MuchUnderWay.pause
    assert voice.said == []
