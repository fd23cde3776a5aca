import pytest

from sandbox.formatting.cleaning import cleaned, trimmed
from sandbox.formatting.mark import Mark


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\tb\x00c\x1fd", "a b c d"),
        ("a\r\nb\r", "a\nb"),
        ("a\u202eb\u2028c\u202ad", "abcd"),
        ("a\u0333\u033f\u030a", "a"),
        ("\u200f\u200f\u200ea", "\u200c\u200c\u200ea"),
        ("\u200f a", "\u200f a"),
        ("3号\u200d楼🔥", "3号\u200d楼🔥"),
    ],
)
def test_control_and_direction_characters_are_taken_out(text: str, left: str) -> None:
    assert cleaned(text, []) == (left, [])


def test_marks_follow_their_characters_and_vanish_with_them() -> None:
    marks = [Mark(0, 3, "bold"), Mark(1, 2, "italic"), Mark(3, 5, "code")]
    assert cleaned("a\rbc\r", marks) == ("abc", [Mark(0, 2, "bold"), Mark(2, 3, "code")])


@pytest.mark.parametrize(
    ("text", "marks", "left", "kept"),
    [
        (" \n a \n", [], "a", []),
        ("  ab  ", [Mark(2, 6, "bold")], "ab", [Mark(0, 2, "bold")]),
        ("  ab", [Mark(0, 3, "bold")], "  ab", [Mark(0, 3, "bold")]),
        ("  ab", [Mark(1, 3, "bold")], " ab", [Mark(0, 2, "bold")]),
        ("ab  ", [Mark(3, 4, "bold")], "ab", []),
        ("\u3000a", [], "\u3000a", []),
    ],
)
def test_blanks_at_both_ends_are_trimmed(text: str, marks: list[Mark], left: str, kept: list[Mark]) -> None:
    assert trimmed(text, marks) == (left, kept)


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u200d", "\u200f \u200e", "\ufeff", "\u3000\u00a0\u2800"])
def test_a_text_with_nothing_visible_is_empty(text: str) -> None:
    assert trimmed(text, [Mark(0, len(text), "bold")]) == ("", [])
