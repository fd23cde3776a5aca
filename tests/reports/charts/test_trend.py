from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from reports.charts.page import Line, Trend
from tests.reports.charts.pages import drawn, halves, marks, outside, overlapping, trend, words

VALUES = st.one_of(st.none(), st.integers(0, 30), st.floats(0, 5000, allow_nan=False))


def lines(panel: Trend) -> list[Line2D]:
    return [mark for mark in marks(drawn(panel)) if isinstance(mark, Line2D)]


def of(*values: float | None) -> Trend:
    return Trend("走势", [str(at) for at in range(len(values))], [Line("上报", values)])


def test_a_line_goes_through_its_values_from_zero_up() -> None:
    (line,) = lines(of(0, 20, 10))
    _, y = line.get_data()
    bottom, top, middle = np.asarray(y)
    assert middle == pytest.approx((bottom + top) / 2)


def test_a_gap_stays_a_gap() -> None:
    (line,) = lines(of(1, None, 3))
    assert np.isnan(np.asarray(line.get_ydata(), float)).tolist() == [False, True, False]


def test_each_names_itself_at_its_end_with_its_last_value() -> None:
    shown = [Line("上报", [*range(7), 57]), Line("补报", [3, *[None] * 7]), Line("无", [None] * 8)]
    panel = replace(trend(8), lines=shown)
    assert {"上报 57", "补报 3", "无 —"} <= set(words(drawn(panel)))


def test_the_year_before_is_broken_and_hollow() -> None:
    own, _, before = lines(trend(8))
    assert (own.is_dashed(), before.is_dashed()) == (False, True)
    assert before.get_linewidth() < own.get_linewidth()
    assert own.get_color() == before.get_color()


def test_lines_differ_by_more_than_their_colour() -> None:
    panel = replace(trend(8), lines=[Line(name, [1, 2, 3, 4, 5, 6, 7, 8]) for name in "甲乙丙"])
    assert len({line.get_marker() for line in lines(panel)}) == len({line.get_color() for line in lines(panel)}) == 3


def test_the_last_period_is_always_named_and_no_more_than_have_room() -> None:
    shown = words(drawn(trend(53)))
    assert "第53周" in shown
    assert 6 <= sum(word.startswith("第") and word.endswith("周") for word in shown) < 30


def test_numbers_of_many_periods_are_left_to_the_scale() -> None:
    assert "51" in words(drawn(trend(8)))
    assert "51" not in words(drawn(trend(53)))


def test_without_a_value_a_hatched_strip_says_so() -> None:
    (only,) = marks(drawn(of(None, None)))
    assert isinstance(only, Rectangle)
    assert only.get_hatch()


@pytest.mark.parametrize("values", [[0, 0, 0], [0], [7], [0.001, 0.002], [1e9, 2e9]])
def test_small_and_large_are_drawn_within_the_plot(values: list[float]) -> None:
    figure = drawn(of(*values))
    assert (overlapping(figure), outside(figure)) == ([], [])


@pytest.mark.long
@settings(max_examples=40)
@given(st.integers(1, 15).flatmap(lambda count: st.lists(st.lists(VALUES, min_size=count, max_size=count), max_size=6)))
def test_names_and_numbers_never_stand_on_each_other(series: list[list[float | None]]) -> None:
    drawn_lines = [Line(f"第{at}条线", values, faint=at >= 3) for at, values in enumerate(series)]
    labels = [f"{at + 1}月" for at in range(len(series[0]))] if series else []
    figure = drawn(*halves(*[Trend("走势", labels, drawn_lines)] * 2))
    assert (overlapping(figure), outside(figure)) == ([], [])
