"""Formatted text as the Bot API takes and returns it; offsets and lengths are in UTF-16 code units."""

from typing import Any

Entity = dict[str, Any]


class ParseError(Exception):
    """What the server says after "Bad Request: "."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


def utf16_len(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse(text: str, mode: str | None) -> tuple[str, list[Entity]]:
    return text, []


def check(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    return text, entities


def commands(text: str) -> list[Entity]:
    return []
