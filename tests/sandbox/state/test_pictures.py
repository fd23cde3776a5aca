import io

from PIL import Image

from sandbox.state.pictures import image_size, thumbnails
from tests.sandbox.conftest import picture


def test_smaller_copies_keep_the_shape() -> None:
    assert image_size(picture(1000, 500)) == (1000, 500)
    copies = thumbnails(picture(1000, 500))
    assert [(width, height) for _, width, height in copies] == [(90, 45), (320, 160)]
    assert [image_size(data) for data, _, _ in copies] == [(90, 45), (320, 160)]


def test_a_small_picture_has_no_smaller_copy() -> None:
    assert thumbnails(picture(80, 60)) == ()


def test_what_is_no_image_or_broken_off_has_no_copies() -> None:
    assert image_size(b"no image") is None
    assert thumbnails(b"no image") == ()
    assert thumbnails(picture()[:400]) == ()


def test_a_picture_with_transparency_becomes_a_jpeg() -> None:
    into = io.BytesIO()
    Image.new("RGBA", (400, 400), (10, 20, 30, 40)).save(into, "PNG")
    assert [data[:2] for data, _, _ in thumbnails(into.getvalue())] == [b"\xff\xd8", b"\xff\xd8"]


def test_a_bomb_is_left_alone() -> None:
    into = io.BytesIO()
    Image.new("1", (14_000, 14_000)).save(into, "PNG")
    assert image_size(into.getvalue()) is None
    assert thumbnails(into.getvalue()) == ()
