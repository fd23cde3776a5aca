"""A written summary as A4: words, tables that run over pages, pictures, and at its end the lines to sign on."""

import io
from datetime import datetime
from itertools import zip_longest

from fpdf import FPDF
from fpdf.enums import Align
from PIL import Image

from reports.characters import SANS, SERIF
from reports.fonts import bold
from reports.paper import HIGH, WIDE, lines_of, new_paper, number_pages, write
from reports.summary import tables
from reports.summary.text import SIGNED, Heading, Paragraph, Part, Picture, Summary, Table

MARGIN = 22.0
INNER = WIDE - 2 * MARGIN
TOP, BOTTOM = 20.0, HIGH - 20.0
TEXT, SMALL = 11.5, 9.5
LINE = 6.8
GREY = 90
CAPTION = 8.0  # below a picture
BEGUN = 30.0  # title, headings and rows with which a table begins
SIGNATURES = 20.0  # how high they are
LEAST = 0.45  # of its own size: what a picture may shrink to, to stand on the page that is begun


def make(summary: Summary, made: datetime) -> bytes:
    pdf = new_paper(summary.title, summary.office, made, margin=MARGIN)
    pdf.add_page()
    top = _head(pdf, summary)
    for part, following in zip_longest(summary.parts, summary.parts[1:]):
        top = _part(pdf, part, following, top)
    _signatures(pdf, top)
    number_pages(pdf, MARGIN, SMALL)
    return bytes(pdf.output())


def _head(pdf: FPDF, summary: Summary) -> float:
    pdf.set_font(SANS, size=13)
    top = write(pdf, summary.office, MARGIN, TOP, INNER, 7, Align.C, most=2)
    with bold(pdf, SANS, 20):
        top = write(pdf, summary.title, MARGIN, top + 2, INNER, 10, Align.C, most=3)
    pdf.set_font(SERIF, size=SMALL)
    pdf.set_text_color(GREY)
    top = write(pdf, summary.subtitle, MARGIN, top + 1, INNER, 5.4, Align.C, most=2)
    pdf.set_text_color(0)
    for below, thick in ((2.0, 0.7), (3.1, 0.2)):
        pdf.set_line_width(thick)
        pdf.line(MARGIN, top + below, MARGIN + INNER, top + below)
    return top + 7


def _part(pdf: FPDF, part: Part, following: Part | None, top: float) -> float:
    match part:
        case Heading():
            return _heading(pdf, part.text, _least(following), top)
        case Paragraph():
            return _paragraph(pdf, part.text, top)
        case Table():
            return tables.draw(pdf, part, tables.Frame(MARGIN, INNER, TOP, BOTTOM), top)
        case Picture():
            return _picture(pdf, part, top)


def _room(pdf: FPDF, top: float, high: float) -> float:
    """Where something so high may begin: here, or on a new page."""
    if top + high <= BOTTOM:
        return top
    pdf.add_page()
    return TOP


def _least(part: Part | None) -> float:
    """How high its beginning is, which stands on the page of the heading before it."""
    match part:
        case Picture():
            return _whole(part) * LEAST + CAPTION
        case Table():
            return BEGUN
        case _:
            return 2 * LINE


def _heading(pdf: FPDF, text: str, followed: float, top: float) -> float:
    top = _room(pdf, top + 2, 2 * (LINE + 1) + followed)
    with bold(pdf, SANS, 13):
        return write(pdf, text, MARGIN, top, INNER, LINE + 1, most=2) + 1


def _paragraph(pdf: FPDF, text: str, top: float) -> float:
    pdf.set_font(SERIF, size=TEXT)
    for line in lines_of(pdf, f"　　{text}", INNER):
        top = _room(pdf, top, LINE)
        pdf.set_font(SERIF, size=TEXT)
        pdf.set_xy(MARGIN, top)
        pdf.cell(INNER, LINE, line)
        top += LINE
    return top + 1.5


def _picture(pdf: FPDF, picture: Picture, top: float) -> float:
    whole = _whole(picture)
    left_over = BOTTOM - top - CAPTION
    high = left_over if whole * LEAST <= left_over < whole else whole
    top = _room(pdf, top, high + CAPTION)
    wide = high / _shape(picture)
    pdf.image(io.BytesIO(picture.content), MARGIN + (INNER - wide) / 2, top, wide, high, alt_text=picture.caption)
    pdf.set_font(SERIF, size=SMALL)
    write(pdf, picture.caption, MARGIN, top + high + 0.8, INNER, 5, Align.C, most=1)
    return top + high + CAPTION


def _whole(picture: Picture) -> float:
    """How high it is, at its largest."""
    return min(INNER * _shape(picture), BOTTOM - TOP - CAPTION)


def _shape(picture: Picture) -> float:
    """Its height in widths."""
    with Image.open(io.BytesIO(picture.content)) as image:
        return image.height / image.width


def _signatures(pdf: FPDF, top: float) -> None:
    top = _room(pdf, top + 8, SIGNATURES)
    pdf.set_font(SERIF, size=TEXT)
    third = INNER / len(SIGNED)
    for place, text in enumerate(SIGNED):
        left = MARGIN + place * third
        write(pdf, text, left, top, third, LINE)
        if text.endswith("："):
            pdf.set_line_width(0.2)
            pdf.line(left + pdf.get_string_width(text), top + LINE - 1, left + third - 4, top + LINE - 1)
