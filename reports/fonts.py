"""The Chinese fonts that come with the program: a sans-serif one (黑体) for headings, a serif one (宋体) for text."""

import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont
from pylopdf_fonts_zh_cn import sans_path, serif_path

SANS, SERIF = "sans", "serif"
STROKE = 0.012  # of the size
MISSING = "〓"  # what printers set for a character they have not got
UNSEEN = frozenset({"Cc", "Cf", "Mn"})  # joiners, selectors, marks: nothing stands in their place


def paths() -> dict[str, Path]:
    return {SANS: Path(sans_path()), SERIF: Path(serif_path())}


def add_fonts(pdf: FPDF) -> None:
    for name, path in paths().items():
        pdf.add_font(name, fname=path)


def messages(pdf: FPDF) -> Collection[int]:
    """The code points that every font can draw."""
    added = [font for font in pdf.fonts.values() if isinstance(font, TTFFont)]
    return set.intersection(*(set(font.cmap) for font in added))


def drawable(text: str, known: Collection[int]) -> str:
    """The text with a mark for each character that is not `known`."""
    return "".join(ch if ord(ch) in known or ch == "\n" else _instead(ch) for ch in text)


def _instead(ch: str) -> str:
    if ch.isspace():
        return " "
    return "" if unicodedata.category(ch) in UNSEEN else MISSING


@contextmanager
def bold(pdf: FPDF, name: str, size: float) -> Iterator[None]:
    """The package has one weight of each font: bold strokes the outlines. `size` in points."""
    with pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * STROKE):
        pdf.set_font(name, size=size)
        yield
