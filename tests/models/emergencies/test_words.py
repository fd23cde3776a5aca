import pytest

from models.emergencies.flow import Finding
from models.emergencies.words import finding_of, is_drill


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
