import pytest

from models.emergencies.flow import Finding
from models.emergencies.words import elsewhere, finding_of, is_drill


def test_a_drill_says_so() -> None:
    assert is_drill("消防演练：3号楼着火")
    assert not is_drill("3号楼着火")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("误报，做饭油烟", Finding.NOTHING),
        ("到场没有着火", Finding.NOTHING),
        ("到场查看，未发现异常", Finding.NOTHING),
        ("没有火，但有人被困电梯", Finding.OTHER),
        ("没有火，老人晕倒已送医", Finding.MEDICAL),
        ("厨房起火，已扑灭", Finding.FIRE),
        ("厨房油锅起火，已用灭火器扑灭，无人受伤", Finding.FIRE),
        ("卧室起火，一人烧伤送医", Finding.FIRE),
        ("楼道冒烟，已通风", Finding.SMOKE),
        ("没有明火，只有烟", Finding.SMOKE),
        ("无火有烟", Finding.SMOKE),
        ("老人摔伤，已送医", Finding.MEDICAL),
        ("孩子发烧抽搐，已送医", Finding.MEDICAL),
        ("有人被困电梯", Finding.OTHER),
        ("灭火器箱倒了", Finding.OTHER),
    ],
)
def test_own_words_tell_what_was_found(text: str, finding: Finding) -> None:
    assert finding_of(text) is finding


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("3号楼着火了", "4号楼起火", True),
        ("3号楼着火了", "三号楼502着火", False),
        ("３号楼着火了", "3号楼", False),
        ("3栋着火", "03栋冒烟", False),
        ("3号楼和4号楼之间着火", "4号楼着火", False),
        ("着火了", "4号楼起火", False),
        ("3号楼2单元", "3号楼1单元", False),
        ("", "", False),
    ],
)
def test_two_texts_speak_of_different_buildings_only_where_both_name_one(one: str, other: str, apart: bool) -> None:
    assert elsewhere(one, other) is apart
    assert elsewhere(other, one) is apart
