"""The Chinese fonts that come with the program: a sans-serif one (黑体) for headings, a serif one (宋体) for text."""

from collections.abc import Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont

from reports.characters import paths

STROKE = 0.012  # of the size


def add_fonts(pdf: FPDF) -> None:
    """What is embedded keeps the bounds of the whole font: to draw each glyph for its own takes a third of a paper."""
    for name, path in paths().items():
        pdf.add_font(name, fname=path)
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.recalcBBoxes = False


@contextmanager
def bold(pdf: FPDF, name: str, size: float) -> Iterator[None]:
    """The package has one weight of each font: bold strokes the outlines. `size` in points."""
    with pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * STROKE):
        pdf.set_font(name, size=size)
        yield
