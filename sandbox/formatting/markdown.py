"""parse_mode MarkdownV2."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.formatting.links import emoji_of, linked, time_of
from sandbox.formatting.mark import Mark, ParseError, byte_offset, in_order, unparsable

RESERVED = "_*[]()~`>#+-=|{}.!\n"
MARKERS = {
    "__": "underline",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
    "||": "spoiler",
    "[": "text_link",
    "```": "pre",
    "`": "code",
    "![": "custom_emoji",
}
ENDS = {kind: marker for marker, kind in MARKERS.items()} | {"text_link": "]", "custom_emoji": "]", "blockquote": "\n"}
NAMES = {
    "strikethrough": "Strikethrough",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}

MARKER = re.compile("|".join(re.escape(marker) for marker in sorted(MARKERS, key=len, reverse=True)))
ESCAPED = re.compile(r"\\([\x01-\x7e])")
LANGUAGE = re.compile(r"([^ \t\r\n\v\0`]++)(?=[^`])")
NEWLINE = re.compile(r"\r\n|\n\r|\n|\r")
ADDRESS = re.compile(r"((?:\\[\x01-\x7e]|\\(?![\x01-\x7e])|[^)\\])*)\)", re.DOTALL)


@dataclass(slots=True)
class _Begun:
    kind: str
    at: int
    start: int
    language: str = ""


def parse_markdown_v2(text: str) -> tuple[str, list[Mark]]:
    return _MarkdownV2(text).read()


class _MarkdownV2:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[str] = []
        self.open: list[_Begun] = []
        self.marks: list[Mark] = []
        self.in_quote = False
        self.line_begins = True

    def read(self) -> tuple[str, list[Mark]]:
        while self.at < len(self.text):
            reserved = "`" if self._inner() in ("pre", "code") else RESERVED
            if escaped := ESCAPED.match(self.text, self.at):
                self._write(escaped[1], escaped.end(), line_begins=escaped[1] == "\n")
            elif self.text[self.at] not in reserved:
                self._write(self.text[self.at], self.at + 1, line_begins=False)
            elif self._ends():
                self._end()
            else:
                self._begin()
        self._end_of_text()
        return "".join(self.out), in_order(self.marks)

    def _inner(self) -> str | None:
        return self.open[-1].kind if self.open else None

    def _write(self, char: str, end: int, *, line_begins: bool) -> None:
        self.out.append(char)
        self.at = end
        if char != "\r":
            self.line_begins = line_begins

    def _ends(self) -> bool:
        kind = self._inner()
        if kind is None:
            return False
        if self.in_quote and self.text[self.at] == "\n":
            return not self.text.startswith(">", self.at + 1)
        if kind == "italic" and self.text.startswith("__", self.at):
            return False
        return kind != "blockquote" and self.text.startswith(ENDS[kind], self.at)

    def _begin(self) -> None:
        char = self.text[self.at]
        if char == "\n":
            self._write("\n", self.at + 1, line_begins=True)
        elif char == ">" and self.line_begins:
            self._begin_quote()
        elif marker := MARKER.match(self.text, self.at):
            self.open.append(_Begun(MARKERS[marker[0]], self.at, len(self.out)))
            self.at = marker.end()
            if marker[0] == "```":
                self._begin_pre()
        else:
            raise unparsable(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")

    def _begin_quote(self) -> None:
        if not self.in_quote:
            self.in_quote = True
            self.open.append(_Begun("blockquote", self.at, len(self.out)))
        self.at += 1

    def _begin_pre(self) -> None:
        if language := LANGUAGE.match(self.text, self.at):
            self.open[-1].language = language[1]
            self.at = language.end()
        if newline := NEWLINE.match(self.text, self.at):
            self.at = newline.end()

    def _end(self) -> None:
        if self.text[self.at] == "\n":
            self._end_quote_line()
            return
        begun = self.open.pop()
        self.at += len(ENDS[begun.kind])
        kind, extra = begun.kind, {"language": begun.language} if begun.language else {}
        if kind == "text_link":
            kind, extra = linked(self._address() if self._has_address() else "".join(self.out[begun.start :]))
        elif kind == "custom_emoji":
            kind, extra = self._emoji_or_time()
        if len(self.out) > begun.start and (extra or kind != "text_link"):
            self.marks.append(Mark(begun.start, len(self.out), kind, extra))

    def _end_quote_line(self) -> None:
        returned = self.out[-1:] == ["\r"]
        expandable = self._ends_in_bars(self.at) or (returned and self._ends_in_bars(self.at - 1))
        if expandable:
            self.open.pop()
        if self._inner() != "blockquote":
            raise self._endless()
        begun = self.open.pop()
        self.in_quote = False
        self._write("\n", self.at + 1, line_begins=True)
        self.marks.append(Mark(begun.start, len(self.out), "expandable_blockquote" if expandable else "blockquote"))

    def _ends_in_bars(self, end: int) -> bool:
        """`||` at the very end of a quote begins no spoiler: it makes the quote expandable."""
        return self._inner() == "spoiler" and self.open[-1].at == end - 2

    def _end_of_text(self) -> None:
        expandable = self.in_quote and self._ends_in_bars(len(self.text))
        if expandable:
            self.open.pop()
        if self._inner() == "blockquote":
            begun = self.open.pop()
            if len(self.out) > begun.start:
                kind = "expandable_blockquote" if expandable else "blockquote"
                self.marks.append(Mark(begun.start, len(self.out), kind))
        if self.open:
            raise self._endless()

    def _has_address(self) -> bool:
        return self.text.startswith("(", self.at)

    def _address(self) -> str:
        address = ADDRESS.match(self.text, self.at + 1)
        if not address:
            raise unparsable(f"Can't find end of a URL at byte offset {byte_offset(self.text, self.at + 1)}")
        self.at = address.end()
        return ESCAPED.sub(r"\1", address[1])

    def _emoji_or_time(self) -> tuple[str, dict[str, Any]]:
        if not self._has_address():
            raise unparsable("The entity must contain a tg://emoji or tg://time URL")
        url = self._address()
        if emoji := emoji_of(url):
            return "custom_emoji", {"custom_emoji_id": emoji}
        if time := time_of(url):
            return "date_time", {"unix_time": time[0], **({"date_time_format": time[1]} if time[1] else {})}
        raise unparsable("Invalid tg://emoji or tg://time URL specified")

    def _endless(self) -> ParseError:
        begun = self.open[-1]
        name = "PreCode" if begun.language else NAMES.get(begun.kind, begun.kind.capitalize())
        return unparsable(f"Can't find end of {name} entity at byte offset {byte_offset(self.text, begun.at)}")
