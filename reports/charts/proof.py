"""A picture counts only if it can be read, has the size that was meant, is not of one colour, and shows a mark for
each value of its page.
"""

import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from math import isfinite

import numpy as np
from defusedxml import ElementTree
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from reports.charts.look import SERIES
from reports.charts.page import Bars, Heat, Map, NotDrawn, Numbers, Page, Panel, Trend

MOST_BYTES = 10_000_000  # as Telegram takes photos
MOST_SIDES = 10_000  # width and height together
MOST_RATIO = 20
MOST_NUMBERS = 5


def meant(page: Page) -> dict[int, int]:
    """How many marks each panel should have, by its number from 1; one, hatched, where it has no data at all."""
    if not page.panels:
        raise NotDrawn("a page without a panel")
    for number, panel in enumerate(page.panels, 1):
        if why := next(_wrong(panel), ""):
            raise NotDrawn(f"panel {number}: {why}")
    return {number: max(_values(panel), 1) for number, panel in enumerate(page.panels, 1)}


def _values(panel: Panel) -> int:
    match panel:
        case Numbers(items):
            return len(items)
        case Bars(rows=rows):
            return sum(len(row.values) for row in rows)
        case Trend(lines=lines):
            return sum(value is not None for line in lines for value in line.values)
        case Heat(rows=rows):
            return sum(len(row.cells) for row in rows)
        case Map(areas=areas):
            return len(areas)


def _wrong(panel: Panel) -> Iterator[str]:
    match panel:
        case Numbers(items):
            if not 1 <= len(items) <= MOST_NUMBERS:
                yield f"{len(items)} numbers"
        case Bars():
            yield from _wrong_bars(panel)
        case Trend():
            yield from _wrong_trend(panel)
        case Heat(columns=columns, rows=heat_rows):
            yield from ("a row of another length" for row in heat_rows if len(row.cells) != len(columns))
            yield from _wrong_values([cell.share for row in heat_rows for cell in row.cells], 1)
        case Map(areas=areas):
            yield from _wrong_values([area.level for area in areas], 1)
            yield from _wrong_values(
                [abs(part) for area in areas for point in chain(*area.rings) for part in point], 180
            )
            yield from (
                "a ring of less than three points" for area in areas if any(len(ring) < 3 for ring in area.rings)
            )


def _wrong_bars(panel: Bars) -> Iterator[str]:
    if not 1 <= len(panel.series) <= len(SERIES):
        yield f"{len(panel.series)} series"
    for row in panel.rows:
        if len(row.values) != len(panel.series) or (row.texts and len(row.texts) != len(panel.series)):
            yield "a row of another length"
    yield from _wrong_values([value for row in panel.rows for value in row.values])


def _wrong_trend(panel: Trend) -> Iterator[str]:
    of_either = Counter(line.faint for line in panel.lines)
    if max(of_either.values(), default=0) > len(SERIES):
        yield f"{len(panel.lines)} lines"
    yield from ("a line of another length" for line in panel.lines if len(line.values) != len(panel.labels))
    yield from _wrong_values([value for line in panel.lines for value in line.values])


def _wrong_values(values: list[float | None], most: float | None = None) -> Iterator[str]:
    for value in values:
        if value is not None and not (isfinite(value) and value >= 0 and (most is None or value <= most)):
            yield f"a value of {value}"


def drawn(figure: Figure) -> dict[int, int]:
    """How many marks each panel has that can be seen."""
    width, height = figure.bbox.width, figure.bbox.height
    found: Counter[int] = Counter()
    for artist in figure.findobj(_is_mark):
        box = artist.get_window_extent()
        within = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        if artist.get_visible() and within:
            found[int(str(artist.get_gid()).split("-")[1])] += _worth(artist)
    return dict(found)


def _is_mark(artist: Artist) -> bool:
    return str(artist.get_gid()).startswith("mark-")


def _worth(artist: Artist) -> int:
    """A line is a mark at each of its points."""
    return int(np.isfinite(np.asarray(artist.get_ydata(), float)).sum()) if isinstance(artist, Line2D) else 1


def prove_marks(page: Page, figure: Figure) -> None:
    wanted, found = meant(page), drawn(figure)
    if wanted != found:
        raise NotDrawn(f"marks by panel: {wanted} meant, {found} drawn")


def prove_size(width: int, height: int) -> None:
    if width + height > MOST_SIDES or max(width, height) > MOST_RATIO * min(width, height):
        raise NotDrawn(f"{width} by {height} pixels")


def prove_png(picture: bytes, size: tuple[int, int]) -> None:
    if len(picture) > MOST_BYTES:
        raise NotDrawn(f"{len(picture)} bytes")
    try:
        with Image.open(io.BytesIO(picture)) as image:
            grey = image.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotDrawn(f"unreadable: {error}") from error
    if grey.size != size:
        raise NotDrawn(f"{grey.size} pixels, {size} meant")
    lightest_and_darkest = grey.getextrema()
    if len(set(lightest_and_darkest)) == 1:
        raise NotDrawn("of one colour")


def prove_svg(picture: bytes, figure: Figure) -> None:
    """Every mark of the figure is an element of its own."""
    try:
        root = ElementTree.fromstring(picture)
    except ElementTree.ParseError as error:
        raise NotDrawn(f"unreadable: {error}") from error
    wanted = {artist.get_gid() for artist in figure.findobj(_is_mark)}
    written = {element.get("id") for element in root.iter() if len(element)}
    if lost := wanted - written:
        raise NotDrawn(f"{len(lost)} marks were not written")
