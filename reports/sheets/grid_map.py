"""The outline of a grid among those around it, from boundaries in degrees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from fpdf import FPDF
from fpdf.enums import Align

from reports.characters import SANS
from reports.paper import write

Ring = list[tuple[float, float]]
OWN_FILL, OWN_LINE, OTHER_LINE = (253, 226, 214), (176, 24, 24), 150
LETTERS = 7.5
LINE = 3.4
AROUND = 0.35  # of the grid's own extent


@dataclass(frozen=True)
class Outline:
    """A boundary as the roster has it: GeoJSON, Polygon or MultiPolygon."""

    name: str
    boundary: dict[str, Any]

    def rings(self) -> list[Ring]:
        """The outer ring of each part, longitude first."""
        shape = self.boundary
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        return [[(float(x), float(y)) for x, y, *_ in part[0]] for part in parts]


@dataclass(frozen=True)
class GridMap:
    """`within` are the grids below it, or else `around` its neighbours."""

    own: Outline
    others: Sequence[Outline]

    def draw(self, pdf: FPDF, left: float, top: float, width: float, height: float) -> None:
        paper = _Projection(self.own, left, top, width, height)
        pdf.set_line_width(0.2)
        with pdf.rect_clip(left, top, width, height):
            pdf.set_fill_color(*OWN_FILL)
            for ring in self.own.rings():
                pdf.polygon(paper.points(ring), style="F")
            pdf.set_draw_color(OTHER_LINE)
            for other in self.others:
                for ring in other.rings():
                    pdf.polygon(paper.points(ring), style="D")
            pdf.set_draw_color(*OWN_LINE)
            pdf.set_line_width(0.7)
            for ring in self.own.rings():
                pdf.polygon(paper.points(ring), style="D")
            pdf.set_font(SANS, size=LETTERS)
            for each in (self.own, *self.others):
                _name(pdf, each.name, paper.middle(each))
        pdf.set_draw_color(OTHER_LINE)
        pdf.set_line_width(0.2)
        pdf.rect(left, top, width, height)
        pdf.set_draw_color(0)


def _name(pdf: FPDF, name: str, at: tuple[float, float]) -> None:
    width = 26.0
    write(pdf, name, at[0] - width / 2, at[1] - LINE / 2, width, LINE, Align.C, most=2)


class _Projection:
    """Degrees to millimetres, the grid in the middle, as large as fits with some of what is around."""

    def __init__(self, own: Outline, left: float, top: float, width: float, height: float) -> None:
        points = [point for ring in own.rings() for point in ring]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self._x, self._y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        self._flat = cos(radians(self._y))
        wide = max((max(xs) - min(xs)) * self._flat, 1e-6) * (1 + AROUND)
        high = max(max(ys) - min(ys), 1e-6) * (1 + AROUND)
        self._scale = min(width / wide, height / high)
        self._left, self._top = left + width / 2, top + height / 2

    def points(self, ring: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        return [
            (
                self._left + (x - self._x) * self._flat * self._scale,
                self._top - (y - self._y) * self._scale,
            )
            for x, y in ring
        ]

    def middle(self, outline: Outline) -> tuple[float, float]:
        """Of its largest part's extent."""
        ring = max(outline.rings(), key=_extent)
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        return self.points([((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)])[0]


def _extent(ring: Ring) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))
