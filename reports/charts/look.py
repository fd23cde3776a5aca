"""How all charts look: colours, sizes of letters and room between things, in pixels of a picture that is 1280 wide.

The hues have 3:1 or more on white. To who sees none they are two dark and two middling greys: so those that follow each
other differ in lightness, each line has a marker of its own, and each series a column.
"""

DPI = 100
WIDE = 1280
LEFT, RIGHT = 56.0, WIDE - 56.0

PAPER, INK, GREY = "#FFFFFF", "#0B0C0C", "#505A5F"
HAIR, RULE, FAINT, ALARMED = "#E4E8EB", "#AEB6BC", "#F3F5F7", "#FDE6DA"
NAVY, TEAL, PLUM, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"  # made for this by the UK's Analysis Function
SERIES = (NAVY, TEAL, PLUM)
MARKERS = ("o", "s", "^")
WARNING = ORANGE  # only where a word stands beside it
HATCH = "////"  # no data
SHADES = ("#E6EEF6", "#6C9CC8", NAVY)  # from little to much
READABLE = 4.0  # contrast of white letters; dark ones have more where these have less

TITLE, HEADING, TEXT, SMALL, LARGE = 50, 32, 26, 22, 68
LEAST = 20  # no letters are smaller

Rgb = tuple[float, float, float]


def rgb(colour: str) -> Rgb:
    """Each from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def shade(share: float) -> str:
    """From the palest at 0 to the darkest at 1."""
    pale, middle, dark = map(rgb, SHADES)
    part, (start, end) = (share * 2, (pale, middle)) if share < 0.5 else (share * 2 - 1, (middle, dark))
    mixed = (one + (other - one) * part for one, other in zip(start, end, strict=True))
    return "#" + "".join(f"{round(255 * each):02X}" for each in mixed)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it: 0 for black, 1 for white."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white), as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(fill: str) -> str:
    return PAPER if contrast(PAPER, fill) >= READABLE else INK


def row_of(count: int, *, half: bool) -> tuple[float, int]:
    """How high one of so many rows is, and its letters."""
    if count <= 10 and not half:
        return 44.0, TEXT
    return (36.0, SMALL) if count <= (10 if half else 20) else (31.0, SMALL)
