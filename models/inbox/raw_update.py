"""What an update is, as far as it can be told before anybody knows its shape."""

import re
from datetime import timedelta
from typing import Any

PRESS = "callback_query"
POLLS = frozenset({"poll", "poll_answer"})  # they name no chat
UNKNOWN = "unknown"
KIND_LIMIT = 40
LARGEST_ID = 2**63 - 1  # what a column holds
READ_LATE = timedelta(minutes=5)  # after it was sent: it is said then


def kind_of(raw: dict[str, Any]) -> str:
    """Telegram's name for what kind of update it is."""
    return next((key[:KIND_LIMIT] for key in raw if key != "update_id"), UNKNOWN)


def chat_of(raw: dict[str, Any]) -> int:
    """The chat an update belongs to, or its sender, or the poll, or 0: what it must be kept in order with."""
    for kind, value in raw.items():
        if not isinstance(value, dict):
            continue
        if kind in POLLS:
            return _number_of(value.get("id", value.get("poll_id")))
        message = value.get("message") if "data" in value or "chat_instance" in value else value
        for holder in (message, value):
            if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                return number_in(holder["chat"])
        if isinstance(value.get("from"), dict):
            return number_in(value["from"])
    return 0


def sender_of(raw: dict[str, Any]) -> int:
    """Who sent it: the chat in whose name it was sent, if any, for such messages have one and the same user."""
    content = raw.get(kind_of(raw))
    if not isinstance(content, dict):
        return 0
    senders = (content.get("sender_chat"), content.get("from"))
    return next((number_in(sender) for sender in senders if isinstance(sender, dict)), 0)


def number_in(whose: dict[str, Any], name: str = "id") -> int:
    """0 where there is none that a column could hold."""
    number = whose.get(name)
    return number if isinstance(number, int) and abs(number) <= LARGEST_ID else 0


def _number_of(poll: Any) -> int:
    """Telegram writes the number of a poll as a string."""
    return int(poll) if isinstance(poll, str) and re.fullmatch(r"\d{1,18}", poll, re.ASCII) else 0


def clean(value: Any) -> Any:
    """JSON without what no database and no message can hold: NUL and halves of surrogate pairs become "?"."""
    if isinstance(value, str):
        return value.replace("\0", "?").encode(errors="replace").decode()
    if isinstance(value, dict):
        return {clean(key): clean(each) for key, each in value.items()}
    return [clean(each) for each in value] if isinstance(value, list) else value
