"""A few figures set large, side by side."""

from reports.charts.letters import fitted
from reports.charts.look import ALARMED, FAINT, GREY, INK, LARGE, NAVY, SMALL, TEXT, WARNING
from reports.charts.page import Number, Numbers
from reports.charts.sheet import Sheet, Span

GAP, PAD, HIGH, EDGE = 20.0, 20.0, 160.0, 8.0
WIDEST = 3  # as if there were so many
SIZES = (LARGE, 56, 44, 34, TEXT)  # the largest in which a value fits whole


def draw(sheet: Sheet, panel: Numbers, span: Span, top: float) -> float:
    count = max(len(panel.items), WIDEST)
    wide = (span.wide - GAP * (count - 1)) / count
    for place, number in enumerate(panel.items):
        _draw_one(sheet, number, span.left + place * (wide + GAP), top, wide)
    return top + HIGH


def _draw_one(sheet: Sheet, number: Number, left: float, top: float, wide: float) -> None:
    room = wide - EDGE - 2 * PAD + 10
    inner = left + EDGE + PAD
    sheet.box((left, top), (wide, HIGH), ALARMED if number.alarming else FAINT, mark=True)
    sheet.box((left, top), (EDGE, HIGH), WARNING if number.alarming else NAVY)
    sheet.words(inner, top + 28, fitted(number.label, TEXT, room), TEXT, GREY)
    size = next((size for size in SIZES if fitted(number.value, size, room)[-1:] != "…"), SIZES[-1])
    sheet.words(inner, top + 81, fitted(number.value, size, room), size, INK, bold=True)
    sheet.words(inner, top + 135, fitted(number.note, SMALL, room), SMALL, GREY)
