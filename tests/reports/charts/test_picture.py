"""Whole pages: nothing stands on anything else, nothing is lost, no letter is missing."""

import io
from dataclasses import replace

import pytest
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.patches import Rectangle

from reports.characters import MISSING
from reports.charts.letters import font
from reports.charts.look import LEAST
from reports.charts.page import BarRow, NotDrawn, Numbers, Page
from reports.charts.picture import as_png, as_svg, draw
from reports.charts.sheet import Sheet
from tests.reports.charts.pages import (
    KINDS,
    NUMBERS,
    bars,
    halves,
    heat,
    hostile,
    outside,
    overlapping,
    page,
    sizes,
    street,
    street_map,
    texts,
    tiles,
    trend,
    words,
)

PAGES = {
    "street": street(),
    "hostile": hostile(),
    "hostile halves": replace(
        hostile(), panels=[*halves(*(p for p in hostile().panels if not isinstance(p, Numbers)))]
    ),
    **{f"{count} rows": page(NUMBERS, bars(count), heat(count), tiles(count)) for count in (1, 13, 40)},
    **{f"{count} rows in halves": page(*halves(bars(count), heat(count), tiles(count))) for count in (1, 13, 40)},
    **{f"{count} periods": page(trend(count), *halves(trend(count), trend(count))) for count in (1, 2, 8, 13, 53)},
    **{f"{count} areas": page(street_map(count, columns=20), *halves(street_map(count))) for count in (1, 13, 400)},
}


@pytest.mark.parametrize("asked", PAGES.values(), ids=PAGES)
def test_no_text_stands_on_another_or_leaves_the_page_or_is_too_small(asked: Page) -> None:
    figure = draw(asked)[0].figure
    assert overlapping(figure) == []
    assert outside(figure) == []
    assert min(sizes(figure)) >= LEAST - 0.01


def test_texts_on_each_other_and_off_the_page_would_be_found() -> None:
    sheet = Sheet()
    for left, words_ in ((100, "望城路社区"), (190, "5 件"), (1250, "兴南路")):
        sheet.words(left, 100, words_, 22)
    sheet.end(200)
    assert overlapping(sheet.figure) == [("望城路社区", "5 件")]
    assert outside(sheet.figure) == ["兴南路"]


def test_no_glyph_is_missing_whatever_a_name_holds() -> None:
    """A warning of one is an error in all tests here."""
    figure = draw(hostile())[0].figure
    FigureCanvasAgg(figure).print_figure(io.BytesIO(), format="rgba", dpi=100)
    assert any(MISSING in word for word in words(figure))
    assert any("$x^2$" in word for word in words(figure))


def test_a_missing_glyph_would_be_warned_of() -> None:
    figure = draw(page(KINDS))[0].figure
    texts(figure)[0].set_text("王🔥")
    with pytest.warns(UserWarning, match="Glyph .* missing"):
        FigureCanvasAgg(figure).print_figure(io.BytesIO(), format="rgba", dpi=100)


def test_a_picture_of_which_the_library_leaves_something_out_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    add = Axes.add_artist

    def lossy(axes: Axes, artist: Artist) -> Artist:
        return artist if isinstance(artist, Rectangle) and artist.get_hatch() else add(axes, artist)

    monkeypatch.setattr(Axes, "add_artist", lossy)
    for picture in (as_png, as_svg):
        with pytest.raises(NotDrawn, match="drawn"):
            picture(page(tiles(13)))


def test_a_blank_picture_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def blank(canvas: FigureCanvasAgg, out: io.BytesIO, **_: object) -> None:
        width, height = canvas.get_width_height()
        out.write(b"\xff" * width * height * 4)

    monkeypatch.setattr(FigureCanvasAgg, "print_figure", blank)
    with pytest.raises(NotDrawn, match="of one colour"):
        as_png(page(KINDS))


def test_an_empty_drawing_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(_: FigureCanvasSVG, out: io.BytesIO, **__: object) -> None:
        out.write(b"<svg/>")

    monkeypatch.setattr(FigureCanvasSVG, "print_figure", empty)
    with pytest.raises(NotDrawn, match="4 marks"):
        as_svg(page(KINDS))


def test_a_dollar_is_a_dollar() -> None:
    figure = draw(page(replace(KINDS, rows=[BarRow("$x^2$", [1])])))[0].figure
    (name,) = (text for text in texts(figure) if "$" in text.get_text())
    assert not name.get_parse_math()
    assert name.get_fontproperties() == font(26)


def test_two_halves_that_follow_each_other_share_a_row() -> None:
    whole, shared = draw(page(KINDS, KINDS))[1], draw(page(*halves(KINDS, KINDS)))[1]
    apart = draw(page(replace(KINDS, half=True), trend(8), replace(KINDS, half=True)))[1]
    assert shared < whole < apart


def test_what_follows_two_halves_stands_below_the_longer_one() -> None:
    shorter_first = draw(page(*halves(bars(1), bars(13)), KINDS))[1]
    assert shorter_first == draw(page(*halves(bars(13), bars(1)), KINDS))[1]


def test_a_page_says_its_title_subtitle_and_footer() -> None:
    said = "".join(words(draw(street())[0].figure))
    assert street().title in said
    assert "数据截至周一 00:00" in said
    assert "上周数字不再改动。" in said


def test_without_title_and_footer_there_is_the_panel_alone() -> None:
    assert draw(Page("", "", [KINDS]))[1] < draw(page(KINDS))[1]
