"""网格责任图: the tree of grids and who answers for each, a page for the top and pages for each branch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS, SERIF
from reports.paper import HIGH, WIDE, new_paper, write

TITLE = "消防安全网格责任图"
MARGIN = 12.0
BOXES = 4  # in a row
GAP = 4.0
PAGE_WIDE, PAGE_HIGH = HIGH, WIDE  # landscape
BOX_WIDE = (PAGE_WIDE - 2 * MARGIN - (BOXES - 1) * GAP) / BOXES
BOX_HIGH = 23.0
TOP_WIDE = 92.0
FIRST_ROW = 62.0
BOTTOM = 12.0
NAMED = 3
FILL_TOP, FILL_BOX = (244, 228, 226), (250, 247, 244)
ROWS = int((PAGE_HIGH - FIRST_ROW - BOTTOM + GAP) // (BOX_HIGH + GAP))
EACH = BOXES * ROWS


@dataclass(frozen=True)
class Node:
    """Names only: a chart that hangs on a wall bears no numbers."""

    name: str
    leaders: Sequence[str]
    members: Sequence[str]
    below: Sequence["Node"] = ()

    def branches(self) -> Iterator["Node"]:
        """Itself and every node that has others below it, from the top down."""
        if self.below:
            yield self
            for each in self.below:
                yield from each.branches()


def make(office: str, top: Node, made: datetime) -> bytes:
    pdf = new_paper(TITLE, office, made, margin=MARGIN, landscape=True)
    for branch in list(top.branches()) or [top]:
        for start in range(0, max(len(branch.below), 1), EACH):
            _page(pdf, office, branch, branch.below[start : start + EACH], made)
    return bytes(pdf.output())


def _page(pdf: FPDF, office: str, branch: Node, shown: Sequence[Node], made: datetime) -> None:
    pdf.add_page()
    pdf.set_font(SANS, size=18)
    write(pdf, f"{branch.name}{TITLE}", MARGIN, 9, PAGE_WIDE - 2 * MARGIN, 9, Align.C, most=1)
    middle = PAGE_WIDE / 2
    _box(pdf, branch, middle - TOP_WIDE / 2, 22, TOP_WIDE, FILL_TOP)
    _lines(pdf, shown, middle)
    for number, node in enumerate(shown):
        row, column = divmod(number, BOXES)
        _box(pdf, node, _left(column), FIRST_ROW + row * (BOX_HIGH + GAP), BOX_WIDE, FILL_BOX)
    pdf.set_font(SERIF, size=8)
    foot = f"{office}　{made:%Y年%m月}制　第{pdf.page_no()}页"
    write(pdf, foot, MARGIN, PAGE_HIGH - 9, PAGE_WIDE - 2 * MARGIN, 4, Align.R)


def _left(column: int) -> float:
    return MARGIN + column * (BOX_WIDE + GAP)


def _lines(pdf: FPDF, shown: Sequence[Node], middle: float) -> None:
    if not shown:
        return
    bar = FIRST_ROW - 8
    columns = min(len(shown), BOXES)
    pdf.set_line_width(0.4)
    pdf.line(middle, 22 + BOX_HIGH, middle, bar)
    ends = [_left(column) + BOX_WIDE / 2 for column in range(columns)]
    pdf.line(min(*ends, middle), bar, max(*ends, middle), bar)
    for end in ends:
        pdf.line(end, bar, end, FIRST_ROW)


def _box(pdf: FPDF, node: Node, left: float, top: float, width: float, fill: tuple[int, int, int]) -> None:
    pdf.set_line_width(0.3)
    pdf.set_fill_color(*fill)
    pdf.rect(left, top, width, BOX_HIGH, style="DF")
    pdf.set_font(SANS, size=11)
    below = write(pdf, node.name, left + 2, top + 1.5, width - 4, 5.5, Align.C, most=1)
    pdf.set_font(SERIF, size=9.5)
    for role, names in (("负责人", node.leaders), ("网格员", node.members)):
        if names:
            below = write(pdf, f"{role}：{_named(names)}", left + 2, below, width - 4, 4.8, Align.C, most=2)


def _named(names: Sequence[str]) -> str:
    told = "、".join(names[:NAMED])
    return told if len(names) <= NAMED else f"{told}等{len(names)}人"
