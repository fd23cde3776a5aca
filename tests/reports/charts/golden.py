"""Pictures as they should look, small and grey. `python -m tests.reports.charts.golden` draws them anew."""

import io
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from reports.charts.drawing import png
from reports.charts.page import Page
from tests.reports.charts.pages import KINDS, NUMBERS, heat, page, street, tiles, trend

KEPT = Path(__file__).parent / "golden"
WIDE = 400
GREYS = 32
GOLDEN = {"street": street(), "wide": page(NUMBERS, trend(53), heat(3), tiles(13), KINDS)}


def small(asked: Page) -> Image.Image:
    image = Image.open(io.BytesIO(png(asked))).convert("L")
    return image.resize((WIDE, round(image.height * WIDE / image.width)), Image.Resampling.BOX)


def kept(name: str) -> Image.Image:
    return Image.open(KEPT / f"{name}.png").convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Root mean square over all pixels, of 255; pictures of different sizes differ wholly."""
    if one.size != other.size:
        return 255.0
    return float(ImageStat.Stat(ImageChops.difference(one, other)).rms[0])


def main() -> None:
    KEPT.mkdir(exist_ok=True)
    for name, asked in GOLDEN.items():
        small(asked).quantize(GREYS).save(KEPT / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
