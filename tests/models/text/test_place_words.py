import pytest

from models.text.place_words import differ, place_named, places_in


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("10号楼四楼安全出口锁住", {"building": {"10"}, "floor": {"4"}}),
        ("１０＃楼4层", {"building": {"10"}, "floor": {"4"}}),
        ("十号楼", {"building": {"10"}}),
        ("3栋二单元楼道杂物", {"building": {"3"}, "unit": {"2"}, "spot": {"楼道"}}),
        ("A座大堂", {"building": {"a"}, "spot": {"大厅"}}),
        ("3-2-1204 煤气味", {"building": {"3"}, "unit": {"2"}, "floor": {"12"}, "room": {"1204"}}),
        ("5-502门口", {"building": {"5"}, "floor": {"5"}, "room": {"502"}}),
        ("3号楼502着火了", {"building": {"3"}, "floor": {"5"}, "room": {"502"}}),
        ("602室", {"room": {"602"}, "floor": {"6"}}),
        ("地下二层车库", {"floor": {"-2"}}),
        ("负一楼", {"floor": {"-1"}}),
        ("地下层", {"floor": {"-1"}}),
        ("b1停车场", {"floor": {"-1"}, "spot": {"停车场"}}),
        ("南大街12号店铺", {"street number": {"12"}, "spot": {"商铺"}}),
        ("楼道堆物", {"spot": {"楼道"}}),
        ("三楼楼梯", {"floor": {"3"}, "spot": {"楼道"}}),
        ("2楼道口", {"spot": {"楼道"}}),
        ("12月5号来过", {}),
        ("打13900000001", {}),
        ("2026-11-28 发现", {}),
        ("", {}),
        ("building 3, 2nd floor", {"building": {"3"}, "floor": {"2"}}),
        ("Block B floor 12 room 1203", {"building": {"b"}, "floor": {"12"}, "room": {"1203"}}),
    ],
)
def test_places_are_read_from_words(text: str, places: dict[str, set[str]]) -> None:
    assert places_in(text) == places


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10号楼四楼安全出口锁住", "3号楼楼道杂物"),
        ("3号楼二楼杂物", "3号楼五楼杂物"),
        ("3号楼1单元", "3号楼2单元"),
        ("3-1-502 燃气味", "3-1-602 燃气味"),
        ("地下室飞线", "天台飞线"),
        ("一楼门口", "负一层门口"),
        ("南大街12号", "南大街14号"),
        ("a座", "b座"),
    ],
)
def test_different_places_are_different_hazards(one: str, other: str) -> None:
    assert differ(one, other)
    assert differ(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3号楼楼道杂物", "三号楼楼梯堆了纸箱"),
        ("3号楼杂物", "四楼杂物"),
        ("楼道有杂物", "5号楼楼道有杂物"),
        ("3号楼和5号楼都有", "5号楼"),
        ("1204室", "12楼"),
        ("杂物", "3号楼"),
        ("", ""),
    ],
)
def test_places_that_may_be_one_are_no_difference(one: str, other: str) -> None:
    assert not differ(one, other)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3号楼二楼楼道堆满杂物，堵住消防通道", "3号楼二楼楼道"),
        ("南大街12号楼下", "12号楼"),
        ("5栋2单元 301室电动车", "5栋2单元 301室"),
        ("3号楼和5号楼之间", "3号楼"),
        ("车棚飞线充电", "车棚"),
        ("Building 3 corridor blocked", "Building 3 corridor"),
        ("灭火器过期", ""),
        ("", ""),
    ],
)
def test_the_first_place_is_named_as_it_is_written(text: str, place: str) -> None:
    assert place_named(text) == place
