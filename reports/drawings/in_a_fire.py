"""Scenes of what to do when it burns."""

from collections.abc import Sequence

from reports.drawings.canvas import (
    BLACK,
    BLUE,
    CLOTH,
    GREEN,
    LIGHT,
    ORANGE,
    RED,
    SKIN,
    SKY,
    WHITE,
    Canvas,
)
from reports.drawings.panels import panel, steps
from reports.drawings.things import crouching, door, extinguisher, flame, hose, lever, smoke, window


def extinguish(c: Canvas, words: Sequence[str]) -> None:
    """Lift, pull, aim, press."""

    def lift(c: Canvas) -> None:
        whole(c.at(145, 110))
        c.line([(145, 520), (145, 410)], CLOTH, 56)
        c.line([(118, 388), (176, 388)], SKIN, 34)
        c.arrow((236, 120), (236, 300), BLUE, 16)

    def pull(c: Canvas) -> None:
        whole(c.at(125, 60))
        c.line([(158, 352), (230, 352)], ORANGE, 10)
        c.disc((248, 352), 22, "none", ORANGE, 10)
        c.arrow((190, 430), (270, 430), BLUE, 14)

    def aim(c: Canvas) -> None:
        whole(c.at(190, 60), aimed=True)
        c.line([(150, 420), (92, 240)], CLOTH, 40)
        c.line([(90, 234), (82, 200)], SKIN, 40)
        flame(c.at(66, 4, 0.62))

    def press(c: Canvas) -> None:
        whole(c.at(190, 60), aimed=True, pressed=26)
        c.shape([(44, 128), (10, 20), (132, 20), (66, 118)], SKY)
        flame(c.at(70, 4, 0.5))
        c.line([(222, 350), (250, 346)], SKIN, 34)
        c.line([(256, 352), (262, 430)], CLOTH, 40)
        c.arrow((204, 480), (204, 396), BLUE, 16)

    def whole(c: Canvas, *, aimed: bool = False, pressed: float = 0) -> None:
        hose(c, (-118, 104) if aimed else (-66, 120))
        extinguisher(c)
        lever(c, pressed)

    steps(c, words, (lift, pull, aim, press))


def escape(c: Canvas, words: Sequence[str]) -> None:
    def room(c: Canvas) -> None:
        for x in range(90, 1100, 120):
            smoke(c.at(x, 385, 1.25))
        flame(c.at(120, 4, 2.0))
        crouching(c.at(520, 4, 1.15))
        c.arrow((700, 80), (900, 80), BLUE, 22)
        door(c.at(1060, 4, 1.2))

    panel(c.at(40, 40), room, words[0], BLACK, 1200)


def call(c: Canvas, words: Sequence[str]) -> None:
    def phone(c: Canvas) -> None:
        c.box((30, 0), (290, 540), BLACK, rounded=40)
        c.box((50, 50), (250, 440), WHITE, rounded=10)
        c.words((175, 350), "119", 130, RED)
        c.disc((175, 150), 60, GREEN)
        c.curve([(140, 164), (146, 118), (178, 106), (206, 136)], edge=WHITE, width=18)
        for spot in ((142, 166), (208, 138)):
            c.disc(spot, 17, WHITE)
        for n, (said, draws) in enumerate(zip(words[1:], (place, burns, trapped, number), strict=True)):
            here = c.at(380 + n % 2 * 410, 290 - n // 2 * 280)
            here.box((0, 0), (390, 250), LIGHT, BLACK, 5, rounded=24)
            draws(here.at(195, 84))
            here.words((195, 44), said, 42, BLACK, 370)

    def place(c: Canvas) -> None:
        c.box((-80, 0), (60, 120), SKY, BLACK, 5)
        c.box((20, 0), (70, 80), SKY, BLACK, 5)
        c.curve([(56, 84), (14, 158), (98, 158), (56, 84)], RED, BLACK, 4)

    def burns(c: Canvas) -> None:
        flame(c.at(0, 4, 0.92))

    def trapped(c: Canvas) -> None:
        window(c.at(0, 4, 0.72))
        c.disc((0, 76), 26, SKIN)
        c.line([(-30, 20), (30, 20)], BLUE, 40)
        c.line([(30, 40), (58, 110)], SKIN, 16)

    def number(c: Canvas) -> None:
        c.box((-40, 0), (80, 146), BLACK, rounded=14)
        c.box((-30, 20), (60, 106), WHITE)
        c.words((0, 74), "1 3 …", 26, BLACK)

    panel(c.at(40, 40), phone, words[0], BLACK, 1200)
