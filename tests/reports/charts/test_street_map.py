from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text

from reports.charts.look import luminance
from reports.charts.page import Area, Map
from tests.reports.charts.pages import areas, drawn, marks, overlapping, square, street_map, texts, tiles, words


def test_areas_with_outlines_are_a_map_and_others_all_tiles() -> None:
    assert all(isinstance(mark, PathPatch) for mark in marks(drawn(street_map(13))))
    mixed = replace(street_map(13), areas=[*areas(12), replace(areas(13)[12], rings=())])
    assert all(isinstance(mark, Rectangle) for mark in marks(drawn(mixed)))


@pytest.mark.parametrize("panel", [street_map(13), tiles(13)])
def test_names_and_numbers_are_written_and_what_has_no_data_is_hatched(panel: Map) -> None:
    figure = drawn(panel)
    assert {each.label for each in panel.areas} | {each.text for each in panel.areas} <= set(words(figure))
    assert sum(bool(mark.get_hatch()) for mark in marks(figure) if isinstance(mark, PathPatch | Rectangle)) == 1


def test_more_is_darker() -> None:
    pair = [Area("甲", "1", 0.1, [square(0, 0)]), Area("乙", "9", 0.9, [square(0.01, 0)])]
    outlines = [mark for mark in marks(drawn(Map("", pair))) if isinstance(mark, PathPatch)]
    less, more = sorted(outlines, key=lambda mark: float(mark.get_window_extent().x0))
    assert luminance(to_hex(more.get_facecolor())) < luminance(to_hex(less.get_facecolor()))


def test_a_number_stands_in_its_own_area() -> None:
    """In the middle of each of the four squares."""
    figure = drawn(street_map(4, columns=2))
    outlines = {mark.get_gid(): mark.get_window_extent() for mark in marks(figure)}
    numbers = [text.get_window_extent() for text in texts(figure) if text.get_text().endswith(" 件")]
    assert len(numbers) == 4
    inside = {gid for gid, area in outlines.items() for text in numbers if area.contains(*((text.p0 + text.p1) / 2))}
    assert inside == set(outlines)


def test_what_lies_within_another_is_drawn_upon_it() -> None:
    inner, outer = Area("里", "2", 0.9, [square(0.004, 0.004, 0.002)]), Area("外", "1", 0.1, [square(0, 0)])
    first, second = (mark for mark in marks(drawn(Map("", [inner, outer]))) if isinstance(mark, PathPatch))
    assert first.get_window_extent().width > second.get_window_extent().width


@pytest.mark.parametrize(("extent", "least"), [(0.001, 0), (0.02, 4)])
def test_where_there_is_no_room_for_all_the_highest_keep_their_numbers(extent: float, least: int) -> None:
    """Sixty that lie half upon each other, or are too narrow for any."""
    crowd = [Area("名", str(at), at / 60, [square(at * 0.001, at % 2 * 0.02, extent)]) for at in range(60)]
    figure = drawn(Map("", crowd))
    shown = {int(word) for word in words(figure) if word.isdecimal()}
    assert overlapping(figure) == []
    assert least <= len(shown) < 60
    assert not least or 59 in shown


def test_a_crowd_of_grids_has_numbers_of_one_size() -> None:
    figure = drawn(street_map(339, columns=20))
    numbers = [text for text in texts(figure) if isinstance(text, Text) and text.get_text().endswith(" 件")]
    assert len({text.get_fontsize() for text in numbers}) <= 1


def test_the_legend_stands_below_and_only_where_there_is_one() -> None:
    assert any("颜色越深" in word for word in words(drawn(street_map(13))))
    without, with_legend = drawn(replace(street_map(13), legend="")), drawn(street_map(13))
    assert without.bbox.height < with_legend.bbox.height


def test_without_an_area_a_hatched_strip_says_so() -> None:
    (only,) = marks(drawn(Map("图", [])))
    assert isinstance(only, Rectangle)
    assert only.get_hatch()
