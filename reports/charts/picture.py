"""A page of charts, panel by panel, and what it becomes.

matplotlib's objects, without pyplot, which keeps a state of the process, and without a layout engine: all places are
reckoned here.
"""

import io
from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image

from reports.charts import bars, heat, numbers, proof, street_map, trend
from reports.charts.letters import plain
from reports.charts.look import DPI, GREY, INK, LEFT, NAVY, RIGHT, RULE, SMALL, TEXT, TITLE, WIDE
from reports.charts.page import Bars, Heat, Map, Numbers, Page, Panel, Trend
from reports.charts.sheet import HALVES, WHOLE, Sheet, Span

BAND, HEAD, GAP, FOOT = 14.0, 46.0, 36.0, 34.0  # of colour at the top; before the title; between panels; below all
STEADY: dict[Any, Any] = {
    "svg.hashsalt": "charts",
    "svg.fonttype": "path",
    "hatch.linewidth": 1.2,
    "axes.unicode_minus": False,
}


def as_png(page: Page) -> bytes:
    with mpl.rc_context(STEADY):
        sheet, height = draw(page)
        pixels = io.BytesIO()
        FigureCanvasAgg(sheet.figure).print_figure(pixels, format="rgba", dpi=DPI)
    made = io.BytesIO()
    picture = Image.frombytes("RGBA", (WIDE, height), pixels.getvalue())
    picture.convert("RGB").save(made, "PNG", compress_level=4)
    proof.prove_png(made.getvalue(), (WIDE, height))
    return made.getvalue()


def as_svg(page: Page) -> bytes:
    with mpl.rc_context(STEADY):
        sheet, _ = draw(page)
        made = io.BytesIO()
        about = {"Date": None, "Title": plain(page.title)}
        FigureCanvasSVG(sheet.figure).print_figure(made, format="svg", dpi=DPI, metadata=about)
    proof.prove_svg(made.getvalue(), sheet.figure)
    return made.getvalue()


def draw(page: Page) -> tuple[Sheet, int]:
    """All of it, proved to be there, and how high it is."""
    proof.meant(page)
    sheet = Sheet()
    sheet.box((0, 0), (WIDE, BAND), NAVY)
    top = sheet.paragraph(page.title, HEAD, TITLE, INK, 2, bold=True)
    top = sheet.paragraph(page.subtitle, top + 4, TEXT, GREY, 2)
    for row in _rows(page.panels):
        ends = []
        for panel, span in zip(row, HALVES if len(row) == 2 else (WHOLE,), strict=True):
            sheet.next_panel()
            ends.append(_draw(panel, sheet, span, top + GAP))
        top = max(ends)
    if page.footer.strip():
        sheet.line([(LEFT, top + GAP), (RIGHT, top + GAP)], RULE, 1.5)
        top = sheet.paragraph(page.footer, top + GAP + 12, SMALL, GREY, 3)
    height = ceil(top + FOOT)
    proof.prove_size(WIDE, height)
    sheet.end(height)
    proof.prove_marks(page, sheet.figure)
    return sheet, height


def _rows(panels: Sequence[Panel]) -> Iterator[Sequence[Panel]]:
    """Two halves that follow each other are one."""
    waiting: list[Panel] = []
    for panel in panels:
        waiting.append(panel)
        if len(waiting) == 2 or not _half(panel):
            yield from (waiting,) if all(map(_half, waiting)) else ([each] for each in waiting)
            waiting = []
    if waiting:
        yield waiting


def _half(panel: Panel) -> bool:
    return not isinstance(panel, Numbers) and panel.half


def _draw(panel: Panel, sheet: Sheet, span: Span, top: float) -> float:
    """Returns its lower edge."""
    match panel:
        case Numbers():
            return numbers.draw(sheet, panel, span, top)
        case Bars():
            return bars.draw(sheet, panel, span, top)
        case Trend():
            return trend.draw(sheet, panel, span, top)
        case Heat():
            return heat.draw(sheet, panel, span, top)
        case Map():
            return street_map.draw(sheet, panel, span, top)
