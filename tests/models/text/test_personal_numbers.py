import pytest

from models.text.personal_numbers import masked, numbers_in


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800001111请联系", "电话138****1111请联系"),
        ("138 0000 1111", "138****1111"),
        ("138-0000-1111", "138****1111"),
        ("打+86 138 0000 1111", "打138****1111"),
        ("8613800001111", "138****1111"),
        ("１３８００００１１１１", "１３８****１１１１"),
        ("0731-87654321", "073****4321"),
        ("（0731）87654321", "073****4321"),
        ("02387654321王", "023****4321王"),
        ("13800001111、13900002222", "138****1111、139****2222"),
        ("身份证430102199003071234", "身份证430****1234"),
        ("43010219900307123X号", "430****123X号"),
        ("43010219900307123x", "430****123x"),
        ("430102900307123", "430****7123"),
    ],
)
def test_a_number_that_leads_to_a_person_is_shown_without_its_middle(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert all(each in shown for each in numbers_in(text))
    assert numbers_in(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "3号楼2单元1203室楼道堆物",
        "2026-11-28 14:30",
        "20261128",
        "H412 和 S12",
        "119、110、12345、96119",
        "4001234567",
        "灭火器12345678",
        "车牌湘A12345",
        "隐患整改通知书〔2026〕第1号",
        "430102199013991234",
        "430102901399123",
        "SN430102199003071234A",
        "",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text
    assert numbers_in(text) == []
