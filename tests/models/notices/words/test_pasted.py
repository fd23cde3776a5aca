from datetime import datetime
from typing import Any

import pytest

from models.notices.tables import Notice, NoticeKind, NoticeLevel
from models.notices.words.labelled import without_end
from models.notices.words.pasted import columns_of, level_in, parts_in
from tests.due import SHANGHAI

NOW = datetime(2026, 11, 16, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("今晚大风橙色预警", NoticeLevel.ORANGE),
        ("发布大风红色预警信号", NoticeLevel.RED),
        ("今晚大风\n气象台发布蓝色预警", NoticeLevel.BLUE),
        ("大风Ⅲ级预警", NoticeLevel.YELLOW),
        ("Gale: orange warning", NoticeLevel.ORANGE),
        ("Red alert for storm", NoticeLevel.RED),
        ("大风黄色预警升级为橙色预警", None),
        ("今晚大风，请到橙色集合点", None),
        ("红旗社区大风预警", None),
        ("今晚大风", None),
    ],
)
def test_the_level_is_the_one_that_is_named_as_a_warnings(words: str, level: NoticeLevel | None) -> None:
    assert level_in(words) is level


def test_labelled_lines_are_parts_and_the_rest_stays() -> None:
    words = "今晚大风\n发布单位：区气象台\n阵风10级\n危害: 高空坠物\n影响范围：全街道\n防御措施：收好阳台杂物\n"
    words += "有效期至：11月16日19时"
    left, parts = parts_in(words, NOW, SHANGHAI)
    assert left == "今晚大风\n阵风10级"
    assert parts == {
        "source": "区气象台",
        "danger": "高空坠物",
        "place": "全街道",
        "action": "收好阳台杂物",
        "until": "2026-11-16T11:00:00+00:00",
    }


def test_a_label_alone_heads_the_lines_below_it() -> None:
    left, parts = parts_in("今晚大风\n【防御指南】\n1.收好杂物\n2.关窗\n\n请相互转告", NOW, SHANGHAI)
    assert (left, parts) == ("今晚大风\n\n请相互转告", {"action": "1.收好杂物\n2.关窗"})


def test_a_warning_of_our_own_look_is_read_back() -> None:
    words = "🟧 Orange warning: Gale tonight\nFrom: the weather service\nWhat to do: stay in\nUntil: 11-16 19:00\n"
    words += "N12 · 11-16 08:00"
    left, parts = parts_in(words, NOW, SHANGHAI)
    assert left == "Gale tonight\nN12 · 11-16 08:00"
    assert parts == {"source": "the weather service", "action": "stay in", "until": "2026-11-16T11:00:00+00:00"}
    assert parts_in("🟥 红色预警：今晚大风", NOW, SHANGHAI) == ("今晚大风", {})


@pytest.mark.parametrize("line", ["有效期至：另行通知", "有效期：昨天19:00", "截止：每天9:00", "危害：", "危害不大"])
def test_what_is_no_part_stays_among_the_words(line: str) -> None:
    assert parts_in(f"今晚大风\n{line}", NOW, SHANGHAI) == (f"今晚大风\n{line}", {})


@pytest.mark.parametrize("end", ["今晚8点", "今晚8点前", "11月16日20时止。", "今天晚上八点整"])
def test_an_end_as_people_say_it_is_read(end: str) -> None:
    assert parts_in(f"大风\n有效期至：{end}", NOW, SHANGHAI) == ("大风", {"until": "2026-11-16T12:00:00+00:00"})


@pytest.mark.parametrize(
    ("words", "before", "said", "parts"),
    [
        ("范围：南街", "今晚大风", "今晚大风", {"until": "2026-11-16T20:00:00+08:00", "place": "南街"}),
        ("有效期：另行通知", "今晚大风", "今晚大风\n有效期：另行通知", {}),
        ("大风\n有效期：另行通知", "今晚大风", "大风\n有效期：另行通知", {}),
        ("大风\n截止：19:00", "今晚大风", "大风", {"until": "2026-11-16T11:00:00+00:00"}),
    ],
)
def test_an_end_that_cannot_be_read_takes_the_earlier_one_away(
    words: str, before: str, said: str, parts: dict[str, str]
) -> None:
    about: dict[str, Any] = dict.fromkeys(("number", "grid_id", "author_id", "post_id", "chat_id", "holds_hours"), 1)
    parts_so_far = {"until": "2026-11-16T20:00:00+08:00"}
    draft = Notice(kind=NoticeKind.WARNING, parts=parts_so_far, created_at=NOW, **about)
    assert columns_of(draft, words, NOW, SHANGHAI, before) == {"words": said, "parts": parts}


def test_an_end_that_was_asked_for_instead_leaves_all_else_as_it_stands() -> None:
    words = "大风\n【防御指南】\n1.收好杂物\n\n请相互转告"
    assert without_end(f"{words}\n有效期至：另行通知") == words
    assert without_end(words) == words


def test_of_two_lines_with_one_label_the_second_stays() -> None:
    left, parts = parts_in("大风\n危害：坠物\n影响：停电", NOW, SHANGHAI)
    assert (left, parts) == ("大风\n影响：停电", {"danger": "坠物"})
