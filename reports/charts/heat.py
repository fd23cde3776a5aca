"""A grid of shares, darker where more is done, each with its text."""

from reports.charts.letters import fitted, plain, widest
from reports.charts.look import FAINT, GREY, LEAST, SMALL, ink_on, row_of, shade
from reports.charts.page import Heat, HeatCell
from reports.charts.sheet import Sheet, Span

GAP = 4.0  # between cells
LABELS_MOST = 0.25  # of the width


def draw(sheet: Sheet, panel: Heat, span: Span, top: float) -> float:
    top = sheet.heading(panel.title, span, top)
    if not panel.rows or not panel.columns:
        return sheet.note(panel.more, span, sheet.nothing(span, top))
    high, size = row_of(len(panel.rows), half=panel.half)
    labels = min(widest([plain(row.label) for row in panel.rows], size), span.wide * LABELS_MOST)
    left = span.left + labels + 14
    wide = (span.right - left) / len(panel.columns)
    for place, name in enumerate(panel.columns):
        shown = fitted(name, SMALL, wide - GAP)
        sheet.words(left + (place + 0.5) * wide, top + 16, shown, SMALL, GREY, "center")
    top += 38
    letters = size if _widest_cell(panel, size) <= wide - GAP - 2 else LEAST
    for row in panel.rows:
        sheet.words(span.left, top + high / 2, fitted(row.label, size, labels), size)
        for place, cell in enumerate(row.cells):
            _cell(sheet, cell, left + place * wide, top, wide, high, letters)
        top += high
    return sheet.note(panel.more, span, top)


def _widest_cell(panel: Heat, size: int) -> float:
    return widest([plain(cell.text) for row in panel.rows for cell in row.cells], size)


def _cell(sheet: Sheet, cell: HeatCell, left: float, top: float, wide: float, high: float, size: int) -> None:
    corner, extent = (left + GAP / 2, top + GAP / 2), (wide - GAP, high - GAP)
    text = fitted(cell.text, size, wide - GAP - 2)
    if cell.share is None and not plain(cell.text):
        sheet.unknown(corner, extent)
        return
    fill = FAINT if cell.share is None else shade(cell.share)
    sheet.box(corner, extent, fill, mark=True)
    ink = GREY if cell.share is None else ink_on(fill)
    sheet.words(left + wide / 2, top + high / 2, text, size, ink, "center")
