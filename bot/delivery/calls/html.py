"""Telegram's HTML, cut to a length without breaking it, or taken away."""

import html
import re

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

# a tag, a character reference, or a stretch of plain text
TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[a-zA-Z][\w-]*)[^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|[^<&]+|[<&]")
ELLIPSIS = "…"
JOINER = "\u200d"


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut_html(markup: str, limit: int) -> str:
    """The markup with at most `limit` visible units, ending in an ellipsis if it was cut, every tag closed."""
    if units(plain(markup)) <= limit:
        return markup
    kept: list[str] = []
    open_tags: list[str] = []
    room = limit - units(ELLIPSIS)
    for token in TOKEN.finditer(markup):
        shown = "" if token["tag"] else html.unescape(token[0])
        if units(shown) > room:
            kept.append(_head(token[0], room))
            break
        if token["tag"]:
            _nest(open_tags, token["tag"], closing=bool(token["end"]))
        room -= units(shown)
        kept.append(token[0])
    closing = "".join(f"</{tag}>" for tag in reversed(open_tags))
    return "".join(kept).rstrip() + ELLIPSIS + closing


def plain(markup: str) -> str:
    """What a reader sees of it."""
    return html.unescape("".join("" if token["tag"] else token[0] for token in TOKEN.finditer(markup)))


def cut_plain(text: str, limit: int) -> str:
    return text if units(text) <= limit else _head(text, limit - units(ELLIPSIS)).rstrip() + ELLIPSIS


def _nest(open_tags: list[str], tag: str, *, closing: bool) -> None:
    if not closing:
        open_tags.append(tag)
    elif tag in open_tags:
        while open_tags.pop() != tag:
            continue


def _head(text: str, room: int) -> str:
    """As many whole characters as fit; a character reference fits whole or not at all."""
    if text.startswith("&"):
        return ""
    head = text.encode("utf-16-le")[: 2 * max(room, 0)].decode("utf-16-le", errors="ignore")
    return head.rstrip(JOINER)
