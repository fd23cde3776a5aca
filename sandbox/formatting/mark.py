"""A formatted stretch of a text, counted in characters; only `sandbox.entities` counts in UTF-16 code units."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

QUOTES = frozenset({"blockquote", "expandable_blockquote"})
SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
VERBATIM = frozenset({"pre", "code", "date_time"})  # nothing may be nested in these

ORDER = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
FOUND = 50  # what the server finds by itself: mentions, hashtags, commands, addresses


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    kind: str
    extra: dict[str, Any] = field(default_factory=dict)

    def moved(self, start: int, end: int) -> "Mark":
        return Mark(start, end, self.kind, self.extra)


class ParseError(Exception):
    """What the server says after "Bad Request: "."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """Outer before inner: by start, the longer first, then by kind."""
    return sorted(marks, key=lambda mark: (mark.start, -mark.end, ORDER.get(mark.kind, FOUND)))


def byte_offset(text: str, at: int) -> int:
    return len(text[:at].encode())


def unparsable(reason: str) -> ParseError:
    return ParseError(f"can't parse entities: {reason}")
