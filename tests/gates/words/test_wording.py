import pytest

from tests.gates.words.wording import differences


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("<b>{code}</b> is due {at}", "{at} 到期：<b>{code}</b>"),
        ("{n:,} grids", "{n} 个网格"),
        ('<a href="{url}">Map</a>', '<a href="{url}">地图</a>'),
        ("Fewer than 3 < 5", "3 < 5"),
        ("{{literal}}", "字面"),
    ],
)
def test_a_translation_may_move_what_it_keeps(source: str, translation: str) -> None:
    assert list(differences(source, translation)) == []


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("{code} is closed", "已办结"),
        ("Closed", "{code} 已办结"),
        ("{code} is closed", "{codes} 已办结"),
        ("<b>Closed</b>", "已办结"),
        ("<b>Closed</b>", "<i>已办结</i>"),
        ("<b><i>Closed</i></b>", "<b><i>已办结</b></i>"),
        ("<b>Closed</b>", "</b>已办结<b>"),
    ],
)
def test_a_translation_may_not_lose_add_or_break_anything(source: str, translation: str) -> None:
    assert list(differences(source, translation))
