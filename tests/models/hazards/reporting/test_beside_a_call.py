import pytest

from models.hazards.kinds import built_in
from models.hazards.reporting.beside_a_call import is_elsewhere, tells_only_of_a_hazard

KINDS = built_in()


@pytest.mark.parametrize(
    "words",
    [
        "3号楼楼道堆杂物",
        "5号楼楼道堆满快递箱，堵住消防通道",
        "五栋二单元灭火器过期了",
        "8号楼楼下有人飞线充电",
        "12幢安全出口锁住了",
        "6号楼地下室违规存放液化气瓶",
        "A座消防栓没水",
        "望城路12号门口私家车占用消防车道",
        "building 5: the corridor is full of cardboard",
        "Fire extinguisher expired in block C",
    ],
)
def test_this_tells_only_of_a_hazard(words: str) -> None:
    assert tells_only_of_a_hazard(KINDS, words)


@pytest.mark.parametrize(
    "words",
    [
        "烟越来越大了",
        "在3楼",
        "快来",
        "我在5号楼",
        "5号楼也着火了",
        "5号楼楼道全是烟",
        "5号楼楼道堆的杂物烧起来了",
        "5号楼楼道堆满杂物，老人出不来",
        "5号楼消防通道堵住了，消防车进不来",
        "5号楼安全出口锁了，快来人",
        "从5号楼楼梯间下来",
        "5号楼走廊里全是水",
        "5号楼楼道里有人倒地",
        "5号楼居民已疏散",
        "灭火器在5号楼一楼",
        "5号楼消防通道在哪",
        "5号楼有煤气味，好像漏了",
        "楼道堆满杂物",
        "灭火器过期了",
        "5号楼新租房客三个人",
        "help, building 5 corridor is blocked",
        "smoke in building 5, the exit is blocked",
        "",
    ],
)
def test_this_may_be_about_the_call(words: str) -> None:
    assert not tells_only_of_a_hazard(KINDS, words)


@pytest.mark.parametrize(
    ("said", "words", "elsewhere"),
    [
        (["3号楼着火了"], "5号楼楼道堆杂物", True),
        (["3号楼着火了"], "3号楼楼道堆杂物", False),
        (["三号楼着火了"], "3号楼一楼堆满杂物", False),
        (["着火了"], "3号楼楼道堆杂物", True),
        (["着火了", "在3号楼"], "3号楼楼道堆杂物", False),
        (["着火了", "在3号楼"], "5号楼楼道堆杂物", True),
        (["3号楼着火了"], "望城路12号门口堆满杂物", False),
        (["望城路12号着火了"], "望城路16号门口堆满杂物", True),
        (["3号楼着火了", "5号楼楼道堆杂物"], "5号楼灭火器过期", True),
        (["5号楼楼道堆杂物"], "5号楼楼道堆杂物", True),
        (["3号楼和5号楼都有烟"], "5号楼楼道堆杂物", False),
    ],
)
def test_it_is_elsewhere_when_the_call_names_another_building_or_none(
    said: list[str], words: str, elsewhere: bool
) -> None:
    assert is_elsewhere(KINDS, said, words) is elsewhere
