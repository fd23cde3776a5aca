"""Fire safety conventions 防火公约 as PDF, to be put up: a page for each grid, in as large letters as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS, SERIF
from reports.fonts import bold
from reports.paper import HIGH, WIDE, lines_of, new_paper, write

MARGIN = 20.0
INNER = WIDE - 2 * MARGIN
HEAD, FOOT = 46.0, 26.0
RED = (176, 24, 24)
SIZES = (22, 20, 18, 16, 14, 12, 10)
POINT = 25.4 / 72  # millimetres
SPACED, APART = 1.5, 0.6  # lines, and what stands between two paragraphs, as parts of a letter's height
SHORT = 16  # letters of a title that fill a line
PLEDGE = "请共同遵守，互相提醒。发现火情，先撤离，再拨打119。"


@dataclass(frozen=True)
class Convention:
    """`words` is a paragraph a line."""

    title: str
    grid: str
    office: str
    words: str


def make(conventions: Sequence[Convention], made: datetime) -> bytes:
    """Each on a page of its own, in this order."""
    first = conventions[0]
    pdf = new_paper(first.title, first.office, made, margin=MARGIN)
    for each in conventions:
        pdf.add_page()
        _page(pdf, each, made)
    return bytes(pdf.output())


def _page(pdf: FPDF, convention: Convention, made: datetime) -> None:
    pdf.set_fill_color(*RED)
    pdf.rect(0, 0, WIDE, HEAD, style="F")
    pdf.set_text_color(255)
    with bold(pdf, SANS, 30 if len(convention.title) <= SHORT else 15):
        pdf.set_draw_color(255)
        below = write(pdf, convention.title, MARGIN, 9, INNER, 10, Align.C, most=2)
    pdf.set_draw_color(0)
    pdf.set_font(SANS, size=16)
    write(pdf, convention.grid, MARGIN, below + 2, INNER, 8, Align.C, most=1)
    pdf.set_text_color(0)
    _words(pdf, convention.words.splitlines(), HEAD + 8, HIGH - FOOT - 6)
    with bold(pdf, SANS, 14):
        write(pdf, PLEDGE, MARGIN, HIGH - FOOT, INNER, 7, Align.C, most=1)
    pdf.set_font(SERIF, size=11)
    write(pdf, f"{convention.office}　{made:%Y年}{made.month}月", MARGIN, HIGH - FOOT + 10, INNER, 6, Align.R, most=1)


def _words(pdf: FPDF, paragraphs: Sequence[str], top: float, bottom: float) -> None:
    size, broken = fitted(pdf, paragraphs, bottom - top)
    pdf.set_font(SERIF, size=size)
    for lines in broken:
        for line in lines:
            pdf.set_xy(MARGIN, top)
            pdf.cell(INNER, size * POINT * SPACED, line)
            top += size * POINT * SPACED
        top += size * POINT * APART


def fitted(pdf: FPDF, paragraphs: Sequence[str], room: float) -> tuple[int, list[list[str]]]:
    """The largest letters in which all of it has room, and its lines; very many paragraphs become one."""
    said = [each for each in paragraphs if each.strip()]
    for texts in (said, ["　".join(said)]):
        for size in SIZES:
            pdf.set_font(SERIF, size=size)
            broken = [lines_of(pdf, each, INNER) for each in texts]
            if size * POINT * (SPACED * sum(map(len, broken)) + APART * (len(broken) - 1)) <= room:
                return size, broken
    return size, broken
