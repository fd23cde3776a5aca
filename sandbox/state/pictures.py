"""What an image's bytes tell, without trusting them."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError

LONGEST = (90, 320)
MOST_PIXELS = 40_000_000
BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError)

Small = tuple[bytes, int, int]


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data)) as image:
            yield image


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the header; None if it is no image, or a bomb."""
    try:
        with opened(data) as image:
            return image.size
    except BROKEN:
        return None


def thumbnails(data: bytes) -> tuple[Small, ...]:
    """Smaller copies as JPEG with their width and height, the smallest first; none of what cannot be decoded."""
    try:
        with opened(data) as image:
            if image.width * image.height > MOST_PIXELS:
                return ()
            return tuple(shrunk(image, longest) for longest in LONGEST if max(image.size) > longest)
    except BROKEN:
        return ()


def shrunk(image: Image.Image, longest: int) -> Small:
    small = image.copy()
    small.thumbnail((longest, longest))
    into = io.BytesIO()
    small.convert("RGB").save(into, "JPEG", quality=80)
    return into.getvalue(), *small.size
