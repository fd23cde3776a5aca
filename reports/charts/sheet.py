"""The sheet of paper that charts are drawn on, in pixels from its upper left; its height is set when all is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from reports.charts.letters import font, lines, plain
from reports.charts.look import DPI, GREY, HATCH, HEADING, INK, LEFT, PAPER, RIGHT, RULE, SMALL, WIDE

PX = 72 / DPI  # in points
BOLD = 0.04  # of the size of letters: the font has one weight, its outlines are stroked
MIDDLE = 0.37  # of the size: from the middle of letters down to their baseline
LINE = 1.35  # of the size: from line to line

NOTHING_HIGH = 44.0
BETWEEN = 52.0  # two halves

Align = Literal["left", "center", "right"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Span:
    """What a panel has of the sheet's width."""

    left: float
    right: float

    @property
    def wide(self) -> float:
        return self.right - self.left


WHOLE = Span(LEFT, RIGHT)
HALVES = Span(LEFT, (LEFT + RIGHT - BETWEEN) / 2), Span((LEFT + RIGHT + BETWEEN) / 2, RIGHT)


class Sheet:
    """Artists that stand for data are marks: `mark` names the next one after its panel."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDE / DPI, 1), dpi=DPI, facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDE)
        self.panel = 0
        self._marks = 0
        FigureCanvasAgg(self.figure)

    def end(self, height: int) -> None:
        self.axes.set_ylim(height, 0)
        self.figure.set_size_inches(WIDE / DPI, height / DPI)

    def next_panel(self) -> None:
        self.panel += 1
        self._marks = 0

    def _mark(self, artist: Artist) -> None:
        artist.set_gid(f"mark-{self.panel}-{self._marks}")
        self._marks += 1

    def words(
        self,
        left: float,
        middle: float,
        text: str,
        size: int,
        colour: str = INK,
        align: Align = "left",
        *,
        bold: bool = False,
        halo: str = "",
    ) -> None:
        """On one line around `middle`, plain: a $ is a dollar. `halo`: the colour around them, on what is coloured."""
        if not (text := plain(text)):
            return
        artist = self.axes.text(left, middle + size * MIDDLE, text, fontproperties=font(size), parse_math=False)
        artist.set(color=colour, horizontalalignment=align, verticalalignment="baseline")
        if bold or halo:
            stroke = (size * BOLD, colour) if bold else (4.0, halo)
            artist.set_path_effects([withStroke(linewidth=stroke[0] * PX, foreground=stroke[1])])

    def paragraph(
        self, text: str, top: float, size: int, colour: str, most: int, *, bold: bool = False, span: Span = WHOLE
    ) -> float:
        """Returns where the next may begin."""
        for line in lines(text, size, span.wide - 4, most):
            self.words(span.left, top + size * LINE / 2, line, size, colour, bold=bold)
            top += size * LINE
        return top

    def heading(self, title: str, span: Span, top: float) -> float:
        """Of a panel: a thin line and its title."""
        self.line([(span.left, top), (span.right, top)], RULE, 1.5)
        return self.paragraph(title, top + 14, HEADING, INK, 1, bold=True, span=span) + 6

    def note(self, text: str, span: Span, top: float) -> float:
        """In small grey letters below a panel."""
        return self.paragraph(text, top + 6, SMALL, GREY, 2, span=span)

    def nothing(self, span: Span, top: float) -> float:
        """In the place of a panel's data that are none at all."""
        self.unknown((span.left, top), (span.wide, NOTHING_HIGH))
        return top + NOTHING_HIGH

    def box(
        self,
        corner: Point,
        size: Point,
        fill: str = "none",
        edge: str = "none",
        width: float = 0,
        *,
        mark: bool = False,
    ) -> None:
        box = Rectangle(corner, *size, facecolor=fill, edgecolor=edge, linewidth=width * PX)
        self._add(box, mark=mark)

    def unknown(self, corner: Point, size: Point) -> None:
        """A mark that stands for no data."""
        self._add(Rectangle(corner, *size, hatch=HATCH, **_hatched()), mark=True)

    def area(self, rings: Sequence[Sequence[Point]], fill: str | None, width: float) -> None:
        """A mark of one or several closed outlines; no data where it has no fill."""
        points = [point for ring in rings for point in (*ring, ring[0])]
        codes = [code for ring in rings for code in (Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY)]
        look: dict[str, Any] = _hatched() if fill is None else {"facecolor": fill}
        patch = PathPatch(Path(points, codes), hatch=HATCH if fill is None else None, joinstyle="round", **look)
        patch.set(edgecolor=RULE if fill is None else PAPER, linewidth=width * PX)
        self._add(patch, mark=True)

    def line(self, points: Sequence[Point], colour: str, width: float, *, mark: bool = False, **look: Any) -> None:
        """A value that is not a number breaks it."""
        x, y = zip(*points, strict=True)
        drawn = Line2D(x, y, color=colour, linewidth=width * PX, solid_capstyle="round", **look)
        self._add(drawn, mark=mark)

    def _add(self, artist: Artist, *, mark: bool) -> None:
        self.axes.add_artist(artist)
        if mark:
            self._mark(artist)


def _hatched() -> dict[str, Any]:
    return {"facecolor": PAPER, "edgecolor": RULE, "linewidth": 1.5 * PX}
