from datetime import date
from typing import Any

import pytest

from models.places.exchange.kit import KitItem
from models.places.exchange.sheet import check_rows
from models.places.kinds import Cycle, built_in
from models.places.tables import Risk
from tests.models.places.sheets import WHOLE, row, sheet


def test_a_whole_row_is_read() -> None:
    found = sheet(WHOLE)
    assert found.problems == ()
    [entry] = found.entries
    assert (entry.code, entry.grid) == ("A-01", "S-1-1")
    assert entry.values == {
        "kind": "shop",
        "name": "老王副食店",
        "address": "南大街12号",
        "latitude": 29.3417,
        "longitude": 105.9017,
        "responsible": "王老板",
        "phone": "+8619900000031",
        "risk": Risk.CONSIDERABLE,
        "cycle": Cycle.MONTHLY,
        "guard_group": "南大街店包店1组",
    }
    assert entry.kit == (KitItem("extinguisher", 4, date(2027, 5, 31)), KitItem("mask", 2))


def test_english_headers_and_words_will_do() -> None:
    rows = [
        ["Type", "Place name", "Grid code", "Risk class", "Check cycle"],
        ["hydrant", "H1", "S-1-1", "high", "weekly"],
    ]
    found = check_rows(rows, built_in())
    assert found.errors == ()
    values = {"kind": "hydrant", "name": "H1", "risk": Risk.CONSIDERABLE, "cycle": Cycle.WEEKLY}
    assert found.entries[0].values == values


def test_the_built_in_kinds_are_whole() -> None:
    kinds = built_in()
    assert len(kinds.every) == 15
    assert {each.item: each.count for each in kinds.standard} == {
        "extinguisher": 4,
        "mask": 2,
        "nozzle": 1,
        "hose": 2,
        "wrench": 1,
    }
    assert kinds.water() == ("mini_station", "hydrant", "water_source")


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"kind": "飞船"}, "kind", "kind_unknown"),
        ({"kind": ""}, "kind", "cell_empty"),
        ({"name": ""}, "name", "cell_empty"),
        ({"name": "长" * 121}, "name", "text_long"),
        ({"code": "A 01"}, "code", "place_code_unreadable"),
        ({"code": "A" * 25}, "code", "place_code_unreadable"),
        ({"phone": "1990"}, "phone", "phone_unreadable"),
        ({"phone": "1.99E+10"}, "phone", "phone_rounded"),
        ({"responsible": "王老板19900000031"}, "responsible", "responsible_has_phone"),
        ({"risk": "绿"}, "risk", "risk_unknown"),
        ({"cycle": "偶尔"}, "cycle", "cycle_unknown"),
        ({"latitude": "29.3"}, "latitude", "degrees_uneven"),
        ({"latitude": "北纬29度", "longitude": "105.9"}, "latitude", "degrees_unreadable"),
        ({"latitude": "105.9", "longitude": "29.3"}, "latitude", "degrees_unreadable"),
        ({"latitude": "nan", "longitude": "29.3"}, "latitude", "degrees_unreadable"),
        ({"kit": "灭火器"}, "kit", "item_unreadable"),
        ({"kit": "灭火器:0"}, "kit", "item_unreadable"),
        ({"kit": "灭火器:4:明年"}, "kit", "item_unreadable"),
        ({"kit": "灭火器:4;extinguisher:2"}, "kit", "item_twice"),
    ],
)
def test_each_fault_is_named_once_at_its_column(cells: Any, column: str, code: str) -> None:
    assert [(each.row, each.column, each.code) for each in sheet(row(**cells)).problems] == [(2, column, code)]


def test_a_code_or_a_name_twice_is_named_and_two_codes_may_share_a_name() -> None:
    twice = sheet(row(code="A"), row(code="a", name="别处"))
    assert [(each.row, each.code) for each in twice.problems] == [(3, "place_code_twice")]
    assert [(each.row, each.code) for each in sheet(row(), row()).problems] == [(3, "place_twice")]
    assert sheet(row(code="A"), row(code="B"), row(grid="S-1"), row()).problems == ()
