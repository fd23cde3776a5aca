from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.statistics.funnel import Funnel, Standing, funnel_of

TOO_FEW, FAR_BELOW, BELOW, WITHIN, ABOVE, FAR_ABOVE = Standing
ORDER = [FAR_BELOW, BELOW, WITHIN, ABOVE, FAR_ABOVE]


@pytest.mark.parametrize(
    ("of", "far_below", "below"),
    [(10, 3, 5), (40, 25, 28)],  # the largest numbers outside of 99.8 % and of 95 % at a mean of 0.85
)
def test_the_limits_are_those_of_the_binomial_where_units_differ_by_chance_alone(
    of: int, far_below: int, below: int
) -> None:
    funnel = Funnel(0.85, 0.0)
    found = [funnel.standing(done, of) for done in range(of + 1)]
    assert [max(done for done, each in enumerate(found) if each is standing) for standing in (FAR_BELOW, BELOW)] == [
        far_below,
        below,
    ]


@pytest.mark.parametrize("done", range(5))
def test_of_four_duties_nobody_stands_out(done: int) -> None:
    assert Funnel(0.5, 0.0).standing(done, 4) is TOO_FEW


@given(st.floats(0.02, 0.98), st.floats(0, 0.4), st.integers(5, 80))
def test_who_does_more_never_stands_lower(mean: float, spread: float, of: int) -> None:
    places = [ORDER.index(Funnel(mean, spread).standing(done, of)) for done in range(of + 1)]
    assert places == sorted(places)


@given(st.floats(0.02, 0.98), st.integers(5, 80), st.floats(0.001, 0.3))
def test_where_units_differ_the_limits_are_wider(mean: float, of: int, spread: float) -> None:
    def within(funnel: Funnel) -> int:
        return sum(funnel.standing(done, of) is WITHIN for done in range(of + 1))

    assert within(Funnel(mean, spread)) >= within(Funnel(mean, 0.0)) - 1


@pytest.mark.parametrize("units", [[], [(0, 0)]])
def test_without_duties_there_is_no_funnel(units: list[tuple[int, int]]) -> None:
    assert funnel_of(units) is None


@pytest.mark.parametrize("units", [[(3, 20)], [(20, 20), (9, 9)], [(0, 20), (0, 9)], [(8, 10)] * 12, [(4, 8), (1, 8)]])
def test_nobody_stands_out_of_one_or_of_equals(units: list[tuple[int, int]]) -> None:
    funnel = funnel_of(units)
    assert funnel is not None
    assert {funnel.standing(*unit) for unit in units} == {WITHIN}


def drawn(chance: Random, shares: list[float], of: int) -> list[tuple[int, int]]:
    return [(sum(chance.random() < share for _ in range(of)), of) for share in shares]


def far_off(units: list[tuple[int, int]]) -> list[int]:
    funnel = funnel_of(units)
    assert funnel is not None
    return [place for place, unit in enumerate(units) if funnel.standing(*unit) in {FAR_BELOW, FAR_ABOVE}]


def test_among_equals_almost_nobody_is_named() -> None:
    """0.2 % of them by the limits' own promise."""
    chance = Random(7)
    named = sum(len(far_off(drawn(chance, [0.85] * 13, 40))) for _ in range(300))
    assert named <= 0.005 * 13 * 300


def test_one_that_is_truly_behind_is_named_though_the_others_differ_too() -> None:
    chance = Random(8)
    hits = others = 0
    for _ in range(50):
        shares = [chance.betavariate(85, 15) for _ in range(12)]
        named = far_off(drawn(chance, [*shares, 0.35], 60))
        hits += 12 in named
        others += len(set(named) - {12})
    assert hits >= 45
    assert others <= 10


def test_where_all_differ_widely_it_is_usual_to_be_apart() -> None:
    chance = Random(9)
    shares = [chance.betavariate(3, 2) for _ in range(40)]
    assert len(far_off(drawn(chance, shares, 100))) <= 2
