"""Every picture is drawn, in both languages, within the sheet, and no two are alike."""

import io

import pytest
from PIL import Image, ImageChops

from handlers.publicity.pictures import PICTURES, picture
from locales.translator import translator
from models.publicity.own_texts import Listed
from models.publicity.texts import built_in
from reports.characters import unprintable
from reports.drawings.scenes import SCENES

PAPER = (0xF6, 0xF3, 0xEC)
MARGIN = 12  # pixels that stay empty all around
MOST = 300_000  # bytes, for hundreds of groups
TEXTS = {text.name: text for text in built_in()}


def opened(name: str, locale: str) -> tuple[Image.Image, bytes]:
    making = picture(translator(locale), Listed(TEXTS[name]))
    assert making is not None
    content = making()
    return Image.open(io.BytesIO(content)).convert("RGB"), content


def test_each_text_that_has_one_is_there_and_all_scenes_are_used() -> None:
    assert set(PICTURES) <= set(TEXTS)
    assert {scene for scene, _ in PICTURES.values()} == set(SCENES)
    assert len(SCENES) >= 12


@pytest.mark.parametrize("locale", ["zh_CN", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", sorted({scene: name for name, (scene, _) in PICTURES.items()}.values()))
def test_a_picture_fits_a_phone_and_keeps_within_its_sheet(name: str, locale: str) -> None:
    image, content = opened(name, locale)
    assert image.size == (1280, 960)
    assert len(content) < MOST
    used = ImageChops.difference(image, Image.new("RGB", image.size, PAPER)).getbbox()
    assert used is not None
    left, top, right, bottom = used
    assert min(left, top, 1280 - right, 960 - bottom) >= MARGIN


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_all_their_words_can_be_printed(locale: str) -> None:
    t = translator(locale)
    words = [*(t.plain(each) for _, said in PICTURES.values() for each in said)]
    titles = [TEXTS[name].worded(locale).title for name in PICTURES]
    assert {each: unprintable(each) for each in (*words, *titles) if unprintable(each)} == {}


def test_what_a_street_has_written_itself_has_none() -> None:
    assert picture(translator("zh_CN"), Listed(TEXTS["hot_pot"], own=7)) is None
    assert picture(translator("zh_CN"), Listed(TEXTS["rentals"])) is None
