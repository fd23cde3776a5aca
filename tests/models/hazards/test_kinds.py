from pathlib import Path

import pytest

from models.hazards.kinds import BadKinds, built_in, chosen_kinds, read_kinds
from models.hazards.workflow import Severity

OTHER = '[[kind]]\ncategory = "other"\n'


@pytest.mark.parametrize(
    ("words", "category", "severity"),
    [
        ("3号楼二楼楼道堆满杂物", "exit", Severity.ORDINARY),
        ("私家车占用消防车通道", "fire_lane", Severity.MAJOR),
        ("灭火器没有压力", "facility", Severity.ORDINARY),
        ("有人在院子里烧纸", "open_fire", Severity.ORDINARY),
        ("电线老化，私拉乱接", "electricity", Severity.ORDINARY),
        ("闻到煤气味", "gas", Severity.MAJOR),
        ("油锅无人看管", "oil", Severity.ORDINARY),
        ("电动车在楼道充电", "e_bike", Severity.ORDINARY),
        ("一楼门店三合一", "three_in_one", Severity.MAJOR),
        ("店里存放大量烟花", "explosive", Severity.MAJOR),
        ("装修工人在动火", "renovation", Severity.ORDINARY),
        ("出租屋隔断太多", "rental", Severity.ORDINARY),
        ("垃圾没人管", "other", Severity.ORDINARY),
        ("楼道着火了", "exit", Severity.URGENT),
        ("救命", "other", Severity.URGENT),
        ("楼道堆物，很严重", "exit", Severity.MAJOR),
        ("电线老化，容易着火", "electricity", Severity.ORDINARY),
        ("液化气罐暴晒，会爆炸", "gas", Severity.MAJOR),
        ("电瓶车棚有飞线，一旦起火很危险", "e_bike", Severity.ORDINARY),
        ("楼道灭火器被杂物挡住", "facility", Severity.ORDINARY),
        ("疏散指示灯不亮", "facility", Severity.ORDINARY),
        ("楼道里电线乱接", "electricity", Severity.ORDINARY),
        ("电动车停在楼道煤气罐旁边", "gas", Severity.MAJOR),
        ("走廊里放着汽油桶", "explosive", Severity.MAJOR),
        ("出租屋后门被堵死", "exit", Severity.ORDINARY),
        ("过道堆了纸箱", "exit", Severity.ORDINARY),
        ("小区大门口消防通道被私家车堵了", "fire_lane", Severity.MAJOR),
        ("烧垃圾，烟很大", "open_fire", Severity.ORDINARY),
        ("仓库里有人睡觉", "three_in_one", Severity.MAJOR),
        ("电表箱冒火花", "electricity", Severity.MAJOR),
        ("空调外机冒烟", "electricity", Severity.URGENT),
        ("独居老人家电线老化", "electricity", Severity.ORDINARY),
        ("地下室有人住", "three_in_one", Severity.MAJOR),
        ("车库里有人住着", "three_in_one", Severity.MAJOR),
        ("地下室没有人住", "other", Severity.ORDINARY),
        ("Someone lives in the basement", "three_in_one", Severity.MAJOR),
        ("People living in the warehouse", "three_in_one", Severity.MAJOR),
        ("Boxes in the corridor, very dangerous", "exit", Severity.MAJOR),
        ("Smell of gas on the stairs", "gas", Severity.MAJOR),
        ("The smoke detector on floor 3 is broken", "facility", Severity.ORDINARY),
        ("Smoke from the socket", "electricity", Severity.URGENT),
        ("There is no smoke, but the wires are bare", "electricity", Severity.ORDINARY),
        ("The staircase is on fire", "exit", Severity.URGENT),
        ("It could catch fire: e-bike charging in the hallway", "e_bike", Severity.ORDINARY),
        ("Car parked in the fire lane", "fire_lane", Severity.MAJOR),
        ("Somebody smoking near the gas cylinder", "gas", Severity.MAJOR),
    ],
)
def test_words_suggest_the_kind_and_the_severity(words: str, category: str, severity: Severity) -> None:
    kind, suggested = built_in().suggest(words)
    assert (kind.category, suggested, kind.matter) == (category, severity, False)


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("2单元301房屋出租给外地人", "letting"),
        ("3号楼302租出去了", "letting"),
        ("新来外来务工5人", "incoming"),
        ("401来了四个外地务工的", "incoming"),
        ("新增困难对象：王大爷", "hardship"),
        ("楼上独居，生活困难", "hardship"),
        ("老人独居无人照看", "hardship"),
        ("发现不稳定因素", "unrest"),
        ("两家因停车打架，扬言报复", "unrest"),
    ],
)
def test_must_reports_are_no_hazards(words: str, category: str) -> None:
    kind, _ = built_in().suggest(words)
    assert (kind.category, kind.matter) == (category, True)


@pytest.mark.parametrize("words", ["外来务工人员宿舍电线乱接", "低保户门口堆满杂物", "新租客在屋里存汽油"])
def test_a_hazard_named_in_the_same_words_is_not_lost_in_a_must_report(words: str) -> None:
    assert not built_in().suggest(words)[0].matter


def test_what_burns_is_never_a_mere_must_report() -> None:
    kind, severity = built_in().suggest("困难户家里冒烟")
    assert (kind.matter, severity) == (False, Severity.URGENT)


def test_a_kind_that_the_file_no_longer_has_is_still_known_by_its_name() -> None:
    assert built_in().kind("lift").category == "lift"


def test_a_file_in_the_data_folder_takes_the_place_of_ours(tmp_path: Path) -> None:
    assert chosen_kinds(tmp_path) is built_in()
    (tmp_path / "kinds.toml").write_text(
        '[[kind]]\ncategory = "lift"\nname = "电梯"\nwords = ["电梯"]\n' + OTHER, "utf-8"
    )
    kind, severity = chosen_kinds(tmp_path).suggest("电梯坏了，楼道也堵")
    assert (kind.category, kind.name, severity) == ("lift", "电梯", Severity.ORDINARY)


def test_a_file_of_ones_own_still_knows_a_cry_for_help(tmp_path: Path) -> None:
    (tmp_path / "kinds.toml").write_text(OTHER, "utf-8")
    own = chosen_kinds(tmp_path)
    assert own.calls_for_help("着火了")
    assert own.suggest("着火了")[1] is Severity.URGENT
    assert not own.calls_for_help("容易着火")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = [", "kinds.toml: "),
        ("", "kinds.toml: there is no [[kind]]"),
        ("kind = [3]", "kind 1: the category is missing"),
        ("[[kind]]\nseverity = 'major'", "kind 1: the category is missing"),
        ("[[kind]]\ncategory = '通道'", "kind 1: the category must be up to 24 of a-z 0-9 _"),
        ("[[kind]]\ncategory = 'a:b'", "kind 1: the category must be up to 24 of a-z 0-9 _"),
        ("[[kind]]\ncategory = 'exit'\nseverity = 'bad'", "kind 1 (exit): the severity must be one of urgent, major"),
        ("[[kind]]\ncategory = 'exit'\nwords = '楼道'", "kind 1 (exit): words must be a list of words"),
        ("[[kind]]\ncategory = 'exit'\nword = ['楼道']", "kind 1 (exit): word is unknown"),
        ("[[kind]]\ncategory = 'exit'", "the category other is missing"),
        (OTHER * 2, "other is there twice"),
        ("help = '救命'\n" + OTHER, "help must be a list of words"),
        ("spared = 3\n" + OTHER, "spared must have before, never, behind"),
        ("[spared]\nafter = ['车']\n" + OTHER, "spared must have before, never, behind"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(BadKinds) as refused:
        read_kinds(text, "kinds.toml")
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("text", "told", "matter"),
    [
        ("楼道堆物", "楼道堆物", None),
        ("楼道堆物\n301房屋出租\n新增困难户", "楼道堆物", "letting"),
        ("301房屋出租", "", "letting"),
        ("冒烟了\n里面住着外来务工人员", "冒烟了", "incoming"),
        ("外来人员家里冒烟", "外来人员家里冒烟", None),
    ],
)
def test_lines_that_are_for_leaders_alone_are_set_apart(text: str, told: str, matter: str | None) -> None:
    left, kind = built_in().apart(text)
    assert (left, kind.category if kind else None) == (told, matter)
