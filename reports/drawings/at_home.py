"""Scenes at home and in the building."""

from collections.abc import Sequence

from reports.drawings.canvas import (
    BLACK,
    BLUE,
    BROWN,
    GREEN,
    GREY,
    LIGHT,
    ORANGE,
    RED,
    SKIN,
    SKY,
    WHITE,
    Canvas,
)
from reports.drawings.panels import two
from reports.drawings.things import (
    bike,
    bolt,
    carton,
    flame,
    heater,
    person,
    plug,
    smoke,
    socket_strip,
    stairs,
    window,
)


def ebike(c: Canvas, words: Sequence[str]) -> None:
    def inside(c: Canvas) -> None:
        stairs(c.at(190, 4, 1.08))
        bike(c.at(220, 4))
        c.line([(330, 130), (470, 90), (520, 300), (540, 470)], BLACK, 8)
        c.box((510, 470), (60, 70), WHITE, BLACK, 5, rounded=6)
        flame(c.at(216, 190, 0.9))
        smoke(c.at(250, 320, 1.1))

    def outside(c: Canvas) -> None:
        c.shape([(40, 420), (290, 520), (540, 420), (540, 396), (40, 396)], GREEN, BLACK, 6)
        for x in (60, 520):
            c.line([(x, 396), (x, 4)], BLACK, 12)
        c.box((420, 200), (84, 130), WHITE, BLACK, 6, rounded=10)
        bolt(c.at(462, 224, 0.8))
        c.line([(440, 200), (400, 120), (300, 140)], BLACK, 8)
        bike(c.at(250, 4))

    two(c, words, inside, outside)


def stairwell(c: Canvas, words: Sequence[str]) -> None:
    def full(c: Canvas) -> None:
        stairs(c.at(180, 4, 1.1))
        for x, y, size in ((90, 0, 120), (110, 96, 100), (240, 56, 96), (326, 106, 84), (96, 176, 80)):
            carton(c.at(x, y), size)
        carton(c.at(450, 206), 100)
        flame(c.at(250, 140, 0.9))
        smoke(c.at(270, 270, 1.3))

    def clear(c: Canvas) -> None:
        stairs(c.at(180, 4, 1.1))
        person(c.at(110, 6, 1.0), ((30, 190), (64, 150)), GREEN)
        c.arrow((420, 420), (180, 190), BLUE, 18)
        c.box((390, 440), (150, 84), GREEN, WHITE, 4, rounded=8)
        c.arrow((510, 482), (420, 482), WHITE, 14)

    two(c, words, full, clear)


def balcony(c: Canvas, words: Sequence[str]) -> None:
    def rails(c: Canvas) -> None:
        c.line([(30, 150), (550, 150)], BLACK, 12)
        for x in range(50, 560, 50):
            c.line([(x, 150), (x, 4)], BLACK, 6)

    def full(c: Canvas) -> None:
        for x, y, size in ((120, 0, 140), (280, 0, 150), (440, 0, 130), (180, 112, 120), (330, 120, 130)):
            carton(c.at(x, y), size)
        c.line([(470, 110), (560, 400)], BROWN, 22)
        rails(c)
        c.line([(300, 500), (260, 330)], GREY, 6)
        c.box((286, 494), (40, 14), WHITE, BLACK, 3)
        c.box((322, 494), (16, 14), ORANGE, BLACK, 3)
        flame(c.at(250, 208, 0.9))

    def clear(c: Canvas) -> None:
        window(c.at(300, 330, 0.9))
        for x in (120, 200):
            c.box((x - 26, 0), (52, 60), ORANGE, BLACK, 5)
            c.curve([(x, 60), (x - 60, 120), (x - 20, 160), (x, 130), (x + 20, 160), (x + 60, 120), (x, 60)], GREEN)
        person(c.at(430, 0, 0.95), ((-62, 160), (62, 160)), BLUE)
        rails(c)

    two(c, words, full, clear)


def wiring(c: Canvas, words: Sequence[str]) -> None:
    def chained(c: Canvas) -> None:
        socket_strip(c.at(30, 20), 3)
        socket_strip(c.at(290, 150), 3)
        plug(c.at(215, 64))
        c.line([(215, 124), (230, 190), (290, 190)], BLACK, 10)
        heater(c.at(150, 280, 0.9))
        c.line([(90, 300), (75, 220), (75, 130)], BLACK, 8)
        plug(c.at(75, 64))
        c.box((330, 330), (120, 130), SKY, BLACK, 6, rounded=20)
        c.curve([(450, 440), (520, 440), (520, 350), (450, 350)], edge=BLACK, width=12)
        plug(c.at(335, 194))
        plug(c.at(405, 194), GREY)
        c.line([(335, 250), (350, 330)], BLACK, 8)
        flame(c.at(440, 214, 0.8))

    def single(c: Canvas) -> None:
        c.box((40, 300), (150, 150), WHITE, BLACK, 6, rounded=14)
        for dx, dy in ((0, 104), (-26, 50), (26, 50)):
            c.line([(115 + dx, 300 + dy - 14), (115 + dx, 300 + dy + 14)], BLACK, 9)
        plug(c.at(115, 336, 1.3))
        c.line([(115, 420), (260, 470), (330, 280), (370, 180)], BLACK, 10)
        heater(c.at(410, 6, 1.1))

    two(c, words, chained, single)


def warm(c: Canvas, words: Sequence[str]) -> None:
    def bed(c: Canvas) -> None:
        c.box((0, 60), (260, 60), WHITE, BLACK, 6, rounded=16)
        c.box((8, 106), (76, 40), SKY, BLACK, 5, rounded=16)
        c.box((90, 70), (176, 66), BLUE, BLACK, 5, rounded=16)
        for x in (16, 244):
            c.line([(x, 60), (x, 4)], BROWN, 16)

    def near(c: Canvas) -> None:
        bed(c.at(30, 0, 1.1))
        heater(c.at(420, 4, 1.0))
        c.curve([(340, 560), (360, 400), (330, 300), (372, 190), (470, 190), (440, 320), (470, 560)], RED, BLACK, 5)
        c.line([(300, 560), (560, 560)], BLACK, 12)
        flame(c.at(400, 170, 0.9))

    def apart(c: Canvas) -> None:
        bed(c.at(24, 0, 0.9))
        heater(c.at(475, 4, 0.9))
        c.line([(270, 230), (270, 330)], BLACK, 6)
        c.line([(382, 230), (382, 330)], BLACK, 6)
        c.arrow((326, 280), (378, 280), BLUE, 12)
        c.arrow((326, 280), (274, 280), BLUE, 12)
        c.words((326, 372), words[2], 56, BLUE)

    two(c, words, near, apart)


def fumes(c: Canvas, words: Sequence[str]) -> None:
    def brazier(c: Canvas) -> None:
        c.shape([(-90, 80), (90, 80), (60, 20), (-60, 20)], GREY, BLACK, 6)
        for x in (-48, 48):
            c.line([(x, 22), (x * 1.3, 0)], BLACK, 10)
        for x, y in ((-50, 92), (0, 100), (50, 92), (-22, 112), (26, 114)):
            c.disc((x, y), 24, BLACK, RED, 6)

    def closed(c: Canvas) -> None:
        window(c.at(420, 330, 0.9))
        brazier(c.at(160, 4))
        for x, y in ((120, 220), (240, 270), (150, 370), (270, 420)):
            c.disc((x, y), 52, LIGHT, GREY, 4)
            c.words((x, y), "CO", 44, BLACK)
        c.line([(450, 26), (545, 26)], BLACK, 28)
        c.line([(384, 36), (446, 36)], GREEN, 60)
        c.disc((326, 44), 34, SKIN)

    def open_(c: Canvas) -> None:
        window(c.at(390, 300, 0.95), opened=True)
        c.box((90, 0), (120, 150), GREY, BLACK, 6, rounded=10)
        c.box((116, 34), (68, 56), BLACK, rounded=6)
        flame(c.at(150, 36, 0.32))
        c.line([(150, 150), (150, 400), (30, 400)], BLACK, 44)
        c.line([(150, 154), (150, 400), (34, 400)], GREY, 32)
        c.arrow((300, 120), (520, 120), BLUE, 14)
        c.arrow((520, 200), (300, 200), BLUE, 14)

    two(c, words, closed, open_)
