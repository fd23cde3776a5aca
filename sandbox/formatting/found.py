"""Marks that the server makes by itself, from the words of a text."""

import re
from collections.abc import Iterator

from sandbox.formatting.addresses import addresses
from sandbox.formatting.mark import Mark, in_order

SHORT_NAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})
TAG = r"[\w\u00b7\u200c\u0d80-\u0dff]"  # letters of any script, digits, middle dot, non-joiner, Sinhala signs
NAMED = r"@[A-Za-z0-9_]{3,32}+"

MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32}+)(?!\w)")
COMMAND = re.compile(rf"(?<![\w/<>])/[A-Za-z0-9_]{{1,64}}+(?:{NAMED}|(?!@))(?![\w/<>])")
HASHTAG = re.compile(rf"(?<!{TAG})#({TAG}{{1,256}}+)(?:{NAMED}|(?!{NAMED}))(?!{TAG}*+#)")
BOT = rf"{NAMED}(?!\w)"
CASHTAG = re.compile(rf"(?<!\$)(?<!{TAG})\$(?:1INCH|[A-Z]{{1,8}}+)(?:{BOT}|(?!{BOT}))(?!\$|{TAG})")


def found(text: str) -> list[Mark]:
    """In order and apart from each other: of two that overlap, the one that begins first, then the longer."""
    apart: list[Mark] = []
    for mark in in_order(_all(text)):
        if not apart or mark.start >= apart[-1].end:
            apart.append(mark)
    return apart


def _all(text: str) -> Iterator[Mark]:
    for match in MENTION.finditer(text):
        if len(match[1]) >= 4 or match[1].lower() in SHORT_NAMES:
            yield Mark(*match.span(), "mention")
    for match in COMMAND.finditer(text):
        yield Mark(*match.span(), "bot_command")
    for match in HASHTAG.finditer(text):
        if any(char.isalpha() for char in match[1]):
            yield Mark(*match.span(), "hashtag")
    for match in CASHTAG.finditer(text):
        yield Mark(*match.span(), "cashtag")
    yield from addresses(text)
