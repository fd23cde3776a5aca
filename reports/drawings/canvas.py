"""A picture of 1280 × 960 pixels, drawn in pixels from the lower left; colours that colour-blind people tell apart, and
every meaning in a shape as well.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from reports.characters import SANS, drawable, paths

WIDTH, HEIGHT, DPI = 1280, 960, 100
PX = 72 / DPI  # in points
LATIN = 0x2E7F  # the last character that is narrow
TWO_LINES = 0.8  # of the height of letters, on each of two lines
BLACK, GREY, LIGHT, WHITE, PAPER = "#1d2329", "#7d858c", "#d9dde0", "#ffffff", "#f6f3ec"
BLUE, SKY, GREEN, YELLOW, ORANGE, RED, BROWN = (
    *("#0072b2", "#9fd3ef", "#009e73", "#f0e442", "#e69f00", "#d55e00", "#8a5a2b"),
)
SKIN, CLOTH = "#f0c9a4", "#4a6fa5"
Point = tuple[float, float]


@dataclass(frozen=True)
class Canvas:
    """Moved by `x` and `y` and scaled by `size` from the picture's corner."""

    axes: Axes
    x: float = 0
    y: float = 0
    size: float = 1

    def at(self, x: float, y: float, size: float = 1) -> "Canvas":
        return replace(self, x=self.x + x * self.size, y=self.y + y * self.size, size=self.size * size)

    def _to(self, point: Point) -> Point:
        return self.x + point[0] * self.size, self.y + point[1] * self.size

    def _width(self, pixels: float) -> float:
        return pixels * self.size * PX

    def _look(self, fill: str, edge: str, width: float, **more: str) -> dict[str, Any]:
        return {"facecolor": fill, "edgecolor": edge, "linewidth": self._width(width), **more}

    def box(
        self, corner: Point, size: Point, fill: str, edge: str = "none", width: float = 4, rounded: float = 0
    ) -> None:
        (x, y), (w, h) = self._to(corner), (size[0] * self.size, size[1] * self.size)
        look = self._look(fill, edge, width)
        if rounded:
            style = f"round,pad=0,rounding_size={rounded * self.size}"
            self.axes.add_patch(FancyBboxPatch((x, y), w, h, boxstyle=style, **look))
        else:
            self.axes.add_patch(Rectangle((x, y), w, h, **look))

    def disc(self, centre: Point, radius: float, fill: str, edge: str = "none", width: float = 4) -> None:
        look = self._look(fill, edge, width)
        self.axes.add_patch(Circle(self._to(centre), radius * self.size, **look))

    def shape(self, points: Sequence[Point], fill: str, edge: str = "none", width: float = 4) -> None:
        look: dict[str, Any] = {
            "facecolor": fill,
            "edgecolor": edge,
            "linewidth": self._width(width),
            "joinstyle": "round",
        }
        self.axes.add_patch(Polygon([self._to(point) for point in points], closed=True, **look))

    def line(self, points: Sequence[Point], colour: str = BLACK, width: float = 6) -> None:
        x, y = zip(*map(self._to, points), strict=True)
        self.axes.plot(x, y, color=colour, lw=self._width(width), solid_capstyle="round", solid_joinstyle="round")

    def curve(self, points: Sequence[Point], fill: str = "none", edge: str = "none", width: float = 6) -> None:
        """Through every third point, the others being the handles of cubic curves."""
        codes = [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)]
        look: dict[str, Any] = {
            "facecolor": fill,
            "edgecolor": edge,
            "linewidth": self._width(width),
            "capstyle": "round",
        }
        self.axes.add_patch(PathPatch(Path([self._to(point) for point in points], codes), **look))

    def arrow(self, start: Point, end: Point, colour: str = BLACK, width: float = 10) -> None:
        (x0, y0), (x1, y1) = start, end
        length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1)
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        head, half = width * 2.8, width * 1.7
        neck = x1 - ux * head, y1 - uy * head
        self.line([start, neck], colour, width)
        self.shape(
            [end, (neck[0] - uy * half, neck[1] + ux * half), (neck[0] + uy * half, neck[1] - ux * half)], colour
        )

    def words(self, centre: Point, text: str, height: float, colour: str = BLACK, room: float = 0) -> None:
        """In letters of this height, or smaller ones, perhaps on two lines, where they need more than `room` pixels."""
        shown = drawable(text)
        pixels = min(height, room / _units(shown)) if room else height
        if pixels < height * TWO_LINES and " " in shown:
            half = min((at for at, ch in enumerate(shown) if ch == " "), key=lambda at: abs(at - len(shown) / 2))
            shown = f"{shown[:half]}\n{shown[half + 1 :]}"
            pixels = min(height * TWO_LINES, room / max(map(_units, shown.split("\n"))))
        font = FontProperties(fname=str(paths()[SANS]), size=self._width(pixels))
        bold = [withStroke(linewidth=self._width(pixels * 0.03), foreground=colour)]
        place = self._to(centre)
        self.axes.text(*place, shown, fontproperties=font, color=colour, ha="center", va="center", path_effects=bold)

    def tick(self, centre: Point, radius: float = 44) -> None:
        (x, y), r = centre, radius
        self.disc(centre, r, BLUE, WHITE, 6)
        self.line([(x - r * 0.45, y), (x - r * 0.1, y - r * 0.38), (x + r * 0.5, y + r * 0.4)], WHITE, r * 0.24)

    def cross(self, centre: Point, radius: float = 44) -> None:
        (x, y), r = centre, radius
        self.disc(centre, r, RED, WHITE, 6)
        for way in (-1, 1):
            self.line([(x - r * 0.4, y - way * r * 0.4), (x + r * 0.4, y + way * r * 0.4)], WHITE, r * 0.24)


def _units(text: str) -> float:
    """How wide it is, in heights of its letters."""
    return sum(1.0 if ord(ch) > LATIN else 0.56 for ch in text) or 1


def blank() -> Canvas:
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, HEIGHT)
    axes.set_axis_off()
    return Canvas(axes)


def png(canvas: Canvas) -> bytes:
    made = io.BytesIO()
    FigureCanvasAgg(canvas.axes.get_figure(root=True)).print_figure(made, format="png", dpi=DPI)
    return made.getvalue()
