"""What a picture looks like, in 64 bits: of the same picture in another size or quality few of them are others.

They are the 64 coarsest waves (of a DCT) in the picture as 32 × 32 greys, each stronger or weaker than their median.
"""

import math
from collections.abc import Iterable
from operator import mul

from PIL import Image

SIDE, WAVES = 32, 8
FAINT = 0.5  # grey levels; what a JPEG adds, or takes away, is some 0.05
LEAST = 32  # waves that are not faint, of a picture that can be told from others; photos have some 55
COSINES = [[math.cos(math.pi * (2 * x + 1) * wave / (2 * SIDE)) for x in range(SIDE)] for wave in range(1, WAVES + 1)]


def look_of(image: Image.Image) -> int | None:
    """None of a wall, a dark stairwell, a blurred finger: they all look alike."""
    waves = _waves(image)
    if sum(abs(each) > FAINT for each in waves) < LEAST:
        return None
    median = sorted(waves)[len(waves) // 2]
    return sum(1 << number for number, each in enumerate(waves) if each > median)


def _waves(image: Image.Image) -> list[float]:
    """In grey levels."""
    greys = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()
    rows = [greys[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    across = [[_product(row, wave) for wave in COSINES] for row in rows]
    return [_product(column, wave) * 4 / SIDE**2 for column in zip(*across, strict=True) for wave in COSINES]


def _product(one: Iterable[float], other: Iterable[float]) -> float:
    return math.fsum(map(mul, one, other))
