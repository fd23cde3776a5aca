from math import sqrt
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.statistics.shrinkage import Rates, Shares, rated, rates_of, shares_of

UNITS = st.lists(st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), max_size=30)
EXPOSED = st.lists(st.tuples(st.integers(0, 50), st.floats(0.1, 500)), min_size=1, max_size=30)


@given(UNITS)
def test_an_estimate_lies_between_the_own_share_and_the_mean(units: list[tuple[int, int]]) -> None:
    shares = shares_of(units)
    if shares is None:
        assert all(not of for _, of in units)
        return
    for done, of in units:
        own = done / of if of else shares.mean
        low, high = sorted([own, shares.mean])
        assert low - 1e-9 <= shares.estimate(done, of) <= high + 1e-9


@given(UNITS, st.integers(0, 59), st.integers(1, 60))
def test_one_more_duty_that_is_done_never_lowers_it(units: list[tuple[int, int]], done: int, of: int) -> None:
    shares = shares_of(units)
    assume(shares is not None and done < of)
    assert shares is not None
    assert shares.estimate(done + 1, of + 1) >= shares.estimate(done, of) - 1e-12
    assert shares.estimate(done + 1, of) > shares.estimate(done, of)


@given(UNITS)
def test_the_bounds_hold_the_estimate(units: list[tuple[int, int]]) -> None:
    shares = shares_of(units)
    assume(shares is not None and shares.weight > 2)
    assert shares is not None
    for done, of in units:
        low, high = shares.bounds(done, of)
        assert 0 <= low <= high <= 1
        if of >= 20 and 0.1 < shares.mean < 0.9:
            assert low <= shares.estimate(done, of) <= high


@pytest.mark.parametrize(
    ("units", "mean"),
    [
        ([(3, 4)], 0.75),  # one unit is its own mean
        ([(1, 1), (0, 1), (1, 1), (1, 1)], 0.75),  # one duty each: nothing tells units apart
        ([(8, 10)] * 30, 0.8),
        ([(0, 10), (0, 4)], 0.0),
        ([(10, 10), (0, 0), (4, 4)], 1.0),
    ],
)
def test_where_units_cannot_be_told_apart_all_get_the_mean(units: list[tuple[int, int]], mean: float) -> None:
    shares = shares_of(units)
    assert shares is not None
    for done, of in units:
        assert shares.estimate(done, of) == pytest.approx(mean, abs=0.002)
    low, high = shares.bounds(*units[0])
    assert high - low < 0.02


@pytest.mark.parametrize("units", [[], [(0, 0)], [(0, 0), (0, 0)]])
def test_without_duties_there_is_no_mean(units: list[tuple[int, int]]) -> None:
    assert shares_of(units) is None


def test_units_that_differ_keep_their_own_share() -> None:
    shares = shares_of([(95, 100), (40, 100), (70, 100), (20, 100)])
    assert shares is not None
    assert shares.estimate(40, 100) == pytest.approx(0.40, abs=0.02)
    assert shares.estimate(4, 10) == pytest.approx(0.42, abs=0.01)


def test_the_fit_finds_the_spread_that_was_drawn() -> None:
    chance = Random(5)
    units = []
    for _ in range(4000):
        share, of = chance.betavariate(17, 3), 1 + chance.randrange(20)
        units.append((sum(chance.random() < share for _ in range(of)), of))
    shares = shares_of(units)
    assert shares is not None
    assert shares.mean == pytest.approx(0.85, abs=0.01)
    assert shares.weight == pytest.approx(20, rel=0.2)


def test_estimates_of_small_grids_are_nearer_to_the_truth_than_their_own_shares() -> None:
    """339 grids as in docs/decisions/fair-scores.md."""
    chance = Random(6)
    truths = [chance.betavariate(17, 3) for _ in range(339)]
    sizes = [1 + int(chance.gammavariate(1.2, 5)) for _ in truths]
    drawn = [sum(chance.random() < truth for _ in range(of)) for truth, of in zip(truths, sizes, strict=True)]
    units = list(zip(drawn, sizes, strict=True))
    shares = shares_of(units)
    assert shares is not None
    raw = [done / of - truth for (done, of), truth in zip(units, truths, strict=True)]
    shrunk = [shares.estimate(*unit) - truth for unit, truth in zip(units, truths, strict=True)]
    assert _error(shrunk) < 0.6 * _error(raw)
    of_raw, of_shrunk = (
        sorted(range(339), key=lambda place: found[place])[:20]
        for found in ([done / of for done, of in units], [shares.estimate(*unit) for unit in units])
    )
    assert sum(sizes[place] for place in of_shrunk) > 1.5 * sum(sizes[place] for place in of_raw)


def _error(off: list[float]) -> float:
    return sqrt(sum(each * each for each in off) / len(off))


@given(EXPOSED)
def test_a_rate_lies_between_the_own_and_the_mean(units: list[tuple[int, float]]) -> None:
    rates = rates_of(units)
    assert rates is not None
    for count, exposure in units:
        low, high = sorted([count / exposure, rates.mean])
        assert low - 1e-9 <= rates.estimate(count, exposure) <= high * (1 + 1e-9) + 1e-9


def test_rates_of_large_units_are_their_own_and_of_small_ones_nearly_the_mean() -> None:
    rates = rates_of([(10, 100), (400, 1000), (150, 1000), (300, 1000), (2, 1)])
    assert rates is not None
    assert rates.estimate(400, 1000) == pytest.approx(0.4, abs=0.01)
    assert rates.estimate(2, 1) < 0.5


@pytest.mark.parametrize(
    ("units", "expected"),
    [([], None), ([(3, 0.0)], None), ([(0, 10.0), (0, 5.0)], Rates(0.0, 15.0))],
)
def test_without_exposure_or_counts(units: list[tuple[int, float]], expected: Rates | None) -> None:
    assert rates_of(units) == expected


def test_fewer_than_five_duties_are_not_rated() -> None:
    assert [of for of in range(8) if rated(of)] == [5, 6, 7]


def test_bounds_are_narrower_the_more_there_is() -> None:
    shares = Shares(0.8, 10)
    widths = [high - low for low, high in (shares.bounds(8 * n, 10 * n) for n in (1, 4, 16))]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 0.2
