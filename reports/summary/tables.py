"""Tables over as many pages as they need, each page with the headings; columns as wide as what is in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS, SERIF, drawable
from reports.fonts import bold
from reports.paper import lines_of
from reports.summary.text import GOES_ON, Table

TITLE, TEXT = 11.5, 9.5
LINE, PAD = 4.8, 1.8  # of a cell; on each side of its text
NARROWEST = 16.0  # what a column of words may shrink to
LINES_MOST = 8  # in one cell
SHADED, RULED = 238, 150  # greys
KEPT_TOGETHER = 2  # rows that follow the headings on their page, and that end the table on one


@dataclass(frozen=True)
class Frame:
    """What of each page a table may fill."""

    left: float
    wide: float
    top: float
    bottom: float


@dataclass(frozen=True)
class _Row:
    cells: Sequence[Sequence[str]]  # of each the lines

    @property
    def high(self) -> float:
        return max(len(cell) for cell in self.cells) * LINE + 1.6


def draw(pdf: FPDF, table: Table, frame: Frame, top: float) -> float:
    """Returns where what follows may begin, on the last of its pages."""
    widths = _widths(pdf, table, frame.wide)
    pdf.set_font(SANS, size=TEXT)
    header = _row(pdf, table.header, widths)
    pdf.set_font(SERIF, size=TEXT)
    rows = [_row(pdf, row, widths) for row in table.rows]
    if top + LINE + 4 + header.high + _high(rows[:KEPT_TOGETHER]) > frame.bottom:
        top = _next_page(pdf, frame)
    top = _begin(pdf, table, table.title, header, widths, frame, top)
    for place, row in enumerate(rows):
        together = rows[place:] if place == len(rows) - KEPT_TOGETHER else [row]
        if top + _high(together) > frame.bottom:
            top = _begin(pdf, table, table.title + GOES_ON, header, widths, frame, _next_page(pdf, frame))
        total = table.total and place == len(rows) - 1
        top = _write(pdf, table, row, widths, frame.left, top, heading=total)
    return top + 5


def _high(rows: Sequence[_Row]) -> float:
    return sum(row.high for row in rows)


def _next_page(pdf: FPDF, frame: Frame) -> float:
    pdf.add_page()
    return frame.top


def _begin(
    pdf: FPDF, table: Table, title: str, header: _Row, widths: Sequence[float], frame: Frame, top: float
) -> float:
    with bold(pdf, SANS, TITLE):
        pdf.set_xy(frame.left, top)
        pdf.cell(frame.wide, LINE + 2, next(iter(lines_of(pdf, title, frame.wide, most=1)), ""))
    return _write(pdf, table, header, widths, frame.left, top + LINE + 3, heading=True)


def _write(
    pdf: FPDF, table: Table, row: _Row, widths: Sequence[float], left: float, top: float, *, heading: bool
) -> float:
    """Headings and sums are shaded."""
    pdf.set_font(SANS if heading else SERIF, size=TEXT)
    pdf.set_draw_color(RULED)
    pdf.set_line_width(0.2)
    if heading:
        pdf.set_fill_color(SHADED)
        pdf.rect(left, top, sum(widths), row.high, style="F")
    pdf.line(left, top + row.high, left + sum(widths), top + row.high)
    pdf.set_draw_color(0)
    for column, (cell, wide) in enumerate(zip(row.cells, widths, strict=True)):
        down = top + (row.high - len(cell) * LINE) / 2
        for line in cell:
            pdf.set_xy(left + PAD, down)
            pdf.cell(wide - 2 * PAD, LINE, line, align=Align.L if column in table.words else Align.R)
            down += LINE
        left += wide
    return top + row.high


def _row(pdf: FPDF, texts: Sequence[str], widths: Sequence[float]) -> _Row:
    return _Row([lines_of(pdf, text, wide - 2 * PAD, LINES_MOST) for text, wide in zip(texts, widths, strict=True)])


def _widths(pdf: FPDF, table: Table, whole: float) -> list[float]:
    """Numbers are as wide as they are, and words share the rest, or all share all where that is too little; those that
    need less than their share come first. What is left over widens all.
    """
    widths = list(_natural(pdf, table))
    rest = whole - sum(wide for column, wide in enumerate(widths) if column not in table.words)
    sharing = set(table.words)
    if rest < NARROWEST * len(sharing):
        rest, sharing = whole, set(range(len(widths)))
    for others, column in zip(count(len(sharing), -1), sorted(sharing, key=widths.__getitem__), strict=False):
        widths[column] = min(widths[column], rest / others)
        rest -= widths[column]
    return [each + (whole - sum(widths)) / len(widths) for each in widths]


def _natural(pdf: FPDF, table: Table) -> Iterator[float]:
    """In the wider of the two fonts, so that neither breaks."""
    for column, heading in enumerate(table.header):
        texts = (heading, *(row[column] for row in table.rows))
        widest = 0.0
        for font in (SANS, SERIF):
            pdf.set_font(font, size=TEXT)
            widest = max(widest, *(pdf.get_string_width(drawable(text).replace("\n", " ")) for text in texts))
        yield widest + 2 * PAD + 0.2
