from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reports.line_breaking import CARRIED_MOST, NOT_FIRST, NOT_LAST, PIECE, RUN, wrap


def wide(text: str) -> float:
    """A Chinese character is two wide, a Latin letter or digit one."""
    return sum(1 if ch.isascii() else 2 for ch in text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("楼道堆物", ["楼道堆物"]),
        ("楼道堆满杂物堵住", ["楼道堆满杂", "物堵住"]),
        ("楼道堆满杂，堵住", ["楼道堆满", "杂，堵住"]),
        ("楼道堆满（堵住）", ["楼道堆满", "（堵住）"]),
        ("请拨打监督1190", ["请拨打监督", "1190"]),
        ("一段\n二段", ["一段", "二段"]),
        ("abcdefghijklmno", ["abcdefghij", "klmno"]),
        ("堆物" + "。" * 120, ["堆物。。。"]),
        ("！" * 40 + "\n" + "~" * 40, ["！！！", "~~~"]),
        ("。，" * 6, ["。，。，。", "，。，。，", "。，"]),
    ],
)
def test_lines_break_as_in_print(text: str, lines: list[str]) -> None:
    assert wrap(text, 10, wide) == lines


@given(some.text(alphabet="楼道堆物，。（）《》12ab：", max_size=60))
def test_nothing_is_lost_and_no_line_begins_or_ends_wrongly(text: str) -> None:
    lines = wrap(text, 20, wide)
    assert "".join(lines) == RUN.sub(r"\1\1\1", text)
    for before, after in pairwise(lines):
        assert wide(before) <= 20
        last = PIECE.findall(before)[-CARRIED_MOST:]
        marks = sum(piece[0] in NOT_FIRST | NOT_LAST for piece in last) >= len(last) - 1
        settled = marks or (after[0] not in NOT_FIRST and before[-1] not in NOT_LAST)
        assert settled
