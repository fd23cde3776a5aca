"""Photos with nothing but the picture left in them, and what other files are. Runs in the pool: Pillow and no more."""

import io
import math
import warnings
from dataclasses import dataclass, replace

from pi_heif import HeifImageFile, register_heif_opener
from PIL import AvifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from bot.files.look import look_of
from models.errors import WanggeError

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 120_000_000  # of what is read at a part of its size, or in grey
MOST_PIXELS_WHOLE = 50_000_000  # of what must stand in memory as a whole: some 9 bytes each
MOST_PIXELS_WEBP = 25_000_000  # its decoder takes 16
KEPT_PIXELS = 24_000_000
SENT_PIXELS = 2560  # a side; Telegram's own photos are no larger, and it takes none over 10 MB
LONGEST_RATIO = 20
GREY = ("1", "L")
WHITE = (255, 255, 255)
QUALITY = 88
ORIENTATION = 0x0112
PICTURE_FORMAT = JpegImagePlugin.JpegImageFile.format
FORMATS = (
    PICTURE_FORMAT,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
    HeifImageFile.format,
    AvifImagePlugin.AvifImageFile.format,
)
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
BOMBS = (Image.DecompressionBombError, MemoryError)
UNKNOWN = "application/octet-stream"
PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/avif"})
"""What the pool can clean, by the type that `sniff` gives."""
SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"GIF8", "image/gif"),
    *((4, b"ftyp" + brand, "image/heic") for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypavis", "image/avif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
)


class NotAnImage(WanggeError):
    """empty, too_big, not_an_image, too_many_pixels or damaged."""


@dataclass(frozen=True)
class Cleaned:
    """`look` as in bot.files.look."""

    data: bytes
    media_type: str
    width: int
    height: int
    look: int | None = None


def sniff(data: bytes) -> str:
    """The media type by content; what is not known, programs and pages among it, is just bytes."""
    return next((kind for at, sign, kind in SIGNATURES if data.startswith(sign, at)), UNKNOWN)


def clean(data: bytes, most: int = MOST_BYTES) -> Cleaned:
    """The first frame, upright, made anew in `most` bytes: metadata, and what else the file held, stays behind."""
    if not data:
        raise NotAnImage("empty")
    if len(data) > most:
        raise NotAnImage("too_big")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            plain = _plain(_opened(data))
            cleaned = replace(_encoded(plain), look=look_of(plain))
        except BOMBS as error:
            raise NotAnImage("too_many_pixels") from error
    if len(cleaned.data) > most:
        raise NotAnImage("too_big")
    return cleaned


def sendable(picture: bytes) -> bytes:
    """A kept picture as Telegram takes a photo: small enough, and on white where it is all too long."""
    with Image.open(io.BytesIO(picture), formats=(PICTURE_FORMAT,)) as image:
        image.draft(None, (SENT_PIXELS, SENT_PIXELS))
        image.thumbnail((SENT_PIXELS, SENT_PIXELS))
        least = math.ceil(max(image.size) / LONGEST_RATIO)
        size = max(image.width, least), max(image.height, least)
        page = image if size == image.size else ImageOps.pad(image.convert("RGB"), size, color=WHITE)
        return _encoded(page).data


def _opened(data: bytes) -> Image.Image:
    register_heif_opener()
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except BOMBS:
        raise
    except Exception as error:  # decoders raise whatever they like at hostile bytes
        raise NotAnImage("not_an_image") from error
    if image.width * image.height > _most_pixels(image):
        raise NotAnImage("too_many_pixels", width=image.width, height=image.height)
    return image


def _most_pixels(image: Image.Image) -> int:
    if image.mode in GREY or (image.format == PICTURE_FORMAT and not image.info.get("progressive")):
        return MOST_PIXELS
    return MOST_PIXELS_WEBP if image.format == WebPImagePlugin.WebPImageFile.format else MOST_PIXELS_WHOLE


def _plain(image: Image.Image) -> Image.Image:
    try:
        turned = UPRIGHT.get(_orientation(image))
        plain = _shrunk(_in_eight_bits(_decoded(image)))
    except BOMBS:
        raise
    except Exception as error:  # as above
        raise NotAnImage("damaged") from error
    return plain if turned is None else plain.transpose(turned)


def _decoded(image: Image.Image) -> Image.Image:
    """A large JPEG at a half, a quarter or an eighth of its size, so that it never stands in memory as a whole."""
    image.draft(None, _kept(image.size))
    image.load()
    return image


def _shrunk(image: Image.Image) -> Image.Image:
    """On white where one could see through it, and no larger than what is kept."""
    mode = _mode(image)
    plain = image if image.mode == mode else image.convert(mode)
    factor = math.ceil(math.sqrt(plain.width * plain.height / KEPT_PIXELS))
    small = plain.reduce(factor) if factor > 1 else plain
    if mode != "RGBA":
        return small
    page = Image.new("RGB", small.size, WHITE)
    page.paste(small, mask=small.getchannel("A"))
    return page


def _kept(size: tuple[int, int]) -> tuple[int, int]:
    share = min(1.0, math.sqrt(KEPT_PIXELS / (size[0] * size[1])))
    return max(1, int(size[0] * share)), max(1, int(size[1] * share))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001  (broken EXIF is no reason to refuse a good picture)
        return 1


def _in_eight_bits(image: Image.Image) -> Image.Image:
    return image.point(lambda level: level * (1 / 256)).convert("L") if image.mode.startswith("I") else image


def _mode(image: Image.Image) -> str:
    if image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in GREY or image.mode.startswith("I") else "RGB"


def _encoded(image: Image.Image) -> Cleaned:
    into = io.BytesIO()
    image.info.clear()
    image.save(into, PICTURE_FORMAT, quality=QUALITY)
    return Cleaned(into.getvalue(), "image/jpeg", *image.size)
