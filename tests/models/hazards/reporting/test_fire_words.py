import pytest

from models.hazards.kinds import built_in
from models.hazards.reporting.fire_words import Danger, Spared


@pytest.mark.parametrize(
    "text",
    [
        "3号楼着火了",
        "救命",
        "快来救火啊",
        "隔壁起火，有人被困",
        "容易起火的杂物已着火",
        "可能着火了，有浓烟",
        "电线短路引起火灾了",
        "电动车会爆炸！已经着火了",
        "厨房失火",
        "发生火灾，没有人救火",
        "我跑不动，着火了",
        "Kitchen on FIRE",
    ],
)
def test_these_words_call_for_help(text: str) -> None:
    assert built_in().calls_for_help(text)


@pytest.mark.parametrize(
    "text",
    [
        "楼道堆满杂物",
        "电线老化，容易起火",
        "飞线充电，容易引起火灾",
        "纸箱堆在电表旁，很容易就会着火",
        "请加强检查，防止着火",
        "一旦着火了谁都跑不出去",
        "万一楼道起火怎么办",
        "怕电线着火",
        "占用救命通道",
        "救火车开不进来",
        "有起火的风险",
        "线路没有起火",
        "灭火器过期",
        "",
    ],
)
def test_these_words_only_report(text: str) -> None:
    assert not built_in().calls_for_help(text)


def test_what_stands_further_off_counts_only_where_the_word_says_so() -> None:
    near, far = Danger(("爆炸",), Spared(before=("会",))), Danger(("爆炸",), Spared(before=("会…",)))
    assert near.in_("会突然爆炸")
    assert not far.in_("会突然爆炸")
    assert far.in_("会，突然爆炸")


def test_without_words_nothing_is_dangerous() -> None:
    assert not Danger(()).in_("着火了")
