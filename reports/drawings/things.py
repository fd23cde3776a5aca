"""What pictures show again and again, each standing on the origin of its canvas."""

from reports.drawings.canvas import (
    BLACK,
    BLUE,
    BROWN,
    CLOTH,
    GREEN,
    GREY,
    LIGHT,
    ORANGE,
    RED,
    SKIN,
    SKY,
    WHITE,
    YELLOW,
    Canvas,
    Point,
)


def flame(c: Canvas) -> None:
    """100 wide, 150 high."""
    outer: list[Point] = [(0, 0), (-75, 10), (-50, 80), (-20, 110), (-15, 125), (-5, 140), (5, 155)]
    c.curve([*outer, (15, 120), (70, 80), (60, 5), (0, 0), (0, 0), (0, 0)], ORANGE, RED, 6)
    c.curve([(0, 4), (-38, 8), (-26, 48), (-4, 84), (6, 56), (38, 40), (28, 6), (0, 4), (0, 4), (0, 4)], YELLOW)


def smoke(c: Canvas, colour: str = GREY) -> None:
    """Three puffs that rise, 120 wide and 170 high."""
    for x, y, r in ((-20, 30, 30), (20, 60, 38), (-15, 105, 44), (30, 130, 34)):
        c.disc((x, y), r, colour)


def person(c: Canvas, arms: tuple[Point, Point] = ((-62, 150), (62, 150)), shirt: str = CLOTH) -> None:
    """Upright, 300 high; `arms`: where the hands are."""
    for x in (-28, 28):
        c.line([(x * 0.6, 130), (x, 8)], BLACK, 26)
    c.box((-42, 118), (84, 112), shirt, rounded=26)
    for hand, shoulder in zip(arms, ((-36, 212), (36, 212)), strict=True):
        c.line([shoulder, hand], shirt, 24)
        c.disc(hand, 15, SKIN)
    c.disc((0, 268), 36, SKIN)
    c.curve([(-36, 276), (-34, 322), (34, 322), (36, 276), (20, 292), (-20, 292), (-36, 276)], BLACK)


def crouching(c: Canvas, shirt: str = CLOTH) -> None:
    """Bent low, going right, a cloth before the mouth; 250 wide, 170 high."""
    c.line([(-70, 84), (-20, 62), (-50, 8)], BLACK, 26)
    c.line([(-70, 84), (-84, 44), (-130, 12)], BLACK, 26)
    c.line([(-70, 96), (44, 126)], shirt, 66)
    c.line([(36, 120), (40, 62), (78, 14)], shirt, 22)
    c.disc((94, 138), 34, SKIN)
    c.curve([(62, 148), (60, 192), (116, 192), (124, 158), (104, 160), (84, 156), (62, 148)], BLACK)
    c.line([(52, 118), (84, 92), (114, 122)], shirt, 20)
    c.box((104, 106), (36, 34), WHITE, BLUE, 5, rounded=8)


def bike(c: Canvas) -> None:
    """An electric one, going right; 330 wide, 220 high."""
    for x in (-110, 110):
        c.disc((x, 52), 48, WHITE, BLACK, 14)
        c.disc((x, 52), 8, BLACK)
    c.line([(-110, 52), (-60, 92), (50, 92), (110, 52)], BLUE, 20)
    c.line([(110, 52), (80, 196), (52, 208)], BLACK, 12)
    c.box((-70, 88), (96, 52), BLUE, rounded=10)
    c.box((-112, 140), (118, 26), BLACK, rounded=12)
    bolt(c.at(-20, 96, 0.42))


def bolt(c: Canvas, fill: str = YELLOW) -> None:
    """Current: 60 wide, 100 high."""
    c.shape([(8, 100), (-30, 42), (-4, 42), (-12, 0), (30, 60), (4, 60)], fill, BLACK, 5)


def extinguisher(c: Canvas) -> None:
    """110 wide, 330 high; its pin is at (34, 292), its handle above (0, 270)."""
    c.box((-52, 0), (104, 236), RED, BLACK, 6, rounded=34)
    c.box((-40, 84), (80, 76), WHITE, rounded=8)
    flame(c.at(0, 92, 0.4))
    c.box((-16, 230), (32, 40), BLACK)
    c.line([(-18, 268), (64, 268)], BLACK, 12)


def lever(c: Canvas, pressed: float = 0) -> None:
    """The upper handle of an extinguisher, pressed down by so many pixels."""
    c.line([(-18, 276), (70, 316 - pressed)], BLACK, 14)


def hose(c: Canvas, nozzle: Point) -> None:
    """Of an extinguisher, to a nozzle on its left."""
    x, y = nozzle
    c.curve([(-16, 256), (-120, 270), (x - 10, y + 110), (x, y)], edge=BLACK, width=12)
    c.line([(x, y), (x - 26, y - 22)], BLACK, 24)


def door(c: Canvas, fill: str = GREEN) -> None:
    """With the running man's sign; 150 wide, 300 high."""
    c.box((-75, 0), (150, 290), fill, BLACK, 6)
    c.disc((50, 140), 9, WHITE)
    c.arrow((-50, 210), (46, 210), WHITE, 16)


def window(c: Canvas, *, opened: bool = False) -> None:
    """200 wide, 190 high."""
    c.box((-100, 0), (200, 190), SKY, BLACK, 8)
    if not opened:
        c.line([(0, 0), (0, 190)], BLACK, 8)
        c.line([(-100, 95), (100, 95)], BLACK, 8)
        return
    for way in (-1, 1):
        c.shape([(way * 100, 0), (way * 158, -26), (way * 158, 176), (way * 100, 190)], SKY, BLACK, 8)


def stairs(c: Canvas, steps: int = 5) -> None:
    """Going up to the right, each step 70 wide and 46 high."""
    points: list[Point] = [(0, 0)]
    for n in range(steps):
        points += [(n * 70, (n + 1) * 46), ((n + 1) * 70, (n + 1) * 46)]
    c.shape([*points, (steps * 70, 0)], LIGHT, BLACK, 6)


def carton(c: Canvas, size: float = 100) -> None:
    c.box((-size / 2, 0), (size, size * 0.8), BROWN, BLACK, 5)
    c.line([(-size / 2, size * 0.5), (size / 2, size * 0.5)], BLACK, 4)
    c.box((-size * 0.1, size * 0.34), (size * 0.2, size * 0.46), ORANGE)


def socket_strip(c: Canvas, plugs: int = 4) -> None:
    """`plugs` sockets side by side, 70 wide each."""
    c.box((0, 0), (plugs * 70 + 20, 74), WHITE, BLACK, 6, rounded=14)
    for n in range(plugs):
        x = 45 + n * 70
        for dx, dy in ((0, 50), (-12, 24), (12, 24)):
            c.line([(x + dx, dy - 6), (x + dx, dy + 6)], BLACK, 7)


def plug(c: Canvas, colour: str = BLACK) -> None:
    """Stands in a socket; its cord leaves upwards at (0, 60)."""
    c.box((-22, 0), (44, 46), colour, WHITE, 3, rounded=8)
    c.line([(0, 46), (0, 64)], colour, 10)


def heater(c: Canvas) -> None:
    """200 wide, 180 high."""
    for x in (-70, 70):
        c.line([(x, 0), (x, 20)], BLACK, 12)
    c.box((-100, 16), (200, 160), LIGHT, BLACK, 6, rounded=18)
    for y in (56, 96, 136):
        c.line([(-74, y), (74, y)], ORANGE, 14)


def car(c: Canvas, fill: str = GREY) -> None:
    """Going right; 330 wide, 150 high."""
    c.curve([(-100, 84), (-84, 152), (70, 152), (98, 84)], fill, BLACK, 6)
    c.box((-160, 34), (320, 62), fill, BLACK, 6, rounded=22)
    c.shape([(-76, 90), (-60, 130), (-8, 130), (-8, 90)], SKY)
    c.shape([(8, 90), (8, 130), (50, 130), (74, 90)], SKY)
    for x in (-92, 92):
        c.disc((x, 36), 34, BLACK)
        c.disc((x, 36), 14, LIGHT)


def engine(c: Canvas) -> None:
    """The fire brigade's, going right; 400 wide, 210 high."""
    c.box((-200, 40), (270, 130), RED, BLACK, 6, rounded=8)
    c.box((70, 40), (120, 150), RED, BLACK, 6, rounded=18)
    c.shape([(104, 112), (104, 172), (160, 172), (176, 112)], SKY, BLACK, 4)
    c.box((112, 190), (44, 22), BLUE, BLACK, 4, rounded=8)
    c.line([(-190, 188), (60, 188)], GREY, 16)
    for x in range(-180, 60, 40):
        c.line([(x, 176), (x, 200)], GREY, 8)
    c.box((-200, 84), (390, 22), WHITE)
    for x in (-128, 120):
        c.disc((x, 40), 40, BLACK)
        c.disc((x, 40), 16, LIGHT)
