import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.roster.cell_text import bare, clean, folded, guarded, shown


@pytest.mark.parametrize(
    ("given_text", "seen"),
    [
        ("  望城路\u3000社区\n", "望城路 社区"),
        ("\u202eevil\u202c", "evil"),
        ("曹\u200b林\ufeff文", "曹林文"),
        ("a\x00\x07b", "ab"),
        ("\ufffe\ufdd0c", "c"),
        ("مرحبا", "مرحبا"),
        ("𠮷\ue000", "𠮷\ue000"),  # rare characters of names, also of the private area
    ],
)
def test_only_what_a_person_sees_is_kept(given_text: str, seen: str) -> None:
    assert clean(given_text) == seen


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=x", "＝1"])
def test_a_formula_is_guarded_and_comes_back(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert bare(guarded(text)) == text


@given(st.text())
def test_guarding_loses_nothing(text: str) -> None:
    assert bare(guarded(text)) == text


def test_an_apostrophe_of_a_name_is_left_alone() -> None:
    assert guarded("'t Hof") == "'t Hof"
    assert bare("'t Hof") == "'t Hof"


def test_names_of_columns_match_whatever_their_width_case_and_marks() -> None:
    assert folded(" Leader_Phone（电话）") == folded("ｌｅａｄｅｒ phone 电话")


def test_a_long_text_is_shown_in_part() -> None:
    assert shown("长" * 10_000) == "长" * 39 + "…"
