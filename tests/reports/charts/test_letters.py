from hypothesis import given
from hypothesis import strategies as st

from reports.charts.letters import CUT, fitted, lines, plain, width


def test_what_fits_is_left_alone() -> None:
    assert fitted("望城路社区", 22, 111) == "望城路社区"


def test_what_does_not_fit_ends_in_a_mark() -> None:
    assert fitted("望城路社区", 22, 109) == "望城路…"
    assert fitted("望城路社区", 22, 10) == ""


@given(st.text(max_size=30), st.integers(0, 300))
def test_what_is_fitted_is_a_beginning_no_wider_than_its_room(text: str, room: int) -> None:
    shown = fitted(text, 22, room)
    assert width(shown, 22) <= room
    assert plain(text).startswith(shown.removesuffix(CUT).rstrip())


def test_plain_is_one_line_of_what_the_font_has() -> None:
    assert plain(" 两\n行\t王🔥\u200d\x00 ") == "两 行 王〓"


def test_more_lines_than_may_be_end_in_a_mark() -> None:
    broken = lines("本周隐患比上周少" * 9, 50, 500, 2)
    assert len(broken) == 2
    assert broken[1].endswith(CUT)
    assert all(width(line, 50) <= 500 for line in broken)


def test_nothing_is_no_line() -> None:
    assert lines(" \n", 22, 500, 2) == []
