"""Pictures as phones take them, and what tells nothing: drawn the same in each run."""

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (640, 480)


def scene(number: int) -> Image.Image:
    """Things of all sizes and colours, others for each number."""
    chance = random.Random(number)
    image = Image.new("RGB", SIZE, _colour(chance))
    draw = ImageDraw.Draw(image)
    for _ in range(25):
        x, y, width, height = (chance.randrange(most) for most in (*SIZE, 200, 200))
        shape = draw.rectangle if chance.random() < 0.6 else draw.ellipse
        shape((x, y, x + width, y + height), _colour(chance))
    return image.filter(ImageFilter.GaussianBlur(1))


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


def wall(grey: int = 90, noise: float = 12) -> Image.Image:
    """One colour and the grain of a phone."""
    return _grainy(Image.new("L", SIZE, grey), noise)


def stairwell(number: int) -> Image.Image:
    """Dark, with the glow of a lamp somewhere."""
    chance = random.Random(number)
    x, y = chance.randrange(100, 500), chance.randrange(150)
    image = Image.new("L", SIZE, 12)
    draw = ImageDraw.Draw(image)
    for step in range(90):
        reach = 1.5 * (90 - step)
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), 12 + step)
    return _grainy(image.filter(ImageFilter.GaussianBlur(10)), 12)


def _grainy(image: Image.Image, noise: float) -> Image.Image:
    return ImageChops.add(image, Image.effect_noise(image.size, noise), 1, -128)


def as_jpeg(image: Image.Image, scale: float = 1, quality: int = 88) -> bytes:
    into = io.BytesIO()
    size = round(image.width * scale), round(image.height * scale)
    image.resize(size).convert("RGB").save(into, "JPEG", quality=quality)
    return into.getvalue()
