"""Horizontal bars: a row for each label, a column for each series, a number at each bar."""

from dataclasses import dataclass

from reports.charts.letters import fitted, plain, widest, width
from reports.charts.look import GREY, HAIR, INK, RULE, SERIES, SMALL, WARNING, row_of
from reports.charts.page import BarRow, Bars
from reports.charts.sheet import Sheet, Span

GAP, NEAR = 0.022, 8.0  # between columns, of the width; between a bar and its number
LABELS_MOST = 0.36  # of the width
NOTHING, ZERO = "—", 2.0  # said where nothing is known; how wide a bar of nothing is
BAR = 0.56  # of the row


@dataclass(frozen=True)
class _Column:
    left: float
    longest: float  # of its bars, in pixels
    scale: float  # the value of the longest
    colour: str
    room: float  # for a number


def draw(sheet: Sheet, panel: Bars, span: Span, top: float) -> float:
    top = sheet.heading(panel.title, span, top)
    if not panel.rows:
        return sheet.note(panel.more, span, sheet.nothing(span, top))
    high, size = row_of(len(panel.rows), half=panel.half)
    labels = min(widest([plain(row.label) for row in panel.rows], size), span.wide * LABELS_MOST)
    columns = _columns(panel, Span(span.left + labels + 14, span.right), span.wide * GAP, size)
    top = _names(sheet, panel, columns, top)
    for row in panel.rows:
        sheet.line([(span.left, top), (span.right, top)], HAIR, 1)
        sheet.words(span.left, top + high / 2, fitted(row.label, size, labels), size)
        for place, column in enumerate(columns):
            _bar(sheet, column, row.values[place], fitted(text_at(row, place), size, column.room), top, high, size)
        top += high
    return sheet.note(panel.more, span, top)


def text_at(row: BarRow, place: int) -> str:
    if row.texts:
        return row.texts[place]
    value = row.values[place]
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _columns(panel: Bars, span: Span, gap: float, size: int) -> list[_Column]:
    count = len(panel.series)
    wide = (span.wide - gap * (count - 1)) / count
    greatest = [max((row.values[place] or 0 for row in panel.rows), default=0) for place in range(count)]
    columns = []
    for place in range(count):
        room = min(widest([plain(text_at(row, place)) for row in panel.rows], size) + 2, wide / 2)
        colour = WARNING if place in panel.alarming else SERIES[place]
        scale = greatest[place] if panel.apart else max(greatest)
        columns.append(_Column(span.left + place * (wide + gap), wide - room - NEAR, scale or 1, colour, room))
    if panel.apart:
        return columns
    shortest = min(
        column.longest for column in columns
    )  # or a value would be a longer bar in one column than in another
    return [_Column(each.left, shortest, each.scale, each.colour, each.room) for each in columns]


def _names(sheet: Sheet, panel: Bars, columns: list[_Column], top: float) -> float:
    """Of the series, each over its column beside a patch of its colour."""
    if not any(map(plain, panel.series)):
        return top
    for name, column in zip(panel.series, columns, strict=True):
        sheet.box((column.left, top + 10), (16, 16), column.colour)
        room = column.longest + column.room + NEAR - 26
        sheet.words(column.left + 26, top + 18, fitted(name, SMALL, room), SMALL, GREY)
    return top + 38


def _bar(sheet: Sheet, column: _Column, value: float | None, text: str, top: float, high: float, size: int) -> None:
    thick = high * BAR
    corner = column.left, top + (high - thick) / 2
    if value is None:
        long = width(NOTHING, size) * 2
        sheet.unknown(corner, (long, thick))
    else:
        long = max(column.longest * value / column.scale, ZERO)
        sheet.box(corner, (long, thick), column.colour if value else RULE, mark=True)
    sheet.words(column.left + long + NEAR, top + high / 2, text, size, INK if value else GREY)
