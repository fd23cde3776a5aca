"""What became of a message, read from what the Bot API or the network said: the one place that knows its texts."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.aiohttp_request import NotTheOwner


class Outcome(StrEnum):
    SENT = "sent"
    LATER = "later"  # this chat must wait, or the server had a fault
    UNREACHABLE = "unreachable"  # no connection, or a token refused that was good: nothing was sent, to anybody
    UNANSWERED = "unanswered"  # perhaps sent
    MIGRATED = "migrated"
    FORBIDDEN = "forbidden"  # the chat does not hear us
    AMEND = "amend"  # say it again at once without what was refused
    FAILED = "failed"
    NOT_THE_OWNER = "not_the_owner"  # nothing was sent, and what becomes of it is another's to record


class MessagePart(StrEnum):
    """What a message can be sent without."""

    REPLY = "reply"
    PLACE = "place"  # the topic it was to stand in
    STANDING = "standing"  # the message that was to be edited
    PHOTOS = "photos"  # or its document
    MARKUP = "markup"
    QUIZ = "quiz"


@dataclass(frozen=True)
class Classification:
    """`after` is in seconds and None where nobody named a time; `reason` is for the row and the log.

    The outcome is final for a message that cannot be said `without` the part that was refused.
    """

    outcome: Outcome
    reason: str = ""
    after: float | None = None
    new_chat: int | None = None
    without: MessagePart | None = None
    too_many: bool = False


NOT_WRITTEN = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
TOO_MANY = re.compile(r"too many requests", re.IGNORECASE)
SECONDS = re.compile(r"retry after (\d+)", re.IGNORECASE)
WRONG_FILE = ("wrong file_id", "wrong file identifier", "wrong remote file")

# The first text found in a 400 or 403 decides.
REFUSALS: tuple[tuple[str, Outcome, MessagePart | None], ...] = (
    ("message is not modified", Outcome.SENT, None),
    ("poll has already been closed", Outcome.SENT, None),
    ("not enough rights to send polls", Outcome.AMEND, MessagePart.QUIZ),
    ("chat_send_polls_forbidden", Outcome.AMEND, MessagePart.QUIZ),
    ("message to be replied not found", Outcome.AMEND, MessagePart.REPLY),
    ("replied message not found", Outcome.AMEND, MessagePart.REPLY),
    ("topic_closed", Outcome.FORBIDDEN, MessagePart.PLACE),
    ("topic_deleted", Outcome.FORBIDDEN, MessagePart.PLACE),
    ("message thread not found", Outcome.FORBIDDEN, MessagePart.PLACE),
    ("message to edit not found", Outcome.AMEND, MessagePart.STANDING),
    ("message can't be edited", Outcome.AMEND, MessagePart.STANDING),
    ("message_id_invalid", Outcome.AMEND, MessagePart.STANDING),
    ("there is no text in the message to edit", Outcome.AMEND, MessagePart.STANDING),
    ("there is no caption in the message to edit", Outcome.AMEND, MessagePart.STANDING),
    ("there is no media in the message to edit", Outcome.AMEND, MessagePart.STANDING),
    ("can't parse entities", Outcome.AMEND, MessagePart.MARKUP),
    *((text, Outcome.AMEND, MessagePart.PHOTOS) for text in WRONG_FILE),
    ("wrong type of the web page content", Outcome.AMEND, MessagePart.PHOTOS),
    ("failed to get http url content", Outcome.AMEND, MessagePart.PHOTOS),
    ("image_process_failed", Outcome.AMEND, MessagePart.PHOTOS),
    ("photo_invalid_dimensions", Outcome.AMEND, MessagePart.PHOTOS),
    ("file is too big", Outcome.AMEND, MessagePart.PHOTOS),
    ("not enough rights to send photos", Outcome.AMEND, MessagePart.PHOTOS),
    ("not enough rights to send documents", Outcome.AMEND, MessagePart.PHOTOS),
    ("chat_send_media_forbidden", Outcome.AMEND, MessagePart.PHOTOS),
    ("chat_send_photos_forbidden", Outcome.AMEND, MessagePart.PHOTOS),
    ("chat_send_docs_forbidden", Outcome.AMEND, MessagePart.PHOTOS),
    *(
        (text, Outcome.FORBIDDEN, None)
        for text in (
            "chat not found",
            "not enough rights to send",
            "have no rights to send",
            "need administrator rights",
            "bot is not a member",
            "bot was kicked",
            "bot was blocked",
            "is deactivated",
            "chat was deactivated",
            "chat was deleted",
            "allow_payment_required",
            "channel_private",
            "chat_admin_required",
            "chat_forbidden",
            "chat_guest_send_forbidden",
            "chat_restricted",
            "chat_send_plain_forbidden",
            "chat_write_forbidden",
            "peer_id_invalid",
            "user_banned_in_channel",
            "user_is_blocked",
            "user_deactivated",
        )
    ),
    *((text, Outcome.AMEND, MessagePart.QUIZ) for text in ("poll", "quiz", "correct option")),  # as of older servers
)


def classify(error: TelegramError) -> Classification:
    if isinstance(error, BadRequest | Forbidden):
        return _refused(str(error), Outcome.FAILED if isinstance(error, BadRequest) else Outcome.FORBIDDEN)
    if isinstance(error, NetworkError):
        return _network(error)
    match error:
        case RetryAfter():
            return Classification(Outcome.LATER, str(error), after=_seconds(error.retry_after), too_many=True)
        case ChatMigrated():
            return Classification(Outcome.MIGRATED, str(error), new_chat=error.new_chat_id)
    return Classification(Outcome.UNREACHABLE if isinstance(error, InvalidToken) else Outcome.LATER, str(error))


def is_wrong_file(error: TelegramError) -> bool:
    """Whether it was an id that Telegram does not know, or knows no longer."""
    return any(text in str(error).lower() for text in WRONG_FILE)


def _refused(said: str, otherwise: Outcome) -> Classification:
    """Of a fault that nobody knows: whatever was wrong with a picture, its words are said."""
    if TOO_MANY.search(said):
        named = SECONDS.search(said)
        return Classification(Outcome.LATER, said, after=float(named[1]) if named else None, too_many=True)
    lower = said.lower()
    for text, outcome, part in REFUSALS:
        if text in lower:
            return Classification(outcome, said, without=part)
    return Classification(otherwise, said, without=MessagePart.PHOTOS if otherwise is Outcome.FAILED else None)


def _network(error: NetworkError) -> Classification:
    """One without a cause is an answer: 5xx. With one, it is what aiohttp met."""
    cause = error.__cause__
    reason = f"{error} ({type(cause).__name__})" if cause else str(error)
    if isinstance(cause, NotTheOwner):
        return Classification(Outcome.NOT_THE_OWNER, reason)
    if isinstance(cause, NOT_WRITTEN):
        return Classification(Outcome.UNREACHABLE, reason)
    answered = not isinstance(cause, aiohttp.ClientError | TimeoutError) and not isinstance(error, TimedOut)
    return Classification(Outcome.LATER if answered else Outcome.UNANSWERED, reason)


def _seconds(told: int | timedelta) -> float:
    return told.total_seconds() if isinstance(told, timedelta) else float(told)
