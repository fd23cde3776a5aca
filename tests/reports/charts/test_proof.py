"""Each way in which a picture can be wrong is found."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from PIL import Image

from reports.charts.drawing import png, svg
from reports.charts.page import (
    Area,
    BarRow,
    Bars,
    Heat,
    HeatCell,
    HeatRow,
    Line,
    Map,
    NotDrawn,
    Number,
    Numbers,
    Page,
    Panel,
    Trend,
)
from reports.charts.picture import draw
from reports.charts.proof import drawn, meant, prove_marks, prove_png, prove_size, prove_svg
from tests.reports.charts.pages import KINDS, bars, heat, page, square, street, trend

NAN = float("nan")


def encoded(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def test_marks_are_counted_from_the_page_alone() -> None:
    assert meant(street()) == {1: 5, 2: 39, 3: 91, 4: 8 + 8 + 7, 5: 4, 6: 13, 7: 7}


def test_a_whole_picture_passes() -> None:
    assert drawn(draw(street())[0].figure) == meant(street())


def _hide(artist: Artist) -> None:
    artist.set_visible(False)


def _push_out(artist: Artist) -> None:
    assert isinstance(artist, Rectangle)
    artist.set_x(1300)


@pytest.mark.parametrize("lose", [Artist.remove, _hide, _push_out])
def test_a_lost_mark_is_found(lose: Callable[[Artist], None]) -> None:
    asked = page(bars(13))
    figure = draw(asked)[0].figure
    (mark,) = figure.findobj(lambda artist: artist.get_gid() == "mark-1-7")
    prove_marks(asked, figure)
    lose(mark)
    with pytest.raises(NotDrawn, match=r"39\} meant, \{1: 38\} drawn"):
        prove_marks(asked, figure)


def test_a_lost_point_of_a_line_is_found() -> None:
    asked = page(trend(8))
    figure = draw(asked)[0].figure
    (line,) = figure.findobj(lambda artist: artist.get_gid() == "mark-1-0")
    assert isinstance(line, Line2D)
    line.set_data([100, 200], [100, 200])
    with pytest.raises(NotDrawn):
        prove_marks(asked, figure)


def test_a_row_more_on_the_page_than_in_the_picture_is_found() -> None:
    figure = draw(page(bars(13)))[0].figure
    with pytest.raises(NotDrawn):
        prove_marks(page(bars(14)), figure)


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (encoded(Image.new("RGB", (1280, 900), "white")), "of one colour"),
        (encoded(Image.new("RGB", (1280, 900), "navy")), "of one colour"),
        (encoded(Image.linear_gradient("L")), "pixels"),
        (b"", "unreadable"),
        (b"no picture", "unreadable"),
        (encoded(Image.effect_noise((1280, 900), 50))[:-3000], "unreadable"),
        (encoded(Image.effect_noise((1280, 900), 50)) + b" " * 10_000_000, "bytes"),
    ],
)
def test_a_picture_that_is_none_is_found(picture: bytes, why: str) -> None:
    with pytest.raises(NotDrawn, match=why):
        prove_png(picture, (1280, 900))


@pytest.mark.parametrize(("width", "height"), [(1280, 8721), (1280, 63), (63, 1280)])
def test_a_size_that_telegram_does_not_take_is_found(width: int, height: int) -> None:
    with pytest.raises(NotDrawn):
        prove_size(width, height)


def test_sizes_that_it_takes_pass() -> None:
    prove_size(1280, 8720)
    prove_size(1280, 64)


def test_an_svg_that_lacks_a_mark_is_found() -> None:
    asked = page(KINDS)
    figure, made = draw(asked)[0].figure, svg(asked)
    prove_svg(made, figure)
    with pytest.raises(NotDrawn, match="1 marks"):
        prove_svg(made.replace(b'id="mark-1-2"', b'id="other"'), figure)
    with pytest.raises(NotDrawn, match="unreadable"):
        prove_svg(made[:-20], figure)


WRONG: list[Panel] = [
    Numbers([]),
    Numbers([Number("甲", "1")] * 6),
    Bars("", [], []),
    Bars("", ["甲", "乙", "丙", "丁"], []),
    Bars("", ["甲"], [BarRow("甲", [1, 2])]),
    Bars("", ["甲"], [BarRow("甲", [1], ["1", "2"])]),
    *(Bars("", ["甲"], [BarRow("甲", [value])]) for value in (-1, NAN, float("inf"))),
    Trend("", ["1"], [Line("甲", [1])] * 4),
    Trend("", ["1", "2"], [Line("甲", [1])]),
    *(Trend("", ["1"], [Line("甲", [value])]) for value in (-0.1, NAN)),
    Heat("", ["1"], [HeatRow("甲", [])]),
    *(Heat("", ["1"], [HeatRow("甲", [HeatCell(share, "")])]) for share in (-0.1, 1.01, NAN)),
    *(Map("", [Area("甲", "", level)]) for level in (-1, 2)),
    Map("", [Area("甲", "", 1, [[(0, 0), (1, 1)]])]),
    Map("", [Area("甲", "", 1, [[*square(0, 0), (NAN, 0)]])]),
]


@pytest.mark.parametrize("panel", WRONG)
def test_data_that_cannot_be_right_are_not_drawn(panel: Panel) -> None:
    with pytest.raises(NotDrawn, match="panel 2"):
        png(page(KINDS, panel))


@pytest.mark.long
def test_a_page_of_nothing_or_without_end_is_not_drawn() -> None:
    with pytest.raises(NotDrawn):
        png(Page("题", "", []))
    with pytest.raises(NotDrawn, match="pixels"):
        png(page(heat(400)))


@pytest.mark.parametrize("value", [0, None])
def test_all_zero_and_all_unknown_are_drawn(value: float | None) -> None:
    rows = [BarRow(str(at), [value] * 3) for at in range(13)]
    lines = [Line(str(at), [value] * 8) for at in range(3)]
    cells = [HeatRow(str(at), [HeatCell(value, "")] * 7) for at in range(13)]
    asked = page(
        replace(bars(13), rows=rows),
        replace(trend(8), lines=lines),
        replace(heat(13), rows=cells),
        Map("", [Area("甲", "", value, [square(0, 0)])]),
        Map("", [Area("甲", "", value)]),
    )
    assert drawn(draw(asked)[0].figure) == {1: 39, 2: 1 if value is None else 24, 3: 91, 4: 1, 5: 1}
    assert png(asked)
