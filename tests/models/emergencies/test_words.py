import pytest

from models.emergencies.flow import Finding
from models.emergencies.words import calls_for_help, finding_of, is_drill


@pytest.mark.parametrize("text", ["3号楼着火了", "救命", "快来救火啊", "隔壁起火，有人被困", "容易起火的杂物已着火"])
def test_these_words_call_for_help(text: str) -> None:
    assert calls_for_help(text)


@pytest.mark.parametrize("text", ["楼道堆满杂物", "电线老化，容易起火", "请加强检查，防止着火", "灭火器过期", ""])
def test_these_words_only_report(text: str) -> None:
    assert not calls_for_help(text)


def test_a_drill_says_so() -> None:
    assert is_drill("消防演练：3号楼着火")
    assert not is_drill("3号楼着火")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("误报，做饭油烟", Finding.NOTHING),
        ("到场没有着火", Finding.NOTHING),
        ("厨房起火，已扑灭", Finding.FIRE),
        ("楼道冒烟，已通风", Finding.SMOKE),
        ("老人摔伤，已送医", Finding.MEDICAL),
        ("有人被困电梯", Finding.OTHER),
    ],
)
def test_own_words_tell_what_was_found(text: str, finding: Finding) -> None:
    assert finding_of(text) is finding
