from datetime import timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.classify import MessagePart, Outcome, classify
from models.outbox.tables import Lane

SERVER = ConnectionKey(
    "api.telegram.org", 443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None
)


def met(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Outcome.FORBIDDEN),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Outcome.FORBIDDEN),
        (BadRequest("Chat not found"), Outcome.FORBIDDEN),
        (BadRequest("Not enough rights to send text messages to the chat"), Outcome.FORBIDDEN),
        (InvalidToken("Unauthorized"), Outcome.UNREACHABLE),
        (BadRequest("Message is not modified: specified new message content and …"), Outcome.SENT),
        (BadRequest("BUTTON_DATA_INVALID"), Outcome.FAILED),
        (BadRequest("Message is too long"), Outcome.FAILED),
        (Conflict("terminated by other getUpdates request"), Outcome.LATER),
        (NetworkError("Internal Server Error (500)"), Outcome.LATER),
        (NetworkError("Bad Gateway (502)"), Outcome.LATER),
        (TelegramError("Invalid server response"), Outcome.LATER),
    ],
)
def test_what_the_server_says_decides_in_every_lane(error: TelegramError, outcome: Outcome) -> None:
    for lane in Lane:
        for editing in (True, False):
            assert classify(error, editing=editing, lane=lane).outcome is outcome


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("Message to be replied not found", MessagePart.REPLY),
        ("TOPIC_CLOSED", MessagePart.REPLY),
        ("Message thread not found", MessagePart.REPLY),
        ("Message to edit not found", MessagePart.STANDING),
        ("Message can't be edited", MessagePart.STANDING),
        ("There is no text in the message to edit", MessagePart.STANDING),
        ("Can't parse entities: unexpected end tag at byte offset 3", MessagePart.MARKUP),
        ("Wrong file_id or the file is temporarily unavailable", MessagePart.PHOTOS),
        ("PHOTO_INVALID_DIMENSIONS", MessagePart.PHOTOS),
    ],
)
def test_what_can_be_left_out_is_named(said: str, part: MessagePart) -> None:
    classified = classify(BadRequest(said), editing=True, lane=Lane.REPLY)
    assert (classified.outcome, classified.without) == (Outcome.AMEND, part)


@pytest.mark.parametrize(
    ("error", "after"),
    [
        (lambda: RetryAfter(timedelta(seconds=7)), 7.0),
        (lambda: RetryAfter(35), 35.0),
        (lambda: BadRequest("Failed to send message #1: Too Many Requests: retry after 12"), 12.0),
        (lambda: BadRequest("Too Many Requests"), None),
    ],
)
def test_too_many_requests_say_how_long_to_wait(error: object, after: float | None) -> None:
    classified = classify(error(), editing=False, lane=Lane.ROUTINE)  # type: ignore[operator]
    assert (classified.outcome, classified.after, classified.too_many) == (Outcome.LATER, after, True)


def test_an_upgraded_group_names_its_new_chat() -> None:
    classified = classify(ChatMigrated(-1007), editing=False, lane=Lane.ROUTINE)
    assert (classified.outcome, classified.new_chat) == (Outcome.MIGRATED, -1007)


@pytest.mark.parametrize(
    "cause",
    [
        aiohttp.ClientConnectorError(SERVER, OSError("refused")),
        aiohttp.ConnectionTimeoutError("no answer"),
    ],
)
def test_what_never_left_may_be_sent_again(cause: Exception) -> None:
    for error in (met(TimedOut(), cause), met(NetworkError("aiohttp"), cause)):
        assert classify(error, editing=False, lane=Lane.ROUTINE).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize(
    ("editing", "lane", "outcome"),
    [
        (False, Lane.URGENT, Outcome.LATER),
        (True, Lane.ROUTINE, Outcome.LATER),
        (True, Lane.URGENT, Outcome.LATER),
        (False, Lane.REPLY, Outcome.UNKNOWN),
        (False, Lane.ESCALATION, Outcome.UNKNOWN),
        (False, Lane.WARNING, Outcome.UNKNOWN),
        (False, Lane.ROUTINE, Outcome.UNKNOWN),
    ],
)
@pytest.mark.parametrize(
    "cause",
    [
        aiohttp.SocketTimeoutError("silence"),
        aiohttp.ClientOSError("reset"),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
    ],
)
def test_silence_after_the_request_is_repeated_only_where_that_does_no_harm(
    cause: Exception, editing: bool, lane: Lane, outcome: Outcome
) -> None:
    for error in (met(TimedOut(), cause), met(NetworkError("aiohttp"), cause)):
        assert classify(error, editing=editing, lane=lane).outcome is outcome
