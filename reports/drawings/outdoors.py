"""Scenes in the street, in the fields and on the hills."""

from collections.abc import Sequence

from reports.drawings.canvas import BLACK, BLUE, BROWN, GREEN, GREY, LIGHT, ORANGE, RED, SKY, WHITE, YELLOW, Canvas
from reports.drawings.panels import panel, two
from reports.drawings.things import car, engine, flame, person, smoke


def building(c: Canvas, rows: int = 4) -> None:
    """200 wide, 110 a floor."""
    c.box((-100, 0), (200, rows * 110), WHITE, BLACK, 6)
    for row in range(rows):
        for x in (-50, 50):
            c.box((x - 26, row * 110 + 34), (52, 52), SKY, BLACK, 4)


def lane(c: Canvas, words: Sequence[str]) -> None:
    def road(c: Canvas) -> None:
        c.box((6, -4), (568, 60), GREY)
        for x in range(20, 560, 70):
            c.shape([(x, 0), (x + 24, 0), (x + 48, 50), (x + 24, 50)], YELLOW)

    def parked(c: Canvas) -> None:
        building(c.at(440, 56))
        flame(c.at(490, 200, 0.7))
        road(c)
        car(c.at(420, 20, 0.85), BLUE)
        engine(c.at(146, 20, 0.64))

    def clear(c: Canvas) -> None:
        building(c.at(440, 56))
        road(c)
        engine(c.at(240, 20, 0.95))
        c.arrow((60, 300), (330, 300), BLUE, 18)

    two(c, words, parked, clear)


def fireworks(c: Canvas, words: Sequence[str]) -> None:
    def open_place(c: Canvas) -> None:
        c.box((150, 0), (110, 90), RED, BLACK, 6)
        for x in (178, 205, 232):
            c.line([(x, 90), (x, 116)], BROWN, 16)
        c.line([(205, 116), (205, 380)], ORANGE, 8)
        for n, (dx, dy) in enumerate(((0, 90), (64, 64), (90, 0), (64, -64), (-64, -64), (-90, 0), (-64, 64))):
            colour = (RED, BLUE, ORANGE)[n % 3]
            c.line([(205 + dx * 0.3, 470 + dy * 0.3), (205 + dx, 470 + dy)], colour, 12)
            c.disc((205 + dx * 1.16, 470 + dy * 1.16), 10, colour)
        person(c.at(960, 4, 0.95), ((-58, 150), (62, 150)), BLUE)
        person(c.at(1070, 4, 0.62), ((-80, 200), (62, 150)), GREEN)
        c.line([(270, 20), (270, 150)], BLACK, 6)
        c.line([(890, 20), (890, 150)], BLACK, 6)
        c.arrow((580, 90), (278, 90), BLUE, 16)
        c.arrow((580, 90), (882, 90), BLUE, 16)
        c.words((580, 190), words[1], 60, BLUE, 560)
        for x, y in ((470, 440), (700, 440), (930, 440)):
            c.disc((x, y), 92, WHITE, RED, 14)
        building(c.at(470, 386, 0.24))
        car(c.at(700, 410, 0.4))
        c.curve([(876, 400), (890, 480), (970, 480), (984, 400)], YELLOW, BLACK, 5)
        for x in (470, 700, 930):
            c.line([(x - 64, 504), (x + 64, 376)], RED, 14)

    panel(c.at(40, 40), open_place, words[0], BLACK, 1200)


def straw(c: Canvas, words: Sequence[str]) -> None:
    def burning(c: Canvas) -> None:
        c.box((6, -4), (568, 70), BROWN)
        for x in range(30, 560, 36):
            c.line([(x, 66), (x - 8, 110)], YELLOW, 9)
        for x, size in ((120, 1.0), (240, 1.4), (370, 1.1)):
            flame(c.at(x, 60, size))
            smoke(c.at(x + 30, 60 + 160 * size, 1.2))
        for x in (500, 540):
            c.line([(x, 70), (x, 170)], BROWN, 14)
            c.disc((x, 200), 44, GREEN)

    def baled(c: Canvas) -> None:
        c.box((6, -4), (568, 70), BROWN)
        for x in range(30, 560, 36):
            c.line([(x, 66), (x - 4, 84)], YELLOW, 9)
        for x, y in ((130, 70), (250, 70), (190, 172)):
            c.disc((x, y + 54), 54, YELLOW, BLACK, 6)
            c.disc((x, y + 54), 28, "none", BROWN, 6)
            c.disc((x, y + 54), 8, BROWN)
        c.box((360, 96), (190, 80), ORANGE, BLACK, 6)
        for x in (400, 510):
            c.disc((x, 90), 32, BLACK)
            c.disc((x, 90), 12, LIGHT)
        for x in (408, 502):
            c.disc((x, 218), 42, YELLOW, BLACK, 6)

    two(c, words, burning, baled)


def graves(c: Canvas, words: Sequence[str]) -> None:
    def hill(c: Canvas) -> None:
        c.curve(
            [(6, 0), (120, 160), (420, 200), (574, 40), (574, 0), (574, 0), (574, 0), (290, 0), (6, 0), (6, 0)], GREEN
        )
        c.box((250, 120), (110, 150), LIGHT, BLACK, 6, rounded=20)
        c.line([(305, 150), (305, 240)], BLACK, 8)

    def burns(c: Canvas) -> None:
        hill(c)
        c.box((130, 110), (84, 44), YELLOW, BLACK, 4)
        flame(c.at(172, 140, 0.9))
        smoke(c.at(200, 280, 1.1))
        flame(c.at(450, 110, 0.8))
        for x in (430, 510):
            c.line([(x, 130), (x, 210)], BROWN, 14)
            c.disc((x, 240), 50, GREEN, BLACK, 4)

    def flowers(c: Canvas) -> None:
        hill(c)
        for x in (200, 405):
            for dx in (-26, 0, 26):
                c.line([(x, 110), (x + dx, 176)], BLACK, 6)
                c.disc((x + dx, 190), 22, YELLOW, BLACK, 4)
                c.disc((x + dx, 190), 8, ORANGE)
        person(c.at(490, 76, 0.8), ((-70, 130), (40, 130)), BLUE)

    two(c, words, burns, flowers)
