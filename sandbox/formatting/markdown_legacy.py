"""parse_mode Markdown: no nesting, few escapes."""

import re

from sandbox.formatting.links import linked
from sandbox.formatting.mark import Mark, byte_offset, unparsable
from sandbox.formatting.markdown import LANGUAGE, NEWLINE

KINDS = {"_": "italic", "*": "bold", "`": "code", "[": "text_link"}
PLAIN = re.compile(r"(?:\\[_*`\[]|[^_*`\[])+")
ESCAPED = re.compile(r"\\([_*`\[])")


def parse_markdown(text: str) -> tuple[str, list[Mark]]:
    out, marks, at = "", list[Mark](), 0
    while at < len(text):
        if plain := PLAIN.match(text, at):
            out += ESCAPED.sub(r"\1", plain[0])
            at = plain.end()
            continue
        kind = "pre" if text.startswith("```", at) else KINDS[text[at]]
        content, mark, at = _pre(text, at) if kind == "pre" else _simple(text, at, kind)
        if content and mark:
            marks.append(mark.moved(len(out), len(out) + len(content)))
        out += content
    return out, marks


def _pre(text: str, begin: int) -> tuple[str, Mark, int]:
    at = begin + 3
    language = LANGUAGE.match(text, at)
    at = language.end() if language else at
    newline = NEWLINE.match(text, at)
    at = newline.end() if newline else at
    end = _end(text, "```", at, begin)
    return text[at:end], Mark(0, 0, "pre", {"language": language[1]} if language else {}), end + 3


def _simple(text: str, begin: int, kind: str) -> tuple[str, Mark | None, int]:
    end = _end(text, "]" if kind == "text_link" else text[begin], begin + 1, begin)
    content = text[begin + 1 : end]
    if kind != "text_link":
        return content, Mark(0, 0, kind), end + 1
    url = content
    if content and text.startswith("(", end + 1):
        close = text.find(")", end + 2)
        close = len(text) if close < 0 else close
        url, end = text[end + 2 : close], close
    kind, extra = linked(url)
    return content, Mark(0, 0, kind, extra) if extra else None, end + 1


def _end(text: str, marker: str, at: int, begin: int) -> int:
    end = text.find(marker, at)
    if end < 0:
        raise unparsable(f"Can't find end of the entity starting at byte offset {byte_offset(text, begin)}")
    return end
