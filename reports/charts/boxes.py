"""What room texts take, so that none stands on another."""

from collections.abc import Iterable

Box = tuple[float, float, float, float]  # left, top, right, bottom


def around(middle: tuple[float, float], half_wide: float, half_high: float) -> Box:
    return middle[0] - half_wide, middle[1] - half_high, middle[0] + half_wide, middle[1] + half_high


def free(box: Box, taken: Iterable[Box]) -> bool:
    return not any(overlap(box, other) for other in taken)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
