"""Scenes in the kitchen and at the table."""

from collections.abc import Sequence

from reports.drawings.canvas import BLACK, BLUE, GREY, LIGHT, ORANGE, RED, SKIN, SKY, WHITE, YELLOW, Canvas
from reports.drawings.panels import two
from reports.drawings.things import door, flame, window


def gas(c: Canvas, words: Sequence[str]) -> None:
    """A valve's handle across the pipe: closed."""

    def spark(c: Canvas) -> None:
        c.box((330, 240), (150, 200), WHITE, BLACK, 8, rounded=14)
        c.box((368, 280), (74, 120), LIGHT, BLACK, 6, rounded=8)
        c.line([(160, 320), (330, 340)], SKIN, 44)
        c.line([(40, 290), (180, 322)], BLUE, 60)
        c.line([(320, 352), (362, 356)], SKIN, 22)
        star = (
            (440, 470),
            (462, 520),
            (440, 560),
            (490, 540),
            (530, 580),
            (520, 530),
            (560, 500),
            (510, 490),
            (490, 450),
        )
        c.shape(star, YELLOW, RED, 6)
        for x, y in ((110, 120), (230, 90), (350, 130), (470, 100)):
            c.curve([(x - 50, y), (x - 20, y + 50), (x + 20, y - 50), (x + 50, y)], edge=GREY, width=10)

    def shut(c: Canvas) -> None:
        c.line([(60, 170), (340, 170)], BLACK, 44)
        c.line([(62, 170), (338, 170)], YELLOW, 32)
        c.box((160, 126), (84, 88), GREY, BLACK, 6, rounded=10)
        c.line([(202, 170), (202, 310)], RED, 30)
        c.disc((202, 170), 22, BLACK)
        c.curve([(110, 250), (110, 330), (150, 370), (196, 376)], edge=BLUE, width=12)
        c.arrow((180, 374), (222, 378), BLUE, 12)
        window(c.at(430, 330, 0.8), opened=True)
        door(c.at(500, 4, 0.72))

    two(c, words, spark, shut)


def hot_pot(c: Canvas, words: Sequence[str]) -> None:
    def pot(c: Canvas) -> None:
        c.box((-130, 110), (260, 96), GREY, BLACK, 6, rounded=24)
        for x in (-146, 146):
            c.line([(x * 0.9, 170), (x * 1.14, 170)], BLACK, 16)
        for x in (-96, 96):
            c.line([(x, 110), (x, 4)], BLACK, 12)
        c.box((-44, 0), (88, 40), ORANGE, BLACK, 5, rounded=8)

    def pours(c: Canvas) -> None:
        pot(c.at(250, 0))
        flame(c.at(250, 36, 0.5))
        c.line([(546, 320), (470, 250)], SKIN, 46)
        c.shape([(330, 130), (372, 176), (400, 152), (358, 106)], BLUE, BLACK, 5)
        c.shape([(360, 196), (470, 320), (540, 258), (430, 134)], SKY, BLACK, 6)
        c.curve([(340, 116), (320, 90), (300, 60), (290, 40)], edge=BLUE, width=12)
        flame(c.at(330, 40, 1.1))

    def waits(c: Canvas) -> None:
        pot(c.at(250, 0))
        c.box((208, 40), (84, 20), BLACK, rounded=8)
        c.box((444, 0), (76, 150), SKY, BLACK, 6, rounded=14)
        c.box((462, 150), (40, 34), BLUE, BLACK, 5, rounded=6)
        c.words((482, 76), words[2], 34, BLACK, 66)
        c.disc((250, 400), 84, WHITE, BLACK, 10)
        c.line([(250, 460), (250, 400), (296, 376)], BLACK, 10)

    two(c, words, pours, waits)


def pan(c: Canvas, words: Sequence[str]) -> None:
    """Burning oil: a lid, never water."""

    def stove(c: Canvas) -> None:
        c.box((60, 0), (460, 90), LIGHT, BLACK, 6, rounded=10)
        c.shape([(140, 170), (430, 170), (390, 96), (180, 96)], BLACK)
        c.line([(428, 160), (540, 190)], BLACK, 22)

    def water(c: Canvas) -> None:
        stove(c)
        flame(c.at(330, 160, 1.9))
        c.shape([(120, 390), (236, 456), (282, 370), (166, 304)], SKY, BLACK, 6)
        c.curve([(246, 390), (300, 370), (318, 320), (326, 240), (298, 290), (268, 340), (218, 350)], BLUE)

    def lid(c: Canvas) -> None:
        stove(c)
        flame(c.at(360, 160, 0.7))
        tilted(c)
        c.arrow((120, 420), (150, 300), BLUE, 16)
        c.disc((110, 44), 26, WHITE, BLACK, 6)
        c.line([(110, 44), (110, 66)], RED, 8)

    def tilted(c: Canvas) -> None:
        c.curve([(110, 190), (130, 290), (330, 330), (400, 262), (300, 220), (200, 200), (110, 190)], GREY, BLACK, 6)
        c.line([(262, 304), (254, 344)], BLACK, 22)
        c.line([(250, 350), (150, 440)], SKIN, 40)

    two(c, words, water, lid)
