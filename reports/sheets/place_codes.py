"""A sheet of codes to cut out and put up, one a place: scanned on patrol, and by whoever reports something there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS, SERIF
from reports.paper import HIGH, WIDE, new_paper, scan_code, write

MARGIN = 10.0
COLUMNS, ROWS = 2, 4
EACH = COLUMNS * ROWS
CUT_WIDE = (WIDE - 2 * MARGIN) / COLUMNS
CUT_HIGH = (HIGH - 2 * MARGIN) / ROWS
CODE = 48.0
PAD = 5.0
GREY = 150
RED = (192, 0, 0)
TITLE = "场所点位码"
SCAN = "扫码打卡 · 上报隐患"
FIRE = "火警119"


@dataclass(frozen=True)
class PlaceCode:
    """`code` is what a person can read aloud; `kind` a word; `print_number` rises whenever codes are renewed."""

    grid: str
    name: str
    kind: str
    code: str
    address: str
    link: str
    print_number: int


def make(title: str, codes: Sequence[PlaceCode], made: datetime) -> bytes:
    pdf = new_paper(title, title, made, margin=MARGIN)
    for number, code in enumerate(codes):
        if number % EACH == 0:
            pdf.add_page()
            _cutting_lines(pdf)
        row, column = divmod(number % EACH, COLUMNS)
        _draw(pdf, code, MARGIN + column * CUT_WIDE, MARGIN + row * CUT_HIGH)
    return bytes(pdf.output())


def _cutting_lines(pdf: FPDF) -> None:
    pdf.set_draw_color(GREY)
    pdf.set_line_width(0.15)
    with pdf.local_context(dash_pattern={"dash": 2, "gap": 1.5}):
        for row in range(ROWS + 1):
            pdf.line(MARGIN, MARGIN + row * CUT_HIGH, WIDE - MARGIN, MARGIN + row * CUT_HIGH)
        for column in range(COLUMNS + 1):
            pdf.line(MARGIN + column * CUT_WIDE, MARGIN, MARGIN + column * CUT_WIDE, HIGH - MARGIN)
    pdf.set_draw_color(0)


def _draw(pdf: FPDF, code: PlaceCode, left: float, top: float) -> None:
    scan_code(pdf, code.link, left + PAD - 2, top + (CUT_HIGH - CODE) / 2 - 3, CODE)
    pdf.set_font(SANS, size=9)
    write(pdf, SCAN, left + PAD - 2, top + (CUT_HIGH + CODE) / 2 - 3, CODE, 4.5, Align.C)
    inner, beside = CUT_WIDE - CODE - 2 * PAD, left + CODE + PAD
    below = write(pdf, code.grid, beside, top + PAD + 2, inner, 4.2, most=2)
    pdf.set_font(SANS, size=14)
    below = write(pdf, code.name, beside, below + 2, inner, 6.4, most=3)
    pdf.set_font(SERIF, size=10)
    below = write(pdf, code.kind, beside, below + 1.5, inner, 4.6, most=1)
    write(pdf, code.address, beside, below, inner, 4.6, most=2)
    pdf.set_font(SANS, size=12)
    write(pdf, code.code, beside, top + CUT_HIGH - PAD - 15, inner, 5.4, most=1)
    pdf.set_font(SERIF, size=8)
    write(pdf, f"第{code.print_number}版", beside, top + CUT_HIGH - PAD - 9.4, inner, 4, most=1)
    pdf.set_text_color(*RED)
    pdf.set_font(SANS, size=10)
    write(pdf, FIRE, beside, top + CUT_HIGH - PAD - 5, inner, 5, most=1)
    pdf.set_text_color(0)
