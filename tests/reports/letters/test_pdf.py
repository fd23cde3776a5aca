from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reports.letters.pdf import make
from reports.letters.text import DUTIES, Letter, Signatory
from tests.reports.paper import read

MADE = datetime(2026, 11, 16, 9, tzinfo=UTC)
LETTER = Letter(
    title="2026年消防安全责任书",
    code="T3",
    office="测试街道办事处",
    grid="一网格",
    place="",
    signatory=Signatory.LEADER,
    name="谭远康",
    words="",
    year=2026,
)


@pytest.mark.parametrize("signatory", Signatory)
def test_each_signatory_has_own_duties_and_a_line_to_sign_on(signatory: Signatory) -> None:
    place = "副食店" if signatory is Signatory.PLACE else ""
    said = read(make([replace(LETTER, signatory=signatory, place=place)], MADE)).text
    for part in ("2026年消防安全责任书", "测试街道办事处", place or "一网格", "（谭远康）", "甲方（盖章）", "T3"):
        assert part in said
    assert all(duty[:12] in said for duty in DUTIES[signatory])
    assert "2026年12月31日" in said


def test_what_is_asked_beside_is_an_article_of_its_own() -> None:
    assert "六、另外要求：春节每天巡查两次。" in read(make([replace(LETTER, words="春节每天巡查两次")], MADE)).text


def test_letters_are_joined_in_their_order_a_page_each() -> None:
    pages = read(make([LETTER, replace(LETTER, name="傅勇"), replace(LETTER, name="")], MADE)).pages
    assert ["（谭远康）" in pages[0], "（傅勇）" in pages[1], any("（傅" in each for each in pages[2])] == [
        True,
        True,
        False,
    ]
    assert len(pages) == 3


@pytest.mark.parametrize("words", ["很长的要求，" * 33 + "完", "x" * 197 + "END"])
def test_long_words_stay_whole_and_on_one_page(words: str) -> None:
    long = replace(LETTER, words=words, title="名" * 59 + "尾", grid="网" * 40, name="名" * 40)
    paper = read(make([long], MADE))
    assert len(paper.pages) == 1
    assert words[-3:] in paper.text
    assert "名尾" in paper.text
