from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from reports.charts.look import SERIES, WARNING
from reports.charts.page import BarRow, Bars
from tests.reports.charts.pages import bars, drawn, marks, words

TWO = Bars("办理", ["受理", "办结"], [BarRow("甲", [2, 40]), BarRow("乙", [4, None]), BarRow("丙", [0, 80])])


def boxes(panel: Bars) -> list[Rectangle]:
    return [mark for mark in marks(drawn(panel)) if isinstance(mark, Rectangle)]


def test_a_bar_is_as_long_as_its_value() -> None:
    wide = [box.get_width() for box in boxes(TWO)]
    assert wide[1] == pytest.approx(wide[5] / 2)
    assert wide[0] == pytest.approx(wide[5] * 2 / 80)


def test_series_of_different_kinds_have_scales_of_their_own() -> None:
    wide = [box.get_width() for box in boxes(replace(TWO, apart=True))]
    assert wide[0] == pytest.approx(wide[2] / 2)
    assert wide[1] == pytest.approx(wide[5] / 2)


def test_numbers_stand_at_the_bars_unless_other_texts_are_given() -> None:
    shown = words(drawn(TWO))
    assert {"2", "40", "4", "—", "0", "80", "受理", "办结", "甲", "乙", "丙"} <= set(shown)
    told = words(drawn(replace(TWO, rows=[BarRow("甲", [2, 3], ["2 小时", "3 天"])])))
    assert {"2 小时", "3 天"} <= set(told)
    assert "2" not in told


def test_fractions_and_thousands_are_written_as_people_read_them() -> None:
    assert {"1,234", "2.5"} <= set(words(drawn(replace(TWO, rows=[BarRow("甲", [1234, 2.5])]))))


def test_what_is_not_known_is_hatched_and_what_is_nothing_is_not() -> None:
    hatched = [bool(box.get_hatch()) for box in boxes(TWO)]
    assert hatched == [False, False, False, True, False, False]


def test_only_what_alarms_is_in_the_warning_colour_and_names_itself() -> None:
    figure = drawn(replace(TWO, alarming=[1]))
    colours = [to_hex(mark.get_facecolor()).upper() for mark in marks(figure) if isinstance(mark, Rectangle)]
    assert colours.count(WARNING) == 2
    assert colours.count(SERIES[0]) == 2
    assert SERIES[1] not in colours
    assert "办结" in words(figure)


def test_what_was_left_out_is_said() -> None:
    assert "其余 388 个网格" in words(drawn(bars(40)))


@pytest.mark.parametrize("value", [0, None])
def test_nothing_at_all_is_drawn_as_such(value: float | None) -> None:
    assert len(boxes(replace(TWO, rows=[BarRow("甲", [value, value])]))) == 2


def test_without_a_row_a_hatched_strip_says_so() -> None:
    (only,) = boxes(replace(TWO, rows=[]))
    assert only.get_hatch()
