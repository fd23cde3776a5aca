import pytest

from models.emergencies.keywords import elsewhere, finding_of, is_drill, outcome_of
from models.emergencies.workflow import Finding, Outcome


def test_a_drill_says_so() -> None:
    assert is_drill("消防演练：3号楼着火")
    assert not is_drill("3号楼着火")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("误报，做饭油烟", None),
        ("到场没有着火", None),
        ("到场查看，未发现异常", None),
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
def test_own_words_tell_what_was_found(text: str, finding: Finding | None) -> None:
    assert finding_of(text) is finding


@pytest.mark.parametrize(
    ("text", "known", "outcome"),
    [
        ("误报，做饭油烟", None, Outcome.FALSE_ALARM),
        ("误报，做饭油烟", Finding.FIRE, Outcome.FALSE_ALARM),
        ("到场查看，未发现异常", None, Outcome.FALSE_ALARM),
        ("已没有明火，还在冒烟", Finding.FIRE, None),
        ("未发现人员受伤", Finding.FIRE, None),
        ("厨房起火，已扑灭", None, Outcome.FIRE_OUT),
        ("已扑灭，无人受伤", Finding.FIRE, Outcome.FIRE_OUT),
        ("火灭了", Finding.FIRE, Outcome.FIRE_OUT),
        ("楼道冒烟，已通风", None, Outcome.SAFE),
        ("已处理", Finding.SMOKE, Outcome.SAFE),
        ("老人摔伤，已送医", None, Outcome.TREATED),
        ("煤气味，已关阀", None, Outcome.SAFE),
        ("厨房起火，正在扑灭", None, None),
        ("火势很大，尚未扑灭", Finding.FIRE, None),
        ("还没有扑灭", Finding.FIRE, None),
        ("没能扑灭，请求增援", Finding.FIRE, None),
        ("厨房着火，火很大", None, None),
        ("马上到", None, None),
    ],
)
def test_own_words_tell_that_it_is_over(text: str, known: Finding | None, outcome: Outcome | None) -> None:
    assert outcome_of(text, known) is outcome


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
