from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.obligations.labels import CONVENTION
from locales.translator import translator
from reports.conventions.pdf import APART, MARGIN, PLEDGE, POINT, SPACED, Convention, fitted, make
from reports.paper import new_paper
from tests.reports.paper import read

MADE = datetime(2026, 11, 16, 9, tzinfo=UTC)
OURS = translator("zh_CN").plain(CONVENTION)
CONVENTION_OF = Convention("2026年防火公约", "一网格", "测试街道办事处", OURS)


def test_a_page_has_the_title_the_grid_every_article_and_who_has_it_put_up() -> None:
    paper = read(make([CONVENTION_OF], MADE))
    said = paper.text.replace("\n", "")
    for part in ("2026年防火公约", "一网格", "测试街道办事处", "2026年11月", PLEDGE, *OURS.splitlines()):
        assert part in said
    assert len(paper.pages) == 1


def test_each_grid_has_a_page_of_its_own_in_order() -> None:
    pages = read(make([CONVENTION_OF, replace(CONVENTION_OF, grid="二网格")], MADE)).pages
    assert ["一网格" in pages[0], "二网格" in pages[1], "一网格" in pages[1]] == [True, True, False]


@pytest.mark.parametrize("words", ["长" * 999 + "完", "\n".join(["一条"] * 60) + "\n完", "完", "x" * 999 + "完"])
def test_any_words_that_are_taken_stand_whole_on_one_page(words: str) -> None:
    paper = read(make([replace(CONVENTION_OF, title="名" * 59 + "尾", words=words)], MADE))
    assert len(paper.pages) == 1
    assert "完" in paper.text
    assert "尾" in paper.text


@pytest.mark.parametrize(
    ("words", "size"),
    [("完" * 5, 22), (OURS, 22), ("完" * 600, 16), ("完" * 1000, 12), ("完\n" * 25, 10), ("完\n" * 500, 12)],
)
def test_letters_are_as_large_as_the_page_allows(words: str, size: int) -> None:
    pdf = new_paper("", "", MADE, margin=MARGIN)
    found, broken = fitted(pdf, words.splitlines(), 210.0)
    pdf.output()  # which closes the files of the fonts
    assert found == size
    high = found * POINT
    assert high * (SPACED * sum(map(len, broken)) + APART * (len(broken) - 1)) <= 210
