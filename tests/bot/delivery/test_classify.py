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
        (BadRequest("Have no rights to send a message"), Outcome.FORBIDDEN),
        (BadRequest("Need administrator rights in the channel chat"), Outcome.FORBIDDEN),
        (BadRequest("CHAT_RESTRICTED"), Outcome.FORBIDDEN),
        (BadRequest("CHAT_ADMIN_REQUIRED"), Outcome.FORBIDDEN),
        (BadRequest("CHAT_SEND_PLAIN_FORBIDDEN"), Outcome.FORBIDDEN),
        (BadRequest("Group chat was deactivated"), Outcome.FORBIDDEN),
        (BadRequest("Bot is not a member of the supergroup chat"), Outcome.FORBIDDEN),
        (BadRequest("USER_BANNED_IN_CHANNEL"), Outcome.FORBIDDEN),
        (Forbidden("Forbidden: CHAT_WRITE_FORBIDDEN"), Outcome.FORBIDDEN),
        (Forbidden("Forbidden: user is deactivated"), Outcome.FORBIDDEN),
        (Forbidden("Forbidden: the group chat was deleted"), Outcome.FORBIDDEN),
        (Forbidden("Forbidden: something new"), Outcome.FORBIDDEN),
        (InvalidToken("Unauthorized"), Outcome.UNREACHABLE),
        (BadRequest("Message is not modified: specified new message content and …"), Outcome.SENT),
        (BadRequest("Poll has already been closed"), Outcome.SENT),
        (BadRequest("BUTTON_DATA_INVALID"), Outcome.FAILED),
        (BadRequest("Message is too long"), Outcome.FAILED),
        (Conflict("terminated by other getUpdates request"), Outcome.LATER),
        (NetworkError("Internal Server Error (500)"), Outcome.LATER),
        (NetworkError("Bad Gateway (502)"), Outcome.LATER),
        (TelegramError("Invalid server response"), Outcome.LATER),
    ],
)
def test_what_the_server_says_decides(error: TelegramError, outcome: Outcome) -> None:
    assert classify(error).outcome is outcome


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("Message to be replied not found", MessagePart.REPLY),
        ("Not enough rights to send polls to the chat", MessagePart.QUIZ),
        ("CHAT_SEND_POLLS_FORBIDDEN", MessagePart.QUIZ),
        ("Wrong correct option ID specified", MessagePart.QUIZ),
        ("QUIZ_CORRECT_ANSWERS_EMPTY", MessagePart.QUIZ),
        ("Polls can't be sent to channel direct messages chats", MessagePart.QUIZ),
        ("Message to edit not found", MessagePart.STANDING),
        ("Message can't be edited", MessagePart.STANDING),
        ("There is no text in the message to edit", MessagePart.STANDING),
        ("Can't parse entities: unexpected end tag at byte offset 3", MessagePart.MARKUP),
        ("Wrong file_id or the file is temporarily unavailable", MessagePart.PHOTOS),
        ("PHOTO_INVALID_DIMENSIONS", MessagePart.PHOTOS),
        ("Not enough rights to send photos to the chat", MessagePart.PHOTOS),
        ("Not enough rights to send documents to the chat", MessagePart.PHOTOS),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", MessagePart.PHOTOS),
        ("CHAT_SEND_DOCS_FORBIDDEN", MessagePart.PHOTOS),
    ],
)
def test_what_can_be_left_out_is_named(said: str, part: MessagePart) -> None:
    for refusal in (BadRequest(said), Forbidden(said)):
        classified = classify(refusal)
        assert (classified.outcome, classified.without) == (Outcome.AMEND, part)


def test_of_a_fault_that_nobody_knows_the_words_are_tried_without_the_picture() -> None:
    classified = classify(BadRequest("SOMETHING_NEW"))
    assert (classified.outcome, classified.without) == (Outcome.FAILED, MessagePart.PHOTOS)


@pytest.mark.parametrize("said", ["TOPIC_CLOSED", "TOPIC_DELETED", "Message thread not found"])
def test_a_topic_that_is_closed_is_left_and_where_there_is_no_other_place_the_chat_hears_nothing(said: str) -> None:
    classified = classify(BadRequest(said))
    assert (classified.outcome, classified.without) == (Outcome.FORBIDDEN, MessagePart.PLACE)


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
    classified = classify(error())  # type: ignore[operator]
    assert (classified.outcome, classified.after, classified.too_many) == (Outcome.LATER, after, True)


def test_an_upgraded_group_names_its_new_chat() -> None:
    classified = classify(ChatMigrated(-1007))
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
        assert classify(error).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize(
    "cause",
    [
        aiohttp.SocketTimeoutError("silence"),
        aiohttp.ClientOSError("reset"),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
    ],
)
def test_silence_after_the_request_tells_nothing(cause: Exception) -> None:
    for error in (met(TimedOut(), cause), met(NetworkError("aiohttp"), cause)):
        assert classify(error).outcome is Outcome.UNANSWERED
