"""
Formatted text as the Bot API takes and returns it. Entities are the dicts of the Bot API: offsets and lengths are in
UTF-16 code units. Everything behind this module counts in characters (`sandbox.formatting.mark`).
"""

from typing import Any

from sandbox.formatting.cleaning import cleaned, trimmed
from sandbox.formatting.found import found
from sandbox.formatting.given import given_marks, utf16_offsets
from sandbox.formatting.html import parse_html
from sandbox.formatting.mark import Mark, ParseError
from sandbox.formatting.markdown import parse_markdown_v2
from sandbox.formatting.markdown_legacy import parse_markdown
from sandbox.formatting.nesting import nested

__all__ = ["Entity", "ParseError", "check", "commands", "parse", "utf16_len"]

Entity = dict[str, Any]

MODES = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}
MOST_BYTES = 1 << 15


def utf16_len(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(text: str, mode: str | None) -> tuple[str, list[Entity]]:
    """What the message will show; a text with nothing visible becomes empty, which is the caller's to refuse."""
    _refuse_unreadable(text)
    mode = (mode or "none").lower()
    if not text or mode == "none":
        return _finished(text, [])
    if mode not in MODES:
        raise ParseError("unsupported parse_mode")
    return _finished(*MODES[mode](text))


def check(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The same for entities given by the sender instead of markup."""
    _refuse_unreadable(text)
    return _finished(text, given_marks(text, entities))


def commands(text: str) -> list[Entity]:
    """What the server finds in a plain text: commands, mentions, hashtags, addresses."""
    return _entities(text, found(text))


def _refuse_unreadable(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise ParseError("text must be encoded in UTF-8") from error
    if size > MOST_BYTES:
        raise ParseError("text is too long")


def _finished(text: str, marks: list[Mark]) -> tuple[str, list[Entity]]:
    text, marks = cleaned(text, nested(marks))
    text, marks = trimmed(text, nested(marks))
    return text, _entities(text, nested(marks, found(text)))


def _entities(text: str, marks: list[Mark]) -> list[Entity]:
    at = utf16_offsets(text) if marks else []
    return [
        {"offset": at[mark.start], "length": at[mark.end] - at[mark.start], "type": mark.kind, **mark.extra}
        for mark in marks
    ]
