"""服务联系卡, eight a page: whom a business rings, and a code to report by."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS, SERIF
from reports.paper import HIGH, WIDE, new_paper, scan_code, write
from reports.sheets.people import GridSheet

TITLE = "消防安全服务联系卡"
MARGIN = 10.0
COLUMNS, ROWS = 2, 4
EACH = COLUMNS * ROWS
CARD_WIDE = (WIDE - 2 * MARGIN) / COLUMNS
CARD_HIGH = (HIGH - 2 * MARGIN) / ROWS
PAD = 5.0
CODE = 27.0
LINE = 4.7
RED = (176, 24, 24)
CALL = "发生火灾立即拨打119　发现隐患扫码上报"


def make(sheet: GridSheet, holders: Sequence[str], made: datetime) -> bytes:
    """A card for each holder; an empty name leaves the line for the pen."""
    pdf = new_paper(TITLE, sheet.office, made, margin=MARGIN)
    for number, holder in enumerate(holders):
        if number % EACH == 0:
            pdf.add_page()
        row, column = divmod(number % EACH, COLUMNS)
        _card(pdf, sheet, holder, MARGIN + column * CARD_WIDE, MARGIN + row * CARD_HIGH)
    return bytes(pdf.output())


def _card(pdf: FPDF, sheet: GridSheet, holder: str, left: float, top: float) -> None:
    pdf.set_draw_color(170)
    pdf.set_line_width(0.15)
    pdf.rect(left, top, CARD_WIDE, CARD_HIGH)
    pdf.set_fill_color(*RED)
    pdf.rect(left, top, CARD_WIDE, 9, style="F")
    pdf.set_text_color(255)
    pdf.set_font(SANS, size=12)
    write(pdf, TITLE, left, top + 1.5, CARD_WIDE, 6, Align.C)
    pdf.set_text_color(0)
    inner = CARD_WIDE - 2 * PAD
    pdf.set_font(SERIF, size=9)
    below = write(pdf, f"单位：{holder}", left + PAD, top + 11, inner, LINE, most=1)
    if not holder:
        pdf.line(left + PAD + 10, below - 0.8, left + PAD + inner, below - 0.8)
    pdf.set_font(SANS, size=10)
    below = write(pdf, sheet.name, left + PAD, below + 0.6, inner, 5.2, most=1)
    pdf.set_font(SERIF, size=9)
    for line in lines(sheet):
        if below + LINE > top + CARD_HIGH - 6.5:
            break
        below = write(pdf, line, left + PAD, below, inner - CODE, LINE, most=1)
    scan_code(pdf, sheet.link, left + CARD_WIDE - CODE - 3, top + CARD_HIGH - CODE - 7, CODE)
    pdf.set_text_color(*RED)
    pdf.set_font(SANS, size=8.5)
    write(pdf, CALL, left + PAD, top + CARD_HIGH - 6, inner, 4.5, most=1)
    pdf.set_text_color(0)


def lines(sheet: GridSheet) -> Iterator[str]:
    """The most useful first: there is room for some eight."""
    if sheet.duty_phone:
        yield f"值班电话：{sheet.duty_phone}"
    for each in sheet.staff[:5]:
        yield f"{each.role}：{each.name}　{each.phone}".rstrip()
    for name, leader in sheet.above[:1]:
        if leader is not None:
            yield f"{name}：{leader.name}　{leader.phone}".rstrip()
    if sheet.supervision_phone:
        yield f"监督电话：{sheet.supervision_phone}"
