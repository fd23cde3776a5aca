"""Reading back what a PDF of ours says: the texts of each page, in the order they were drawn, and where they stand."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from reports.characters import paths

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
MAPPED = re.compile(rb"^<([0-9A-F]{4})> <([0-9A-F]{4,})>$", re.MULTILINE)
SET = re.compile(
    rb"(?:^|\s)(?P<state>[qQ])(?=\s)|/F(?P<font>\d+) (?P<size>[\d.]+) Tf"
    rb"|BT (?P<x>[\d.-]+) (?P<y>[\d.-]+) Td [^()]*\((?P<said>(?:\\.|[^\\)])*)\) Tj"
    rb"|(?P<wide>[\d.]+) 0 0 (?P<high>[\d.]+) (?P<left>[\d.-]+) (?P<low>[\d.-]+) cm /I\d+ Do",
    re.DOTALL,
)
PAGE_HIGH, MM = 841.89, 72 / 25.4  # points
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
NAMED = {b"r": b"\r", b"n": b"\n", b"t": b"\t"}

Letters = dict[bytes, str]


@dataclass(frozen=True)
class Paper:
    pages: list[list[str]]
    images: int
    links: list[str]

    @property
    def text(self) -> str:
        return "".join(text for page in self.pages for text in page)


@dataclass(frozen=True)
class Placed:
    """In millimetres; `base` is where its letters stand, or a picture's lower edge. A picture has no text."""

    text: str
    left: float
    right: float
    top: float
    base: float


def read(pdf: bytes) -> Paper:
    contents, fonts = _contents(pdf)
    pages = [[each.text for each in page if each.text] for page in _placed(contents, fonts)]
    links = [link.decode() for link in re.findall(rb"/URI \((.*?)\)", pdf)]
    return Paper(pages, pdf.count(b"/Subtype /Image"), links)


def placed(pdf: bytes) -> list[list[Placed]]:
    """Of each page."""
    return _placed(*_contents(pdf))


def _placed(contents: list[bytes], fonts: list[Letters]) -> list[list[Placed]]:
    return [list(_places(content, fonts)) for content in contents if b" Tj" in content]


def _contents(pdf: bytes) -> tuple[list[bytes], list[Letters]]:
    contents = [_inflated(found[1]) for found in STREAM.finditer(pdf)]
    return contents, [_letters(content) for content in contents if b"beginbfchar" in content]


def _inflated(stream: bytes) -> bytes:
    """Its last byte, of a sum, may be missing: the line's end before `endstream` is taken for one that looks alike."""
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def _letters(cmap: bytes) -> Letters:
    pairs = ((bytes.fromhex(code.decode()), bytes.fromhex(text.decode())) for code, text in MAPPED.findall(cmap))
    return {code: text.decode("utf-16-be", "replace") for code, text in pairs}


def _said(written: bytes, letters: Letters) -> str:
    codes = ESCAPED.sub(lambda escape: NAMED.get(escape[1], escape[1]), written)
    return "".join(letters[codes[at : at + 2]] for at in range(0, len(codes), 2))


def _places(content: bytes, fonts: list[Letters]) -> Iterator[Placed]:
    """What q keeps, Q brings back: fonts too, which are numbered in the order they were added."""
    font, size, kept = 0, 0.0, list[tuple[int, float]]()
    for found in SET.finditer(content):
        if found["state"] == b"q":
            kept.append((font, size))
        elif found["state"]:
            font, size = kept.pop()
        elif found["font"]:
            font, size = int(found["font"]) - 1, float(found["size"])
        elif found["said"] is not None:
            text, left = _said(found["said"], fonts[font]), float(found["x"]) / MM
            wide, base = _wide(text, font) * size / MM, (PAGE_HIGH - float(found["y"])) / MM
            yield Placed(text, left, left + wide, base - size * 0.9 / MM, base)
        else:
            left, wide, high = (float(found[name]) / MM for name in ("left", "wide", "high"))
            base = (PAGE_HIGH - float(found["low"])) / MM
            yield Placed("", left, left + wide, base - high, base)


def _wide(text: str, font: int) -> float:
    """In sizes of the letters."""
    advances, whole = _advances(font)
    return sum(advances[ord(ch)] for ch in text) / whole


@cache
def _advances(font: int) -> tuple[dict[int, int], int]:
    with TTFont([*paths().values()][font], lazy=True) as read_font:
        metrics = read_font["hmtx"].metrics
        return {ch: metrics[name][0] for ch, name in read_font.getBestCmap().items()}, read_font["head"].unitsPerEm
