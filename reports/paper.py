"""An A4 page as all documents here have it: the Chinese fonts, lines broken by the rules, codes to scan.

Lengths are millimetres, sizes of letters points.
"""

import io
from datetime import datetime

import segno
from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS, SERIF, drawable
from reports.fonts import add_fonts
from reports.line_breaking import wrap

WIDE, HIGH = 210.0, 297.0


def new_paper(title: str, author: str, made: datetime, *, margin: float, landscape: bool = False) -> FPDF:
    """Without a page as yet; nothing breaks a page by itself."""
    pdf = FPDF(format="A4", orientation="landscape" if landscape else "portrait")
    pdf.set_margins(margin, margin, margin)
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(made)
    pdf.set_title(title)
    pdf.set_author(author)
    pdf.set_lang("zh-CN")
    pdf.c_margin = 0
    add_fonts(pdf)
    return pdf


def lines_of(pdf: FPDF, text: str, width: float, most: int = 99) -> list[str]:
    """As the font that is set fills the width; what is more than `most` lines ends in an ellipsis."""
    lines = wrap(drawable(text), width, pdf.get_string_width)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and pdf.get_string_width(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last}…"]


def write(
    pdf: FPDF,
    text: str,
    left: float,
    top: float,
    width: float,
    line: float,
    align: Align = Align.L,
    most: int = 99,
) -> float:
    """Lines of this height from this place down; returns where the next would stand."""
    for each in lines_of(pdf, text, width, most):
        pdf.set_xy(left, top)
        pdf.cell(width, line, each, align=align)
        top += line
    return top


def number_pages(pdf: FPDF, margin: float, size: float) -> None:
    """When all is written; only where there is more than one page to keep in order."""
    pages = pdf.page_no()
    if pages == 1:
        return
    pdf.set_auto_page_break(False)
    for number in range(1, pages + 1):
        pdf.page = number
        for name in (SANS, SERIF):  # twice: the library would leave out a font that it set last, on another page
            pdf.set_font(name, size=size)
        pdf.set_xy(margin, pdf.h - 13)
        pdf.cell(pdf.w - 2 * margin, 5, f"第{number}页　共{pages}页", align=Align.C)


def scan_code(pdf: FPDF, link: str, left: float, top: float, size: float, *, error: str = "q", border: int = 4) -> None:
    """A QR code, printed at this size together with its border of so many modules."""
    picture = io.BytesIO()
    segno.make(link, error=error, micro=False).save(picture, kind="png", scale=8, border=border)
    pdf.image(picture, left, top, size, size, link=link, alt_text=link)
