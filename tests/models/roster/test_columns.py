import pytest

from models.roster.columns import TITLES, find_header, level_of
from models.roster.records import LEVELS
from models.spreadsheet.sheet import Cells
from tests.models.roster.rosters import HEADER


def places(*titles: str) -> dict[str, int]:
    return find_header([list(titles)]).places


def codes(*rows: Cells) -> list[tuple[str, str]]:
    return [(problem.column, problem.code) for problem in find_header(rows).problems]


@pytest.mark.parametrize(
    "titles",
    [
        ("code", "name", "level", "parent", "leader", "leader_phone"),
        ("编码", "名称", "级别", "上级编码", "网格长", "电话"),
        ("code编码", "name名称", "level级别", "parent上级编码", "leader网格长", "leader_phone电话"),
        ("网格编码", "网格 名称", "层级", "上级", "网格长姓名", "网格长电话"),
        ("编码 code", "名称/name", "级别(level)", "上级编码 parent", "网格长 Leader", "电话 Leader Phone"),
        ("\ufeffCODE", "Name ", "LEVEL", "Parent", "Leader", "Leader-Phone"),
    ],
)
def test_titles_are_read_in_chinese_in_english_and_joined(titles: tuple[str, ...]) -> None:
    assert list(places(*titles)) == ["code", "name", "level", "parent", "leader", "leader_phone"]


def test_the_titles_of_our_own_files_and_of_the_sample_are_read() -> None:
    assert list(places(*TITLES.values())) == HEADER
    assert "backup" in places("backup B岗")


def test_columns_may_stand_in_any_order() -> None:
    assert places("上级编码", "级别", "网格长", "名称", "编码") == {
        "parent": 0, "level": 1, "leader": 2, "name": 3, "code": 4,
    }  # fmt: skip


def test_a_title_above_the_header_is_passed_over() -> None:
    header = find_header([["南大街街道网格员花名册", "", ""], [], HEADER])
    assert (header.row, header.problems) == (3, ())


def test_each_required_column_that_is_missing_is_named() -> None:
    assert codes(["code", "leader", "名称"]) == [("level", "column_missing"), ("parent", "column_missing")]


def test_a_sheet_that_is_no_roster_lacks_every_required_column() -> None:
    assert [column for column, code in codes(["日期", "天气"], ["周一", "晴"]) if code == "column_missing"] == [
        "code", "name", "level", "parent",
    ]  # fmt: skip


def test_two_titles_for_one_column_are_an_error() -> None:
    assert codes([*HEADER, "网格员"]) == [("members", "column_twice")]


def test_an_unknown_column_is_a_note_with_its_letter() -> None:
    (problem,) = find_header([[*HEADER, "备注"]]).problems
    assert (problem.code, problem.note, problem.data) == ("column_unknown", True, {"value": "备注", "letter": "S"})


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("district", "district"), ("区县", "district"), ("街道", "street"), ("镇", "street"), ("社区", "community"),
        ("村", "community"), (" Grid ", "grid"), ("网格", "grid"), ("grid网格", "grid"), ("单元格", "cell"),
        ("小组", None), ("", None), ("grids", None),
    ],
)  # fmt: skip
def test_a_level_is_read_in_chinese_and_english(text: str, level: str | None) -> None:
    assert level_of(text) == level


def test_every_level_is_read_by_its_own_word() -> None:
    assert tuple(level_of(level) for level in LEVELS) == LEVELS
