import base64
import io
import struct
import subprocess
import sys
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from bot.files import photo
from bot.files.photo import Cleaned, NotAnImage, clean, sendable, sniff

RED, BLUE, WHITE = (200, 20, 20), (20, 20, 200), (255, 255, 255)
GPS, LATITUDE = 0x8825, 2
SECRET = b"Wang Fang 13800001111"


HEIC = base64.b85decode(  # drawn(), with the orientation 6 and SECRET in its EXIF
    "0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<0004@ZDn*}000000000XXk=`10000000000aA{+700000000000000000000G-+&aV*mgE07O6l0s"
    "sL300001#Q*^S00000002k;0ssI200IpF0RR9100000d;kCdIB98aW&i*H00062000$fZf0cy000000RRAKc4ILB0000LX>Mj^0ssI300IC2MR;j"
    "u000004sdC7Z2$lO00031007`=aB^?}006*gaAR)(004Msc4I>U18@KU0FVFx0000U@BsY%`1k+-4+CHT0RR|40Sp2E{{wIU00RJ!0009300RIXx"
    "&lC90096iLID8-Z~y=U0FVFx0{{R603M(`fkl?;Nhz*w0vZem00093$N&HX00=;000968L;=Baup&SJ000wXZ)|dIV{CW;0RRmE27mwn02FC+aAg"
    "1h000000C)fZ08jt`01$9#cxeCt0009B2nYZG010VwZ*&6y000<iaBX1#00000000310R@2q0|bQt000_ka%E-!00000000hSWOHKx0ssL30RR91"
    "%xz?0bN~PVL?{8TSa86GDrA@c{Qe*R)ya_gcd<D__+{!|=fEPiP&YwZ9&<VV4zhREz)j-kzFOnY({&c!PXGV|00093Pz+rOr~m)}21R&jW&i+9O#"
    "mtY000O80|5>I0ssI2761SMG650*0{{R30RRR70Ei_31ONa40RR91NB{r;09RpdXCOvlZf77dGdM6XFfcJOF);uD0RRF31poj50{{R3S^xk50000"
    "09RL6T0RR91ApigX0RR91Bme*a0R"
)


def drawn(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), BLUE)
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def shown(cleaned: Cleaned) -> Image.Image:
    image = Image.open(io.BytesIO(cleaned.data))
    image.load()
    return image


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(have - want) < 24 for have, want in zip(pixel, colour, strict=True))


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[photo.ORIENTATION] = orientation
    tags[0x010E] = SECRET.decode()
    tags.get_ifd(GPS)[LATITUDE] = (29.0, 33.0, 36.0)
    return tags.tobytes()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG whose header promises this much and whose rows are missing."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"".join([b"\x89PNG\r\n\x1a\n", header, *chunks, png_chunk(b"IDAT", zlib.compress(bytes(1000)))])


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(NotAnImage) as refused:
        clean(data, **limits)
    return refused.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_stays_the_same_picture_as_jpeg(kind: str) -> None:
    cleaned = clean(encoded(drawn(), kind))
    assert (cleaned.media_type, cleaned.width, cleaned.height) == ("image/jpeg", 120, 80)
    picture = shown(cleaned)
    assert (picture.format, picture.size) == ("JPEG", (120, 80))
    assert near(picture.getpixel((10, 40)), RED)
    assert near(picture.getpixel((110, 40)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_place_names_profiles_and_comments(kind: str) -> None:
    told: dict[str, Any] = {"exif": exif(), "icc_profile": SECRET * 9, "xmp": b"<x>" + SECRET + b"</x>"}
    if kind == "JPEG":
        told["comment"] = SECRET
    if kind == "PNG":
        told["pnginfo"] = PngImagePlugin.PngInfo()
        told["pnginfo"].add_text("Author", SECRET.decode())
        told["pnginfo"].add_text("XML:com.adobe.xmp", SECRET.decode())
    data = encoded(drawn(), kind, **told)
    before = Image.open(io.BytesIO(data))
    assert before.getexif().get_ifd(GPS)
    cleaned = clean(data)
    after = shown(cleaned)
    assert SECRET not in cleaned.data
    assert dict(after.getexif()) == {}
    assert {"exif", "icc_profile", "xmp", "comment", "Author"} & set(after.info) == set()


@pytest.mark.parametrize(
    ("orientation", "left"),
    [(1, RED), (2, BLUE), (3, BLUE), (4, RED)],
)
def test_a_picture_is_turned_upright(orientation: int, left: tuple[int, int, int]) -> None:
    cleaned = clean(encoded(drawn(), "JPEG", exif=exif(orientation)))
    assert (cleaned.width, cleaned.height) == (120, 80)
    assert near(shown(cleaned).getpixel((10, 40)), left)


@pytest.mark.parametrize(
    ("orientation", "top"),
    [(5, RED), (6, RED), (7, BLUE), (8, BLUE)],
)
def test_a_picture_taken_sideways_is_turned_upright(orientation: int, top: tuple[int, int, int]) -> None:
    cleaned = clean(encoded(drawn(), "JPEG", exif=exif(orientation)))
    assert (cleaned.width, cleaned.height) == (80, 120)
    assert near(shown(cleaned).getpixel((40, 10)), top)


@pytest.mark.parametrize(
    "told",
    [
        b"II*\0\x08\0\0\0\xff\xff" + b"\x12\x01" * 9,
        b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHI4sI", photo.ORIENTATION, 2, 4, b"up!\0", 0),
        b"no metadata at all",
        b"",
    ],
)
def test_broken_metadata_is_no_reason_to_refuse_a_good_picture(told: bytes) -> None:
    data = encoded(drawn(), "JPEG", exif=b"Exif\0\0" + told)
    assert near(shown(clean(data)).getpixel((10, 40)), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_shows_through_is_put_on_white(kind: str) -> None:
    glass = drawn("RGBA")
    glass.paste((0, 0, 0, 0), (0, 0, 60, 80))
    cleaned = clean(encoded(glass, kind, **({"lossless": True} if kind == "WEBP" else {})))
    assert cleaned.media_type == "image/jpeg"
    assert near(shown(cleaned).getpixel((10, 40)), WHITE)
    assert near(shown(cleaned).getpixel((110, 40)), BLUE)


@pytest.mark.parametrize("size", [(8_700, 5_800), (12_000, 9_000)])
@pytest.mark.parametrize("kind", ["JPEG", pytest.param("PNG", marks=pytest.mark.long)])
def test_what_the_largest_cameras_take_is_scaled_down(kind: str, size: tuple[int, int]) -> None:
    cleaned = clean(encoded(drawn(size=size).convert("L"), kind))
    picture = shown(cleaned)
    assert picture.width * picture.height <= photo.KEPT_PIXELS
    assert abs(picture.width / picture.height - size[0] / size[1]) < 0.01
    assert picture.getpixel((10, 10)) != picture.getpixel((picture.width - 10, 10))


def test_a_picture_of_a_telephone_is_upright_and_says_nothing_of_its_owner() -> None:
    assert SECRET in HEIC
    cleaned = clean(HEIC)
    assert (cleaned.media_type, cleaned.width, cleaned.height) == ("image/jpeg", 80, 120)
    assert SECRET not in cleaned.data
    assert near(shown(cleaned).getpixel((40, 10)), RED)
    assert near(shown(cleaned).getpixel((40, 110)), BLUE)


@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("JPEG", (8_700, 5_800), {"progressive": True}),
        ("PNG", (8_700, 5_800), {}),
        ("WEBP", (6_000, 4_200), {"method": 0}),
    ],
)
def test_what_must_stand_in_memory_as_a_whole_is_refused_sooner(
    kind: str, size: tuple[int, int], options: dict[str, Any]
) -> None:
    assert refusal(encoded(Image.new("RGB", size), kind, **options)) == "too_many_pixels"


@pytest.mark.parametrize(
    ("size", "sent"),
    [((120, 80), (120, 80)), ((6_000, 4_000), (2_560, 1_707)), ((3_000, 60), (2_560, 128)), ((40, 1_200), (60, 1_200))],
)
def test_a_kept_picture_is_sent_as_telegram_takes_it(size: tuple[int, int], sent: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(sendable(encoded(drawn(size=size), "JPEG")))) as picture:
        assert picture.size == sent


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK"])
def test_pictures_of_every_kind_of_colour_are_kept(mode: str) -> None:
    cleaned = clean(encoded(drawn(mode), "JPEG" if mode == "CMYK" else "PNG"))
    assert (cleaned.media_type, cleaned.width) == ("image/jpeg", 120)


def test_sixteen_bits_of_grey_are_not_washed_out() -> None:
    grey = Image.new("I;16", (20, 20), 128 * 256)
    assert shown(clean(encoded(grey, "PNG"))).getpixel((5, 5)) == 128


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (BLUE, RED, RED)]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    picture = shown(clean(data))
    assert getattr(picture, "n_frames", 1) == 1
    assert near(picture.getpixel((20, 20)), BLUE)


def test_a_picture_with_a_second_one_behind_it_loses_that() -> None:
    data = encoded(drawn(), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 40), WHITE)])
    assert shown(clean(data)).format == "JPEG"


def test_what_hides_behind_the_picture_is_left_behind() -> None:
    archive = b"PK\x03\x04" + SECRET + b"<script>alert(1)</script>"
    cleaned = clean(encoded(drawn(), "JPEG") + archive)
    assert b"PK\x03\x04" not in cleaned.data
    assert SECRET not in cleaned.data


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + bytes(200),
        b"\xff\xd8\xff" + b"garbage" * 50,
        b"\x89PNG\r\n\x1a\n" + b"garbage" * 50,
        b"RIFF\x00\x01\x00\x00WEBPVP8 " + b"garbage" * 50,
        b"GIF89a" + b"garbage" * 50,
        b"\x00\x00\x00\x18ftypheic" + bytes(200),
        encoded(drawn(), "GIF"),
        encoded(drawn(), "BMP"),
        encoded(drawn(), "TIFF"),
    ],
)
def test_what_is_no_picture_of_a_kind_we_take_is_refused(data: bytes) -> None:
    assert refusal(data) == "not_an_image"


def test_nothing_at_all_is_refused() -> None:
    assert refusal(b"") == "empty"


def test_more_than_twenty_megabytes_are_not_even_looked_at() -> None:
    assert refusal(encoded(drawn(), "JPEG") + bytes(photo.MOST_BYTES)) == "too_big"


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (11_000, 11_000), (2**31 - 1, 1)])
def test_more_pixels_than_anyone_photographs_are_never_unpacked(width: int, height: int) -> None:
    assert refusal(png_of(width, height)) == "too_many_pixels"


def test_a_real_bomb_is_small_outside_and_refused() -> None:
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(3 * 30_000 + 1)) for _ in range(200)) + rows.flush()
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")
    assert len(bomb) < 100_000
    assert refusal(bomb) == "too_many_pixels"


def test_text_packed_a_thousandfold_is_refused() -> None:
    text = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(60_000_000), 9))
    assert refusal(png_of(10, 10, text)) == "not_an_image"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(kind: str) -> None:
    data = encoded(Image.effect_noise((300, 300), 90).convert("RGB"), kind)
    assert refusal(data[: len(data) // 2]) in {"damaged", "not_an_image"}


def test_a_jpeg_cut_short_is_called_damaged() -> None:
    data = encoded(Image.effect_noise((300, 300), 90), "JPEG")
    assert refusal(data[: len(data) // 2]) == "damaged"


def test_a_picture_that_grows_too_big_when_made_anew_is_refused() -> None:
    glass = Image.effect_noise((300, 300), 90).convert("RGBA")
    glass.putalpha(100)
    data = encoded(glass, "WEBP", quality=1)
    assert refusal(data, most=len(data)) == "too_big"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (encoded(drawn(), "JPEG"), "image/jpeg"),
        (encoded(drawn(), "PNG"), "image/png"),
        (encoded(drawn(), "WEBP"), "image/webp"),
        (encoded(drawn(), "GIF"), "image/gif"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x20ftypqt  ", "video/quicktime"),
        (HEIC, "image/heic"),
        (encoded(drawn(), "AVIF"), "image/avif"),
        (b"\x1aE\xdf\xa3\x01", "video/webm"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04\x14", "application/zip"),
        (b"\x7fELF\x02\x01", photo.UNKNOWN),
        (b"MZ\x90\x00", photo.UNKNOWN),
        (b"<!doctype html>", photo.UNKNOWN),
        (b"", photo.UNKNOWN),
    ],
)
def test_a_file_is_what_it_contains(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


def test_the_pool_need_not_load_what_listens_and_stores() -> None:
    code = "import sys, bot.files.photo; print({'aiogram', 'sqlalchemy', 'telegram', 'asyncio'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert loaded.stdout == "set()\n"
