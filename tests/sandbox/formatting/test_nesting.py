from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.formatting.mark import ORDER, QUOTES, SPLITTABLE, VERBATIM, Mark
from sandbox.formatting.nesting import nested

KINDS = [*ORDER, "url"]
anything = st.builds(
    lambda start, length, kind: Mark(start, start + length, kind),
    st.integers(0, 20),
    st.integers(1, 12),
    st.sampled_from(KINDS),
)


def short(marks: list[Mark]) -> str:
    return " ".join(f"{mark.kind[0]}{mark.start}-{mark.end}" for mark in marks)


def marked(text: str) -> list[Mark]:
    kinds = {"b": "bold", "i": "italic", "u": "underline", "p": "pre", "l": "text_link", "q": "blockquote"}
    spans = [(kinds[word[0]], word[1:].split("-")) for word in text.split()]
    return [Mark(int(start), int(end), kind) for kind, (start, end) in spans]


@pytest.mark.parametrize(
    ("given_marks", "left"),
    [
        ("i0-1 i1-2", "i0-2"),
        ("i0-2 i1-3", "i0-3"),
        ("i0-1 i2-3", "i0-1 i2-3"),
        ("b0-3 b1-2", "b0-3"),
        ("i0-2 b1-3", "i0-1 b1-3 i1-2"),
        ("b0-3 i0-1", "b0-3 i0-1"),
        ("u0-2 b1-2", "u0-1 b1-2 u1-2"),
        ("p0-3 b1-2", "p0-3"),
        ("b0-3 p1-2", "b0-1 p1-2 b2-3"),
        ("b0-3 l1-2", "b0-1 l1-2 b1-2 b2-3"),
        ("l0-3 l1-2", "t0-3"),
        ("l0-2 p1-3", "t0-2"),
        ("q0-3 q1-2", "b0-3"),
        ("q0-3 l1-2", "b0-3 t1-2"),
        ("q1-3 l0-2", "b1-3"),
        ("l0-3 q1-2", "b1-2"),
        ("", ""),
    ],
)
def test_marks_that_cannot_stand_together_give_way(given_marks: str, left: str) -> None:
    assert short(nested(marked(given_marks))) == left.replace("l", "t")


@pytest.mark.parametrize(
    ("made", "found", "left"),
    [
        ("", (0, 5), "u0-5"),
        ("b0-3", (0, 5), "u0-5 b0-3"),
        ("p0-3", (2, 5), "p0-3"),
        ("p2-3", (0, 5), "p2-3"),
        ("l5-6", (0, 5), "u0-5 t5-6"),
        ("q0-3", (2, 5), "b0-3"),
        ("q0-6", (2, 5), "b0-6 u2-5"),
        ("i0-7", (2, 5), "i0-2 u2-5 i2-5 i5-7"),
    ],
)
def test_what_the_server_found_gives_way_to_what_the_sender_made(made: str, found: tuple[int, int], left: str) -> None:
    assert short(nested(marked(made), [Mark(*found, "url")])) == left


@settings(max_examples=300)
@given(st.lists(anything, max_size=12))
def test_whatever_is_given_the_result_nests_properly(marks: list[Mark]) -> None:
    result = nested(marks)
    for outer, inner in combinations(result, 2):
        assert (outer.start, -outer.end) <= (inner.start, -inner.end)
        if inner.start >= outer.end:
            continue
        assert inner.end <= outer.end
        assert inner.kind != outer.kind
        assert outer.kind not in VERBATIM
        if outer.kind not in SPLITTABLE and outer.kind not in QUOTES:
            assert inner.kind in SPLITTABLE


@settings(max_examples=300)
@given(st.lists(anything, max_size=12))
def test_no_character_gains_or_loses_a_style_except_inside_code(marks: list[Mark]) -> None:
    result = nested(marks)
    for at in range(32):
        before = {mark.kind for mark in marks if mark.start <= at < mark.end}
        after = {mark.kind for mark in result if mark.start <= at < mark.end}
        styles = before.intersection(SPLITTABLE)
        assert after.intersection(SPLITTABLE) == (set() if after & VERBATIM else styles)


@settings(max_examples=200)
@given(st.lists(anything, max_size=12))
def test_nesting_twice_changes_nothing(marks: list[Mark]) -> None:
    once = nested(marks)
    assert nested(once) == once
