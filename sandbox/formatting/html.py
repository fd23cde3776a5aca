"""parse_mode HTML."""

import re
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

from sandbox.formatting.mark import Mark, ParseError, byte_offset, unparsable
from sandbox.formatting.tags import KINDS, joined, mark_of, without_languages

REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)

PLAIN = re.compile(r"[^<&]+")
BLANKS = re.compile(r"[ \t\r\n\v\0]*")
NAME = re.compile(r"[^ \t\r\n\v\0>]*")
ATTRIBUTE = re.compile(r"[^ \t\r\n\v\0=>/\"']*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")
REFERENCE = re.compile(r"&(#x[0-9A-Fa-f]*|#[0-9]*|[A-Za-z]*);?")


@dataclass(slots=True)
class _Tag:
    name: str
    attributes: dict[str, str]
    start: int
    written: int


def parse_html(text: str) -> tuple[str, list[Mark]]:
    return _Html(text).read()


def referred(text: str, at: int = 0) -> tuple[str, int] | None:
    """The character that `&lt;` or `&#60;` at this place stands for and where it ends; None for any other."""
    match = REFERENCE.match(text, at)
    if not match or match[1] in ("#", "#x"):
        return None
    name = match[1]
    if not name.startswith("#"):
        return (REFERENCES[name], match.end()) if name in REFERENCES else None
    code = int(name[2:], 16) if name.startswith("#x") else int(name[1:])
    return (chr(code), match.end()) if 0 < code < 0x10FFFF and len(name) < 9 else None


class _Html:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Tag] = []
        self.marks: list[Mark] = []

    def read(self) -> tuple[str, list[Mark]]:
        while self.at < len(self.text):
            if self.text[self.at] != "<":
                self._characters()
            elif self.text.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        out = "".join(self.out)
        if re.search("[\ud800-\udfff]", out):
            raise unparsable(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return out, without_languages(self.marks)

    def _characters(self) -> None:
        if plain := PLAIN.match(self.text, self.at):
            written, end = plain[0], plain.end()
        else:
            written, end = referred(self.text, self.at) or ("&", self.at + 1)
        self.out.append(written)
        self.length += len(written)
        self.at = end

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._take(NAME).translate(LOWER)
        if self.at == len(self.text):
            raise self._error("Unclosed start tag", begin)
        if name not in KINDS:
            raise self._error(f'Unsupported start tag "{name}"', begin)
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self.at += 1
        self.open.append(_Tag(name, attributes, self.length, len(self.out)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        """Stops before the tag's `>`."""
        attributes: dict[str, str] = {}
        while True:
            self._take(BLANKS)
            if self._next() == ">":
                return attributes
            name = self._take(ATTRIBUTE)
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(BLANKS)
            attributes[name] = self._value(tag, begin) if self._next() == "=" else ""
            if not self._next():
                raise self._error(f'Unclosed start tag "{tag}"', begin)

    def _value(self, tag: str, begin: int) -> str:
        self.at += 1
        self._take(BLANKS)
        if not self._next():
            raise self._error(f'Unclosed start tag "{tag}"', begin)
        value = self._literal() if self._next() in "\"'" else self._token()
        if not self._next():
            raise self._error("Unclosed start tag", begin)
        return value

    def _token(self) -> str:
        begin = self.at
        token = self._take(TOKEN).translate(LOWER)
        if self._next() not in (*" \t\r\n\v\0>", ""):
            raise self._error("Unexpected end of name token", begin)
        return token

    def _literal(self) -> str:
        quote, self.at = self._next(), self.at + 1
        end = self.text.find(quote, self.at)
        if end < 0:
            self.at = len(self.text)
            return ""
        raw, self.at = self.text[self.at : end], end + 1
        return REFERENCE.sub(lambda match: (referred(match[0]) or (match[0], 0))[0], raw)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._error("Unexpected end tag", begin)
        self.at += 2
        name = self._take(NAME).translate(LOWER)
        self._take(BLANKS)
        if self._next() != ">":
            raise self._error("Unclosed end tag", begin)
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise self._error("Unmatched end tag", begin, f', expected "</{tag.name}>", found "</{name}>"')
        if self.length > tag.start:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        written = "".join(self.out[tag.written :])
        mark = mark_of(tag.name, tag.attributes, tag.start, self.length, written)
        if mark and self.marks and (both := joined(self.marks[-1], mark)):
            self.marks[-1] = both
        elif mark:
            self.marks.append(mark)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        taken = match[0] if match else ""
        self.at += len(taken)
        return taken

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _error(self, reason: str, at: int, rest: str = "") -> ParseError:
        return unparsable(f"{reason} at byte offset {byte_offset(self.text, at)}{rest}")
