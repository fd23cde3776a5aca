"""Lines over periods from zero up, each named at its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite, log10, nan

from reports.charts.boxes import Box, around, free
from reports.charts.letters import fitted, plain, widest, width
from reports.charts.look import GREY, HAIR, INK, MARKERS, PAPER, RULE, SERIES, SMALL
from reports.charts.page import Line, Trend
from reports.charts.sheet import Point, Sheet, Span

HIGH, ROOF = 280.0, 38.0  # of the plot; above it, for the number at its highest point
NAMES_MOST = 0.3  # of the width
INSET = 16.0  # of the first point and the last
GAP = 18.0
STEP = SMALL * 1.3  # between the names of lines that end near each other
NUMBERED = 34.0  # points that are so far apart have their numbers written
PARTS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class _Plot:
    left: float
    right: float
    top: float
    greatest: float
    periods: int

    @property
    def apart(self) -> float:
        return (self.right - self.left - 2 * INSET) / max(self.periods - 1, 1)

    def at(self, period: int, value: float) -> Point:
        """The only one of one period stands in the middle."""
        first = INSET if self.periods > 1 else (self.right - self.left) / 2
        return self.left + first + period * self.apart, self.top + HIGH * (1 - value / self.greatest)

    def holds(self, box: Box) -> bool:
        """Free of the numbers at the side and the periods below."""
        return box[0] > self.left - 6 and box[3] < self.top + HIGH


@dataclass(frozen=True)
class _Drawn:
    line: Line
    points: Sequence[Point]  # y is nan where nothing is known
    colour: str


def draw(sheet: Sheet, panel: Trend, span: Span, top: float) -> float:
    top = sheet.heading(panel.title, span, top)
    values = [value for line in panel.lines for value in line.values if value is not None]
    if not values:
        return sheet.note(panel.note, span, sheet.nothing(span, top))
    ticks = _ticks(max(values), whole=all(float(value).is_integer() for value in values))
    names = [_name(line) for line in panel.lines]
    plot = _Plot(
        left=span.left + widest([_number(tick) for tick in ticks], SMALL) + GAP,
        right=span.right - min(widest(names, SMALL) + 2, span.wide * NAMES_MOST) - GAP,
        top=top + ROOF,
        greatest=ticks[-1],
        periods=len(panel.labels),
    )
    _grid(sheet, plot, ticks)
    drawn = [_line(sheet, plot, panel, place) for place in range(len(panel.lines))]
    _periods(sheet, plot, panel.labels)
    _name_lines(sheet, plot, drawn, names, span.right)
    if plot.apart >= NUMBERED:
        _write_numbers(sheet, plot, drawn)
    return sheet.note(panel.note, span, plot.top + HIGH + 40)


def _ticks(greatest: float, *, whole: bool) -> list[float]:
    """From 0 to no less than the greatest, three to five of them at round numbers."""
    rough = (greatest or 1) / 4
    power = 10 ** floor(log10(rough))
    step = next(part * power for part in PARTS if part * power >= rough * 0.999)
    if whole:
        step = max(1, ceil(step))
    return [step * number for number in range(max(ceil(greatest / step - 1e-9), 1) + 1)]


def _number(value: float) -> str:
    return f"{round(value, 4):,.10g}"


def _name(line: Line) -> str:
    last = next((value for value in reversed(line.values) if value is not None), None)
    return plain(f"{line.name} {'—' if last is None else _number(last)}")


def _grid(sheet: Sheet, plot: _Plot, ticks: Sequence[float]) -> None:
    for tick in ticks:
        _, y = plot.at(0, tick)
        sheet.line([(plot.left, y), (plot.right, y)], HAIR if tick else RULE, 1.5)
        sheet.words(plot.left - 8, y, _number(tick), SMALL, GREY, "right")


def _line(sheet: Sheet, plot: _Plot, panel: Trend, place: int) -> _Drawn:
    """Of the year before: thin, broken, with hollow markers."""
    line = panel.lines[place]
    number = sum(1 for other in panel.lines[:place] if other.faint == line.faint)
    colour, marker = SERIES[number], MARKERS[number]
    points = [plot.at(at, nan if value is None else value) for at, value in enumerate(line.values)]
    size = (8 if plot.periods <= 20 else 4) * 72 / 100
    look = {"marker": marker, "markersize": size, "markeredgewidth": 1.2, "zorder": 2 if line.faint else 3}
    if line.faint:
        sheet.line(points, colour, 2, mark=True, linestyle=(0, (5, 3)), markerfacecolor=PAPER, **look)
    else:
        sheet.line(points, colour, 4.5, mark=True, **look)
    return _Drawn(line, points, colour)


def _periods(sheet: Sheet, plot: _Plot, labels: Sequence[str]) -> None:
    """As many as have room, reckoned from the last."""
    most = max(plot.apart, 150.0)
    shown = [fitted(label, SMALL, most) for label in labels]
    step = max(1, ceil((widest(shown, SMALL) + 14) / plot.apart))
    for period in range(plot.periods - 1, -1, -step):
        x, bottom = plot.at(period, 0)
        sheet.line([(x, bottom), (x, bottom + 7)], RULE, 1.5)
        sheet.words(x, bottom + 26, shown[period], SMALL, GREY, "center")


def _last(drawn: _Drawn) -> Point | None:
    return next(((x, y) for x, y in reversed(drawn.points) if isfinite(y)), None)


def _name_lines(sheet: Sheet, plot: _Plot, drawn: Sequence[_Drawn], names: Sequence[str], right: float) -> None:
    """Beside the line's last point, moved apart where lines end near each other."""
    bottom = plot.top + HIGH
    wanted = sorted(((_last(each) or (0.0, bottom))[1], place) for place, each in enumerate(drawn))
    middles: list[float] = []
    for y, _ in wanted:
        middles.append(max(y, middles[-1] + STEP) if middles else y)
    over = max(0.0, middles[-1] - bottom)
    for place in reversed(range(len(middles))):
        highest = middles[place + 1] - STEP if place + 1 < len(middles) else middles[-1] - over
        middles[place] = min(middles[place], highest)
    left = plot.right + GAP
    for middle, (_, place) in zip(middles, wanted, strict=True):
        each = drawn[place]
        if (end := _last(each)) is not None:
            sheet.line([(end[0] + 8, end[1]), (left - 6, middle)], each.colour, 1)
        shown = fitted(names[place], SMALL, right - left)
        sheet.words(left, middle, shown, SMALL, GREY if each.line.faint else each.colour, bold=not each.line.faint)


def _write_numbers(sheet: Sheet, plot: _Plot, drawn: Sequence[_Drawn]) -> None:
    """Over a line's points, or below, where no other number or line is in the way; its last stands with its name, and a
    faint line has that alone.
    """
    lines = [around(point, 3, 3) for each in drawn for point in _along(each.points)]
    taken: list[Box] = [around(point, 8, 8) for each in drawn for point in each.points]
    for each in (one for one in drawn if not one.line.faint):
        for (x, y), value in zip(each.points, each.line.values, strict=True):
            if value is None or (x, y) == _last(each):
                continue
            half = width(_number(value), SMALL) / 2 + 2
            spots = [(middle, around((x, middle), half, SMALL / 2 + 2)) for middle in (y - 24, y + 25)]
            spots = [spot for spot in spots if plot.holds(spot[1]) and free(spot[1], taken)]
            if spots:
                middle, box = next((spot for spot in spots if free(spot[1], lines)), spots[0])
                taken.append(box)
                sheet.words(x, middle, _number(value), SMALL, INK, "center", halo=PAPER)


def _along(points: Sequence[Point]) -> Iterator[Point]:
    """Places on the line, near enough to each other that no number slips between."""
    for (x, y), (to_x, to_y) in pairwise(points):
        steps = max(int((abs(to_x - x) + abs(to_y - y)) // 8), 1) if isfinite(y + to_y) else 0
        yield from ((x + (to_x - x) * step / steps, y + (to_y - y) * step / steps) for step in range(steps))
