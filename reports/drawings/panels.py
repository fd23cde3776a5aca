"""How a picture is divided: what not to do beside what to do, or steps one after the other."""

from collections.abc import Callable, Sequence

from reports.drawings.canvas import BLACK, BLUE, LIGHT, RED, WHITE, Canvas

Draws = Callable[[Canvas], None]
WIDE, HIGH, FLOOR = 580, 730, 130


def panel(c: Canvas, draws: Draws, words: str, edge: str = BLACK, wide: float = WIDE) -> None:
    """`draws` is given a canvas whose origin is the left end of the floor, 600 pixels high."""
    c.box((0, 0), (wide, HIGH), WHITE, edge, 8, rounded=24)
    c.line([(4, FLOOR), (wide - 4, FLOOR)], LIGHT, 8)
    draws(c.at(0, FLOOR))
    c.words((wide / 2, 64), words, 52, BLACK, wide - 50)


def two(c: Canvas, words: Sequence[str], wrong: Draws, right: Draws) -> None:
    for x, draws, said, edge, mark in (
        (40, wrong, words[0], RED, Canvas.cross),
        (660, right, words[1], BLUE, Canvas.tick),
    ):
        here = c.at(x, 40)
        panel(here, draws, said, edge)
        mark(here, (72, HIGH - 72), 48)


def steps(c: Canvas, words: Sequence[str], every: Sequence[Draws]) -> None:
    """Numbered, side by side."""
    wide = (1240 - 40 - 20 * (len(every) - 1)) / len(every)
    for n, (draws, said) in enumerate(zip(every, words, strict=True)):
        here = c.at(40 + n * (wide + 20), 40)
        panel(here, draws, said, BLACK, wide)
        here.disc((54, HIGH - 54), 36, BLUE)
        here.words((54, HIGH - 56), str(n + 1), 46, WHITE)
