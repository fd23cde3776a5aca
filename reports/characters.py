"""Which characters the Chinese fonts that come with the program have, and what stands in the place of others."""

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path, serif_path

SANS, SERIF = "sans", "serif"
MISSING = "〓"  # what printers set for a character they have not got
UNSEEN = frozenset({"Cc", "Cf", "Mn"})  # joiners, selectors, marks: nothing stands in their place


def paths() -> dict[str, Path]:
    return {SANS: Path(sans_path()), SERIF: Path(serif_path())}


@cache
def printable() -> frozenset[int]:
    """The code points that both fonts can draw."""
    return frozenset.intersection(*(_characters(path) for path in paths().values()))


def _characters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def unprintable(text: str) -> str:
    """The characters, once each, in whose place a mark would stand."""
    return "".join(ch for ch in dict.fromkeys(text) if MISSING in drawable(ch) and ch != MISSING)


def drawable(text: str) -> str:
    """The text with a mark for each character that cannot be printed."""
    return "".join(ch if ord(ch) in printable() or ch == "\n" else _instead(ch) for ch in text)


def _instead(ch: str) -> str:
    if ch.isspace():
        return " "
    return "" if unicodedata.category(ch) in UNSEEN else MISSING
