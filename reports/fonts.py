"""The Chinese fonts that come with the program: a sans-serif one (黑体) for headings, a serif one (宋体) for text."""

from collections.abc import Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.enums import TextMode

from reports.characters import paths

STROKE = 0.012  # of the size


def add_fonts(pdf: FPDF) -> None:
    for name, path in paths().items():
        pdf.add_font(name, fname=path)


@contextmanager
def bold(pdf: FPDF, name: str, size: float) -> Iterator[None]:
    """The package has one weight of each font: bold strokes the outlines. `size` in points."""
    with pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * STROKE):
        pdf.set_font(name, size=size)
        yield
