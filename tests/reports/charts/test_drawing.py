import io
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context

import pytest
from PIL import Image

from reports.charts.drawing import png, svg
from reports.charts.page import BarRow, NotDrawn, Page
from tests.reports.charts.golden import GOLDEN, difference, kept, small
from tests.reports.charts.pages import KINDS, NUMBERS, heat, hostile, page, street, tiles, trend

TOLERANCE = 3.0  # of 255; letters are drawn a little differently by each version of the font library
MOST = 1_000_000  # bytes, for many chats on a phone


@pytest.mark.long
@pytest.mark.parametrize("asked", [street(), hostile()])
def test_a_picture_is_one_that_telegram_takes(asked: Page) -> None:
    made = png(asked)
    with Image.open(io.BytesIO(made)) as image:
        assert image.format == "PNG"
        assert image.width == 1280
    assert len(made) < MOST


def test_a_street_is_no_higher_than_telegram_shows_in_full() -> None:
    with Image.open(io.BytesIO(png(street()))) as image:
        assert image.height <= 2560


@pytest.mark.long
def test_the_same_page_is_the_same_file() -> None:
    assert png(street()) == png(street())
    assert svg(street()) == svg(street())


def test_an_svg_needs_no_font_and_bears_no_date() -> None:
    made = svg(hostile())
    assert b"<text" not in made
    assert b"<dc:date>" not in made
    assert b'id="mark-6-9"' in made


@pytest.mark.parametrize("name", GOLDEN)
def test_pictures_look_as_they_were_seen_to_look(name: str) -> None:
    """After a change that is meant: python -m tests.reports.charts.golden, and look at them."""
    assert difference(small(GOLDEN[name]), kept(name)) < TOLERANCE


def test_one_bar_of_another_length_would_be_seen() -> None:
    changed = replace(KINDS, rows=[*KINDS.rows[:2], BarRow("燃气隐患", [14]), KINDS.rows[3]])
    other = page(NUMBERS, trend(53), heat(3), tiles(13), changed)
    assert difference(small(other), kept("wide")) > TOLERANCE


def test_what_shows_charts_loads_no_library_that_draws() -> None:
    """Its own process: here it is loaded already."""
    code = "import sys, reports.charts.drawing; sys.exit('matplotlib' in sys.modules or 'PIL' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.long
def test_it_is_drawn_in_another_process_and_says_there_why_not() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        made, wrong = pool.submit(partial(png, street())), pool.submit(partial(png, Page("", "", [])))
        assert made.result() == png(street())
        with pytest.raises(NotDrawn, match="without a panel"):
            wrong.result()
