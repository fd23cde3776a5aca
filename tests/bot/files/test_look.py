import io
from itertools import combinations

import pytest
from PIL import Image, ImageEnhance

from bot.files.look import look_of
from bot.files.photo import clean
from models.evidence.looks import MOST_APART, bits_apart
from tests.scenes import as_jpeg, scene, stairwell, wall


def apart(one: Image.Image, other: bytes) -> int:
    first, second = look_of(one), clean(other).look
    assert first is not None
    assert second is not None
    return bits_apart(first, second)


@pytest.mark.parametrize(("scale", "quality"), [(1, 88), (1, 40), (0.5, 70), (0.25, 50), (0.75, 30), (2, 60)])
def test_the_same_picture_in_another_size_and_quality_looks_the_same(scale: float, quality: int) -> None:
    assert max(apart(scene(each), as_jpeg(scene(each), scale, quality)) for each in range(20)) <= MOST_APART


def test_different_pictures_do_not() -> None:
    looks = [look_of(scene(number)) for number in range(60)]
    nearest = min(bits_apart(one, other) for one, other in combinations(filter(None, looks), 2))
    assert None not in looks
    assert nearest > 3 * MOST_APART


@pytest.mark.parametrize(
    "picture",
    [
        *(Image.new("RGB", (640, 480), colour) for colour in ("black", "white", "red")),
        *(wall(grey, noise) for grey in (0, 60, 200) for noise in (5, 40)),
        *map(stairwell, range(4)),
        Image.linear_gradient("L"),
        Image.radial_gradient("L"),
        ImageEnhance.Brightness(scene(1)).enhance(0.05),
    ],
)
def test_what_tells_nothing_has_no_look(picture: Image.Image) -> None:
    assert look_of(picture) is None
    assert clean(as_jpeg(picture, 0.5, 60)).look is None


def test_a_look_is_of_what_is_kept_upright() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    into = io.BytesIO()
    scene(3).transpose(Image.Transpose.ROTATE_90).save(into, "JPEG", exif=tags)
    assert apart(scene(3), into.getvalue()) <= MOST_APART
