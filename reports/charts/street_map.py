"""Areas shaded by level with their numbers in them: a map, or equal tiles where an area has no outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from reports.charts.boxes import Box, around, free
from reports.charts.letters import fitted, plain, width
from reports.charts.look import HAIR, LEAST, PAPER, RULE, SMALL, TEXT, ink_on, shade
from reports.charts.page import Area, Map
from reports.charts.places import inside, project, size
from reports.charts.sheet import Point, Sheet, Span

MOST_HIGH, FLAT = 640.0, 0.78  # pixels; of its width
TILE_HIGH, TILE_GAP, TILE_WIDE = 96.0, 6.0, 134.0  # the least width
TILES_MOST = 5  # in a row, while they are few
NAMED, NUMBERED = 0.96, 1.25  # of an area's extent that its texts may fill, and its number alone
ROOMY = 70.0  # pixels that an area is wide, where its number is as large as elsewhere
APART = 30.0  # a name and its number
KEY = (0.0, 0.33, 0.67, 1.0)
KEY_WIDE, KEY_HIGH = 34.0, 20.0


@dataclass(frozen=True)
class _Outlined:
    area: Area
    rings: Sequence[Sequence[Point]]  # in pixels, the largest first

    @property
    def fill(self) -> str | None:
        return None if self.area.level is None else shade(self.area.level)

    def extent(self) -> tuple[float, float]:
        xs, ys = zip(*self.rings[0], strict=True)
        return max(xs) - min(xs), max(ys) - min(ys)


def draw(sheet: Sheet, panel: Map, span: Span, top: float) -> float:
    top = sheet.heading(panel.title, span, top) + 4
    if not panel.areas:
        return sheet.note(panel.legend, span, sheet.nothing(span, top))
    shown = _map if all(area.rings for area in panel.areas) else _tiles
    return _legend(sheet, panel, span, shown(sheet, panel.areas, span, top))


def _map(sheet: Sheet, areas: Sequence[Area], span: Span, top: float) -> float:
    """The large ones first: what lies within another is drawn upon it."""
    to = project(
        [ring for area in areas for ring in area.rings], span.left, top, span.wide, min(MOST_HIGH, span.wide * FLAT)
    )
    outlined = [_Outlined(area, sorted(map(to.points, area.rings), key=size, reverse=True)) for area in areas]
    for each in sorted(outlined, key=lambda one: size(one.rings[0]), reverse=True):
        sheet.area(each.rings, each.fill, 2.5)
    small = median(each.extent()[0] for each in outlined) < ROOMY
    taken: list[Box] = []
    for each in sorted(outlined, key=lambda one: -1 if one.area.level is None else one.area.level, reverse=True):
        _write(sheet, each, LEAST if small else TEXT, taken)
    return top + to.high


def _write(sheet: Sheet, each: _Outlined, alone: int, taken: list[Box]) -> None:
    """Name and number, or the number alone, or, where that too would stand on another, nothing."""
    x, y = inside(each.rings[0])
    wide, high = each.extent()
    name = fitted(each.area.label, SMALL, wide * NAMED)
    number = plain(each.area.text)
    both = ((name, SMALL, y - APART / 2), (number, TEXT, y + APART / 2))
    for texts, filled in ((both, NAMED), (((number, alone, y),), NUMBERED)):
        boxes = [around((x, middle), width(text, letters) / 2 + 1, letters * 0.62) for text, letters, middle in texts]
        room = all(box[2] - box[0] <= wide * filled for box in boxes) and boxes[-1][3] - boxes[0][1] <= high * filled
        if room and all(free(box, taken) for box in boxes):
            taken.extend(boxes)
            fill = each.fill or PAPER
            for text, letters, middle in texts:
                sheet.words(x, middle, text, letters, ink_on(fill), "center", halo=fill)
            return


def _tiles(sheet: Sheet, areas: Sequence[Area], span: Span, top: float) -> float:
    most = max(int((span.wide + TILE_GAP) // (TILE_WIDE + TILE_GAP)), 1)
    columns = min(len(areas), most if len(areas) > TILES_MOST**2 else TILES_MOST, most)
    wide = (span.wide + TILE_GAP) / columns
    for place, area in enumerate(areas):
        row, column = divmod(place, columns)
        _tile(sheet, area, span.left + column * wide, top + row * (TILE_HIGH + TILE_GAP), wide - TILE_GAP)
    return top + ceil(len(areas) / columns) * (TILE_HIGH + TILE_GAP) - TILE_GAP


def _tile(sheet: Sheet, area: Area, left: float, top: float, wide: float) -> None:
    fill = PAPER if area.level is None else shade(area.level)
    halo = PAPER if area.level is None else ""  # of the tile's own colour nobody would see it
    if area.level is None:
        sheet.unknown((left, top), (wide, TILE_HIGH))
    else:
        sheet.box((left, top), (wide, TILE_HIGH), fill, HAIR, 1, mark=True)
    for text, letters, down in ((area.label, SMALL, 30), (area.text, TEXT, 65)):
        shown = fitted(text, letters, wide - 16)
        sheet.words(left + wide / 2, top + down, shown, letters, ink_on(fill), "center", halo=halo)


def _legend(sheet: Sheet, panel: Map, span: Span, top: float) -> float:
    """The shades from little to much, before what they mean."""
    if not plain(panel.legend):
        return top
    middle = top + 26
    for place, level in enumerate(KEY):
        corner = span.left + place * KEY_WIDE, middle - KEY_HIGH / 2
        sheet.box(corner, (KEY_WIDE, KEY_HIGH), shade(level), RULE, 1)
    return sheet.note(panel.legend, Span(span.left + len(KEY) * KEY_WIDE + 14, span.right), top + 5)
