from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reports.sheets import contact_cards, place_codes, poster, responsibility_chart
from reports.sheets.grid_map import GridMap, Outline
from reports.sheets.people import GridSheet, Staff
from reports.sheets.place_codes import PlaceCode
from reports.sheets.responsibility_chart import Node
from tests.reports.paper import read

AT = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
LINK = "https://t.me/wangge_bot?start=report"
SHEET = GridSheet(
    office="南大街街道办事处",
    name="望城路5网格",
    code="NDJ-01-005",
    address="望城路1号至38号",
    staff=(Staff("网格长", "谭远康", "19900000009"), Staff("网格员", "王小红")),
    above=(("望城社区", Staff("网格长", "马明", "19900000001")), ("南大街街道", None)),
    duty_phone="023-49800119",
    supervision_phone="023-00001190",
    link=LINK,
)
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
BESIDE = {"type": "MultiPolygon", "coordinates": [[[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]]}
CODE = PlaceCode("望城路5网格", "明珠超市", "商铺", "NDJ-0001", "望城路1号", "https://t.me/wangge_bot?start=p_a_b_1", 2)


def test_a_poster_says_who_is_in_charge_of_what_and_whom_to_ring() -> None:
    made = read(poster.make(SHEET, None, AT))
    assert len(made.pages) == 1
    assert made.links == [LINK]
    for said in (
        *("消防安全网格公示牌", "南大街街道办事处　望城路5网格", "网格范围：望城路1号至38号", "谭远康", "19900000009"),
        *("王小红", "请拨打值班电话", "望城社区负责人", "马明", poster.DUTIES["B岗"], "火警电话　119"),
        *("值班电话：023-49800119　　监督电话：023-00001190", "扫码上报隐患", "NDJ-01-005　2026年11月制"),
    ):
        assert said in made.text
    assert "南大街街道负责人" not in made.text


def test_without_a_duty_phone_nobody_is_sent_to_one() -> None:
    made = read(poster.make(replace(SHEET, duty_phone=""), None, AT))
    assert "值班电话" not in made.text
    assert "王小红" in made.text


def test_its_map_names_the_grid_and_those_around_it() -> None:
    drawn = GridMap(Outline("望城路5网格", SQUARE), [Outline("望城路6网格", BESIDE)])
    made = read(poster.make(SHEET, drawn, AT))
    assert "望城路6网格" in made.text


@pytest.mark.parametrize(("holders", "pages"), [(1, 1), (8, 1), (9, 2)])
def test_contact_cards_stand_eight_to_a_page(holders: int, pages: int) -> None:
    made = read(contact_cards.make(SHEET, ["明珠超市"] * holders, AT))
    assert len(made.pages) == pages
    assert made.text.count("单位：明珠超市") == made.text.count("网格长：谭远康　19900000009") == holders
    assert made.links == [LINK] * holders


def test_a_crowd_of_staff_leaves_the_foot_of_a_card_free() -> None:
    crowd = tuple(Staff("网格员", f"员工{number}", "19900000009") for number in range(30))
    made = read(contact_cards.make(replace(SHEET, staff=crowd), [""], AT))
    assert contact_cards.CALL in made.text
    assert "员工4" in made.text
    assert "员工5" not in made.text


def test_a_code_says_in_words_where_it_belongs() -> None:
    made = read(place_codes.make("巡查点位码", [CODE] * 9, AT))
    assert len(made.pages) == 2
    assert made.links == [CODE.link] * 9
    for said in ("望城路5网格", "明珠超市", "商铺", "NDJ-0001", "望城路1号", "第2版", "扫码打卡", "火警119"):
        assert made.text.count(said) == 9


@pytest.mark.long
def test_a_long_name_is_cut_where_its_room_ends() -> None:
    made = read(place_codes.make("巡查点位码", [replace(CODE, name="甲乙丙丁" * 20)], AT))
    assert "…" in made.text
    assert "NDJ-0001" in made.text


def test_a_chart_has_a_page_for_the_top_and_pages_for_each_branch() -> None:
    grids = [Node(f"{number}网格", [f"长{number}"], ["甲", "乙", "丙", "丁"]) for number in range(21)]
    street = Node("南大街街道", ["周洲"], [], [Node("望城社区", ["马明"], [], grids), Node("空社区", [], [])])
    made = read(responsibility_chart.make("南大街街道办事处", street, AT))
    assert [page[0] for page in made.pages] == [
        "南大街街道消防安全网格责任图",
        "望城社区消防安全网格责任图",
        "望城社区消防安全网格责任图",
    ]
    assert "负责人：长20" in "".join(made.pages[2])
    assert made.text.count("网格员：甲、乙、丙等4人") == 21


def test_a_character_that_no_font_has_becomes_a_mark() -> None:
    made = read(poster.make(replace(SHEET, staff=(Staff("网格长", "王\U000e0fff"),)), None, AT))
    assert "王〓" in made.text
