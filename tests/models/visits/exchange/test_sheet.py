import pytest

from models.visits.exchange.sheet import check_rows
from models.visits.kinds import built_in
from tests.models.visits.households import ADDRESS, NAME, PHONE, row, sheet


def test_a_whole_row_is_read() -> None:
    found = sheet(row(phone="199 0000 0031", key="√"))
    assert found.problems == ()
    [entry] = found.entries
    assert entry.grid == "S-1-1"
    assert entry.values == {"address": ADDRESS, "name": NAME, "kind": "elderly", "phone": PHONE, "key": True}


def test_headers_as_streets_write_them_will_do_below_a_title() -> None:
    rows = [["走访台账"], ["所属网格", "家庭住址", "户主姓名", "住户类别"], ["S-1-1", "1号", "李某", "低保户"]]
    found = check_rows(rows, built_in())
    assert found.errors == ()
    assert found.entries[0].values == {"address": "1号", "name": "李某", "kind": "hardship"}


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"grid": ""}, "grid", "cell_empty"),
        ({"address": ""}, "address", "cell_empty"),
        ({"name": ""}, "name", "cell_empty"),
        ({"kind": ""}, "kind", "cell_empty"),
        ({"kind": "邻居"}, "kind", "household_kind_unknown"),
        ({"phone": "123"}, "phone", "phone_unreadable"),
        ({"phone": "1.99E+10"}, "phone", "phone_rounded"),
        ({"key": "大概"}, "key", "key_unknown"),
        ({"name": "王秀英19900000031"}, "name", "responsible_has_phone"),
        ({"address": "长" * 201}, "address", "text_long"),
        ({"name": "长" * 81}, "name", "text_long"),
    ],
)
def test_what_cannot_be_right_is_named_with_its_row(cells: dict[str, str], column: str, code: str) -> None:
    [problem] = sheet(row(**cells)).errors
    assert (problem.row, problem.column, problem.code) == (2, column, code)


def test_a_household_may_stand_there_once() -> None:
    [problem] = sheet(row(), row(kind="普通户"), row(address="别处")).errors
    assert (problem.row, problem.code, problem.data["first"]) == (3, "household_twice", 2)


def test_a_sheet_of_something_else_is_refused() -> None:
    assert {problem.code for problem in check_rows([["编码", "名称"], ["a", "b"]], built_in()).errors} >= {
        "column_missing"
    }
