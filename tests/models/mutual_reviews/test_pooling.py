"""What may be shown of what was said, as tables."""

from collections.abc import Iterable

import pytest

from models.mutual_reviews.pooling import Given, Shown, pool
from models.mutual_reviews.tables import BodyKind, Side

STREET, COMMUNITY, OTHER_COMMUNITY, A, B, C, D = range(1, 8)
PARENTS = {COMMUNITY: STREET, OTHER_COMMUNITY: STREET, A: COMMUNITY, B: COMMUNITY, C: COMMUNITY, D: OTHER_COMMUNITY}


def answers(body: int, voters: Iterable[int], mark: int | None = 0, side: Side = Side.RESIDENTS) -> list[Given]:
    return [Given(f"v{n}", body, side, BodyKind.GRID, [mark] * 4, f"{body}") for n in voters]


def shown(given: list[Given]) -> dict[tuple[int, bool], int]:
    """How many people are in each result."""
    return {(each.body_id, each.pooled): each.people for each in pool(given, PARENTS)}


@pytest.mark.parametrize(
    ("people", "expected"), [(0, {}), (1, {}), (4, {}), (5, {(A, False): 5}), (6, {(A, False): 6})]
)
def test_four_are_too_few_and_five_are_shown(people: int, expected: dict[tuple[int, bool], int]) -> None:
    assert shown(answers(A, range(people))) == expected


def test_what_is_too_few_goes_together_with_the_like_of_it_next_above() -> None:
    given = [*answers(A, range(3)), *answers(B, range(3, 6)), *answers(D, range(6, 9))]
    assert shown(given) == {(COMMUNITY, True): 6}
    assert shown([*answers(A, range(2)), *answers(B, range(2, 4)), *answers(D, [4])]) == {(STREET, True): 5}


def test_a_pool_holds_nothing_that_is_shown_on_its_own() -> None:
    given = [*answers(A, range(5), 0), *answers(B, range(5, 8), 3), *answers(C, range(8, 11), 3)]
    found = {(each.body_id, each.pooled): each for each in pool(given, PARENTS)}
    assert found[A, False].counts[0] == [5, 0, 0, 0]
    assert found[COMMUNITY, True].counts[0] == [0, 0, 0, 6]
    assert set(found[COMMUNITY, True].words) == {f"{B}", f"{C}"}


def test_one_person_about_many_grids_is_one() -> None:
    given = [each for body in (A, B, C, D) for each in answers(body, [1, 2], side=Side.COMMUNITIES)]
    assert shown(given) == {}


def test_sides_and_kinds_are_never_put_together() -> None:
    one, two = answers(A, range(3)), answers(A, range(3, 6), side=Side.COMMUNITIES)
    assert shown([*one, *two]) == {}
    street = [Given(f"v{n}", STREET, Side.COMMUNITIES, BodyKind.STREET, [0] * 4) for n in range(3)]
    assert shown([*two, *street]) == {}


def test_a_question_that_fewer_than_five_answered_is_left_out() -> None:
    given = answers(A, range(5))
    given[0] = Given("v0", A, Side.RESIDENTS, BodyKind.GRID, [0, None, 0, 0])
    [found] = pool(given, PARENTS)
    assert [counts is None for counts in found.counts] == [False, True, False, False]


def test_an_empty_answer_is_nobody_s() -> None:
    empty = Given("v9", A, Side.RESIDENTS, BodyKind.GRID, [None] * 4)
    assert shown([*answers(A, range(4)), empty]) == {}


def test_words_come_in_no_order_that_tells_who() -> None:
    given = [Given(f"v{n:02}", A, Side.RESIDENTS, BodyKind.GRID, [0] * 4, f"{n:02}") for n in range(40)]
    [found] = pool(given, PARENTS)
    assert isinstance(found, Shown)
    assert sorted(found.words) == [each.words for each in given]
    assert list(found.words) != [each.words for each in given]
