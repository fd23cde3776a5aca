"""Letters of the Chinese font that comes with the program: how wide they are, and what fits."""

from functools import cache, lru_cache
from typing import Any

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from reports.characters import SANS, drawable, paths
from reports.charts.look import DPI
from reports.line_breaking import wrap

CUT = "…"


@cache
def font(size: int) -> FontProperties:
    """`size` in pixels."""
    return FontProperties(fname=str(paths()[SANS]), size=size * 72 / DPI)


@cache
def _renderer() -> Any:
    return RendererAgg(8, 8, DPI)  # type: ignore[no-untyped-call] # matplotlib has no types for it


@lru_cache(maxsize=20_000)  # of a process that draws for years
def width(text: str, size: int) -> float:
    """In pixels; of a text on one line."""
    measured: float = _renderer().get_text_width_height_descent(text, font(size), ismath=False)[0]
    return measured


def widest(texts: list[str], size: int) -> float:
    return max((width(text, size) for text in texts), default=0.0)


def plain(text: str) -> str:
    """On one line, without what the font has not got."""
    return " ".join(drawable(text).split())


def fitted(text: str, size: int, room: float) -> str:
    """All of it, or as much of its beginning as fits, or nothing."""
    text = plain(text)
    if width(text, size) <= room:
        return text
    fits, too_many = 0, len(text)
    while too_many - fits > 1:
        half = (fits + too_many) // 2
        if width(text[:half].rstrip() + CUT, size) <= room:
            fits = half
        else:
            too_many = half
    return text[:fits].rstrip() + CUT if fits else ""


def lines(text: str, size: int, room: float, most: int) -> list[str]:
    """Broken by the rules of Chinese text; what is more than `most` lines is cut."""
    broken = wrap(plain(text), room, lambda piece: width(piece, size))
    if len(broken) > most:
        broken[most - 1 :] = [fitted("".join(broken[most - 1 :]), size, room)]
    return [line.strip() for line in broken if line.strip()]
