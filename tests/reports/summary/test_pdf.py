"""What is said stands in the PDF, whole, on as few pages as it needs, and nothing runs off a page."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reports.summary.pdf import make
from reports.summary.text import GOES_ON, SIGNED, Heading, Paragraph, Part, Picture, Summary, Table
from tests.reports.paper import Placed, placed, read

MADE = datetime(2026, 12, 1, 9, tzinfo=UTC)
TABLE = Table(
    "各网格情况", ["网格", "上报", "按时办结率"], [["黄瓜山1网格", "12", "86%"], ["合计", "57", "91%"]], total=True
)
SUMMARY = Summary(
    office="南大街街道黄瓜山村",
    title="2026年11月消防安全网格工作报告",
    subtitle="2026年11月1日至11月30日　数据截至12月1日00:00",
    parts=[Heading("一、总体情况"), Paragraph("本月上报57件。"), TABLE],
)
RIGHT, EDGE = 188.0, 15.0  # millimetres: where the text ends; what stays free of a page all around


def with_parts(*parts: Part) -> Summary:
    return replace(SUMMARY, parts=parts)


def picture(wide: int, high: int) -> Picture:
    content = io.BytesIO()
    Image.linear_gradient("L").resize((wide, high)).convert("RGB").save(content, "PNG")
    return Picture(content.getvalue(), "图1　本月隐患")


def rows(count: int) -> list[list[str]]:
    return [[f"黄瓜山{at}网格", str(at), f"{at}%"] for at in range(count)]


def test_it_says_who_reports_what_and_is_signed() -> None:
    paper = read(make(SUMMARY, MADE))
    assert len(paper.pages) == 1
    for said in (
        SUMMARY.office,
        SUMMARY.title,
        SUMMARY.subtitle,
        "一、总体情况",
        "本月上报57件。",
        "黄瓜山1网格",
        "86%",
        *SIGNED,
    ):
        assert said in paper.text


def test_a_long_table_goes_on_under_its_headings_and_loses_no_row() -> None:
    paper = read(make(with_parts(replace(TABLE, rows=rows(150))), MADE))
    assert len(paper.pages) > 2
    assert all("按时办结率" in page for page in paper.pages)
    assert paper.text.count(f"各网格情况{GOES_ON}") == len(paper.pages) - 1
    assert [row[0] for row in rows(150)] == re.findall(r"黄瓜山\d+网格", paper.text)
    assert f"第1页　共{len(paper.pages)}页" in paper.pages[0]
    assert f"第{len(paper.pages)}页　共{len(paper.pages)}页" in paper.pages[-1]


@pytest.mark.parametrize("count", [30, 31, 32, 33])
def test_a_sum_never_stands_alone_on_a_page(count: int) -> None:
    last = read(make(with_parts(replace(TABLE, rows=[*rows(count), ["合计", "99", "91%"]])), MADE)).pages[-1]
    assert ("合计" in last) == (f"黄瓜山{count - 1}网格" in last)


@pytest.mark.parametrize("following", [Paragraph("很短。"), TABLE, picture(1280, 2000)])
@pytest.mark.parametrize("before", [21, *(pytest.param(each, marks=pytest.mark.long) for each in (24, 26))])
def test_a_heading_stands_on_the_page_of_what_follows(before: int, following: Part) -> None:
    pages = placed(make(with_parts(*[Paragraph("一行。")] * before, Heading("二、突出问题"), following), MADE))
    (number,) = (at for at, page in enumerate(pages) if any(each.text == "二、突出问题" for each in page))
    at = next(place for place, each in enumerate(pages[number]) if each.text == "二、突出问题")
    assert pages[number][at + 1].text in {"　　很短。", "各网格情况", ""}


def test_numbers_end_where_those_above_them_end() -> None:
    pages = placed(make(with_parts(replace(TABLE, rows=[["甲", "1", "5%"], ["乙", "1,234", "100%"]])), MADE))
    right = {each.text: each.right for page in pages for each in page}
    assert right["1"] == pytest.approx(right["1,234"], abs=0.1)
    assert right["5%"] == pytest.approx(right["100%"], abs=0.1)
    assert right["100%"] == pytest.approx(RIGHT, abs=2)


@pytest.mark.parametrize(("wide", "high", "pages"), [(1280, 400, 1), (1280, 2450, 2), (200, 8000, 2), (8000, 100, 1)])
def test_a_picture_fits_its_page_whatever_its_shape(wide: int, high: int, pages: int) -> None:
    made = placed(make(with_parts(Paragraph("一行。"), picture(wide, high)), MADE))
    (shown,) = (each for page in made for each in page if not each.text)
    assert len(made) == pages
    assert (shown.base - shown.top) / (shown.right - shown.left) == pytest.approx(high / wide, rel=0.01)
    assert EDGE <= shown.left < shown.right <= 210 - EDGE
    assert EDGE <= shown.top < shown.base <= 297 - EDGE
    (page,) = (page for page in made if shown in page)
    assert "图1　本月隐患" in [each.text for each in page]


def on_paper(each: Placed) -> bool:
    return EDGE <= each.left <= each.right <= 210 - EDGE and EDGE <= each.top < each.base <= 297 - 7


@pytest.mark.parametrize("words", [(0,), tuple(range(14))])
def test_too_many_columns_are_narrower_than_they_want_to_be(words: tuple[int, ...]) -> None:
    wide = Table("宽表", ["按时办结率"] * 14, [["1,234,567"] * 14, ["望城路一二三四网格"] * 14], words)
    pages = placed(make(with_parts(wide), MADE))
    assert [each for each in chain.from_iterable(pages) if not on_paper(each)] == []
    assert "".join(each.text for page in pages for each in page).count("7") == 14


def test_a_long_text_is_broken_before_short_ones_are() -> None:
    row = ["H412", "黄瓜山1网格", "楼道内停放电动自行车并私拉电线充电，占用疏散通道" * 4, "11月12日 09:20", "7"]
    paper = read(make(with_parts(Table("未办结", ["编号", "网格", "隐患", "上报", "天数"], [row], (0, 1, 2, 3))), MADE))
    assert {"H412", "黄瓜山1网格", "11月12日 09:20", "7"} <= set(paper.pages[0])
    assert row[2] in paper.text


ODD = ("", "12", "1,234", "H412", "x" * 80, "楼道内停放电动自行车并私拉电线充电" * 6, "王🔥强\n二")
CELL = st.text(max_size=90) | st.sampled_from(ODD)


@st.composite
def drawn_tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 12))
    row = st.lists(CELL, min_size=columns, max_size=columns)
    words = draw(st.sets(st.integers(0, columns - 1)))
    return Table(draw(CELL), draw(row), draw(st.lists(row, max_size=30)), tuple(words), total=draw(st.booleans()))


@pytest.mark.long
@settings(max_examples=12)
@given(st.lists(drawn_tables(), max_size=4), CELL, CELL)
def test_nothing_runs_off_a_page_whatever_is_in_it(tables: list[Table], title: str, words: str) -> None:
    asked = Summary(title, title, words, [Heading(words), Paragraph(words * 20), *tables, Heading(title)])
    assert [each for each in chain.from_iterable(placed(make(asked, MADE))) if not on_paper(each)] == []


def test_what_runs_off_a_page_would_be_found() -> None:
    (page,) = placed(make(SUMMARY, MADE))
    title = next(each for each in page if each.text == SUMMARY.title)
    assert 105 - title.left == pytest.approx(title.right - 105, abs=0.5)
    assert title.right - title.left == pytest.approx(len(SUMMARY.title) * 20 * 25.4 / 72, rel=0.2)
