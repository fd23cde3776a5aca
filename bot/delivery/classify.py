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
from models.outbox.tables import Lane


class Outcome(StrEnum):
    SENT = "sent"
    LATER = "later"  # this chat must wait, or the server had a fault
    UNREACHABLE = "unreachable"  # no connection, or a token refused that was good: nothing was sent, to anybody
    UNKNOWN = "unknown"  # perhaps sent, and not to be said twice
    MIGRATED = "migrated"
    FORBIDDEN = "forbidden"  # the chat does not hear us
    AMEND = "amend"  # say it again at once without what was refused
    FAILED = "failed"
    NOT_THE_OWNER = "not_the_owner"  # nothing was sent, and what becomes of it is another's to record


class MessagePart(StrEnum):
    """What a message can be sent without."""

    REPLY = "reply"
    STANDING = "standing"  # the message that was to be edited
    PHOTOS = "photos"
    MARKUP = "markup"


@dataclass(frozen=True)
class Classification:
    """`after` is in seconds and None where nobody named a time; `reason` is for the row and the log."""

    outcome: Outcome
    reason: str = ""
    after: float | None = None
    new_chat: int | None = None
    without: MessagePart | None = None
    too_many: bool = False


NOT_WRITTEN = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
TOO_MANY = re.compile(r"too many requests", re.IGNORECASE)
SECONDS = re.compile(r"retry after (\d+)", re.IGNORECASE)

# The first text found in a 400 decides.
REFUSALS: tuple[tuple[str, Outcome, MessagePart | None], ...] = (
    ("message is not modified", Outcome.SENT, None),
    ("message to be replied not found", Outcome.AMEND, MessagePart.REPLY),
    ("replied message not found", Outcome.AMEND, MessagePart.REPLY),
    ("topic_closed", Outcome.AMEND, MessagePart.REPLY),
    ("topic_deleted", Outcome.AMEND, MessagePart.REPLY),
    ("message thread not found", Outcome.AMEND, MessagePart.REPLY),
    ("message to edit not found", Outcome.AMEND, MessagePart.STANDING),
    ("message can't be edited", Outcome.AMEND, MessagePart.STANDING),
    ("message_id_invalid", Outcome.AMEND, MessagePart.STANDING),
    ("there is no text in the message to edit", Outcome.AMEND, MessagePart.STANDING),
    ("there is no caption in the message to edit", Outcome.AMEND, MessagePart.STANDING),
    ("there is no media in the message to edit", Outcome.AMEND, MessagePart.STANDING),
    ("can't parse entities", Outcome.AMEND, MessagePart.MARKUP),
    ("wrong file_id", Outcome.AMEND, MessagePart.PHOTOS),
    ("wrong file identifier", Outcome.AMEND, MessagePart.PHOTOS),
    ("wrong remote file", Outcome.AMEND, MessagePart.PHOTOS),
    ("wrong type of the web page content", Outcome.AMEND, MessagePart.PHOTOS),
    ("failed to get http url content", Outcome.AMEND, MessagePart.PHOTOS),
    ("image_process_failed", Outcome.AMEND, MessagePart.PHOTOS),
    ("photo_invalid_dimensions", Outcome.AMEND, MessagePart.PHOTOS),
    ("not enough rights to send photos", Outcome.AMEND, MessagePart.PHOTOS),
    ("file is too big", Outcome.AMEND, MessagePart.PHOTOS),
    ("chat not found", Outcome.FORBIDDEN, None),
    ("not enough rights to send", Outcome.FORBIDDEN, None),
    ("have no rights to send", Outcome.FORBIDDEN, None),
    ("chat_write_forbidden", Outcome.FORBIDDEN, None),
    ("peer_id_invalid", Outcome.FORBIDDEN, None),
)


def classify(error: TelegramError, *, editing: bool, lane: int) -> Classification:
    """`editing` says that the same call may be made twice without harm."""
    if isinstance(error, BadRequest):
        return _refused(str(error))
    if isinstance(error, NetworkError):
        return _unanswered(error, may_repeat=editing or lane == Lane.URGENT)
    match error:
        case RetryAfter():
            return Classification(Outcome.LATER, str(error), after=_seconds(error.retry_after), too_many=True)
        case ChatMigrated():
            return Classification(Outcome.MIGRATED, str(error), new_chat=error.new_chat_id)
    plainly = {Forbidden: Outcome.FORBIDDEN, InvalidToken: Outcome.UNREACHABLE}
    return Classification(plainly.get(type(error), Outcome.LATER), str(error))


def _refused(said: str) -> Classification:
    if TOO_MANY.search(said):
        named = SECONDS.search(said)
        return Classification(Outcome.LATER, said, after=float(named[1]) if named else None, too_many=True)
    lower = said.lower()
    for text, outcome, part in REFUSALS:
        if text in lower:
            return Classification(outcome, said, without=part)
    return Classification(Outcome.FAILED, said)


def _unanswered(error: NetworkError, *, may_repeat: bool) -> Classification:
    """A NetworkError without a cause is an answer: 5xx. With one, it is what aiohttp met."""
    cause = error.__cause__
    reason = f"{error} ({type(cause).__name__})" if cause else str(error)
    if isinstance(cause, NotTheOwner):
        return Classification(Outcome.NOT_THE_OWNER, reason)
    if isinstance(cause, NOT_WRITTEN):
        return Classification(Outcome.UNREACHABLE, reason)
    answered = not isinstance(cause, aiohttp.ClientError | TimeoutError) and not isinstance(error, TimedOut)
    if answered or may_repeat:
        return Classification(Outcome.LATER, reason)
    return Classification(Outcome.UNKNOWN, reason)


def _seconds(told: int | timedelta) -> float:
    return told.total_seconds() if isinstance(told, timedelta) else float(told)
