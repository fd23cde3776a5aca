from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.assessment.criteria import OF_HAZARDS, Count, Counts, Criterion, Grade
from models.assessment.rules import Rules, built_in
from models.assessment.scoring import LeftOut, Scored, graded, lent_next, pools_of, scored
from models.statistics.shrinkage import Shares, shares_of

COUNT = some.integers(0, 40).flatmap(lambda of: some.builds(Count, some.integers(0, of), some.just(of)))
COUNTS = some.dictionaries(some.sampled_from(Criterion), COUNT)
STREET = some.lists(COUNTS, min_size=1, max_size=8)
LENT = some.dictionaries(some.sampled_from(Criterion), some.floats(2, 50))


def all_scored(units: Sequence[Counts], lent: dict[Criterion, float] | None = None) -> list[Scored]:
    rules = built_in()
    pools = pools_of(units, lent or {}, rules)
    return [scored(unit, pools, rules) for unit in units]


def with_one_more(counts: Counts, criteria: frozenset[Criterion]) -> Counts:
    """One more duty of each of these, and done."""
    more = {each: Count(*counts.get(each, (0, 0))) for each in criteria}
    return {**counts, **{each: Count(count.done + 1, count.of + 1) for each, count in more.items()}}


@pytest.mark.parametrize(
    ("low", "high", "grade"),
    [
        (90, 95, Grade.EXCELLENT),
        (89.9, 99, Grade.QUALIFIED),
        (60, 75, Grade.QUALIFIED),
        (50, 74.9, Grade.BASIC),
        (40, 60, Grade.BASIC),
        (40, 59.9, Grade.UNQUALIFIED),
        (100, 100, Grade.EXCELLENT),
        (0, 0, Grade.UNQUALIFIED),
        (0, 100, Grade.QUALIFIED),
    ],
)
def test_a_grade_goes_down_only_where_the_upper_bound_is_below_and_up_only_where_the_lower_is_above(
    low: float, high: float, grade: Grade
) -> None:
    assert graded(low, high, built_in()) is grade


def test_a_share_is_drawn_to_the_mean_of_the_street_as_the_shares_of_statistics_are() -> None:
    units = [{Criterion.PATROL: Count(done, 40)} for done in (40, 36, 20)]
    first = all_scored(units)[2].lines[list(built_in().weights).index(Criterion.PATROL)]
    assert first.mean == pytest.approx(96 / 120)
    assert first.estimate == pytest.approx(Shares(96 / 120, 20).estimate(20, 40))
    assert first.most == 100
    assert first.points == pytest.approx(first.estimate * 100)


def test_parts_without_duties_are_left_out_and_the_others_count_for_as_much_more() -> None:
    units = [{Criterion.PATROL: Count(30, 40), Criterion.LETTERS: Count(1, 1)}] * 2
    found = all_scored(units)[0]
    most = {line.criterion: line.most for line in found.lines if line.most}
    assert most == {Criterion.PATROL: pytest.approx(80), Criterion.LETTERS: pytest.approx(20)}
    assert {line.criterion for line in found.lines if line.left_out is LeftOut.NO_DUTY} == {
        each for each in Criterion if each not in most
    }


@pytest.mark.parametrize(("duties", "grade"), [(0, Grade.UNRATED), (4, Grade.UNRATED), (5, Grade.EXCELLENT)])
def test_fewer_than_five_duties_in_all_are_not_rated(duties: int, grade: Grade) -> None:
    others: Counts = {Criterion.PATROL: Count(100, 100)}
    found = all_scored([{Criterion.PATROL: Count(duties, duties)}, others])[0]
    assert (found.grade, found.duties, found.score is None) == (grade, duties, grade is Grade.UNRATED)


def test_a_small_unit_is_neither_excellent_nor_bad_by_chance() -> None:
    chance = Random(3)
    of = [chance.randrange(5, 9) for _ in range(300)]
    units = [{Criterion.CHECKS: Count(sum(chance.random() < 0.85 for _ in range(n)), n)} for n in of]
    grades = {each.grade for each in all_scored(units)}
    assert grades == {Grade.QUALIFIED}


def test_who_truly_differs_is_graded_by_it() -> None:
    units = [{Criterion.CHECKS: Count(100, 120)}] * 12 + [{Criterion.CHECKS: Count(40, 120)}]
    grades = [each.grade for each in all_scored(units)]
    assert grades == [Grade.QUALIFIED] * 12 + [Grade.UNQUALIFIED]
    best: Sequence[Counts] = [{Criterion.CHECKS: Count(399, 400)}] * 3
    assert {each.grade for each in all_scored(best)} == {Grade.EXCELLENT}


@pytest.mark.long
@given(STREET, LENT)
def test_scores_lie_from_0_to_100_with_their_bounds_around_them_and_points_add_up(
    units: Sequence[Counts], lent: dict[Criterion, float]
) -> None:
    for found in all_scored(units, lent):
        if found.score is None:
            assert found.grade is Grade.UNRATED
            continue
        assert found.low is not None
        assert found.high is not None
        assert -1e-9 <= found.low <= found.score + 1e-6
        assert found.score - 1e-6 <= found.high <= 100 + 1e-9
        assert sum(line.points for line in found.lines) == pytest.approx(found.score)
        assert sum(line.most for line in found.lines) == pytest.approx(100)
        assert all(line.left_out is None or not line.most for line in found.lines)


@pytest.mark.long
@given(STREET, LENT, some.data())
def test_finding_a_hazard_that_is_closed_in_time_lowers_nobody_s_score(
    units: Sequence[Counts], lent: dict[Criterion, float], data: some.DataObject
) -> None:
    """Whoever finds it, and however many units count it: of grids those three, of people those who dealt with it."""
    finder = data.draw(some.integers(0, len(units) - 1))
    criteria = data.draw(some.sampled_from([OF_HAZARDS, OF_HAZARDS - {Criterion.ACCEPTED}]))
    before = all_scored(units, lent)
    more = [with_one_more(unit, criteria) if place == finder else unit for place, unit in enumerate(units)]
    for one, two in zip(before, all_scored(more, lent), strict=True):
        if one.score is not None:
            assert two.score is not None
            assert two.score >= one.score - 1e-9


@pytest.mark.long
@given(STREET, some.randoms())
def test_the_order_of_units_does_not_matter(units: Sequence[Counts], chance: Random) -> None:
    found = all_scored(units)
    order = list(range(len(units)))
    chance.shuffle(order)
    again = all_scored([units[place] for place in order])
    for place, one in zip(order, again, strict=True):
        assert one.grade is found[place].grade
        assert one.score == pytest.approx(found[place].score) if one.score is not None else found[place].score is None


@pytest.mark.long
@given(STREET)
def test_what_is_lent_next_is_measured_and_kept_within_limits(units: Sequence[Counts]) -> None:
    for criterion, lent in lent_next(units).items():
        fitted = shares_of([unit.get(criterion, Count(0, 0)) for unit in units])
        assert fitted is not None
        assert lent == min(max(fitted.weight, 2), 50)


def test_a_part_of_hazards_in_which_all_was_done_never_lowers_a_score() -> None:
    slow = {Criterion.ACCEPTED: Count(10, 40), Criterion.PATROL: Count(40, 40)}
    quick = {Criterion.ACCEPTED: Count(1, 1), Criterion.PATROL: Count(40, 40)}
    without = {Criterion.PATROL: Count(40, 40)}
    found = all_scored([slow, quick, without])
    assert found[1].score == pytest.approx(found[2].score)
    assert [line.left_out for line in found[1].lines if line.criterion is Criterion.ACCEPTED] == [LeftOut.SPARED]


def test_a_part_without_weight_is_neither_counted_nor_told() -> None:
    rules = built_in()
    without = Rules(**{**vars(rules), "weights": {**rules.weights, Criterion.CHECKS: 0}})
    units: Sequence[Counts] = [{Criterion.CHECKS: Count(1, 40), Criterion.PATROL: Count(38, 40)}] * 2
    found = scored(units[0], pools_of(units, {}, without), without)
    assert Criterion.CHECKS not in {line.criterion for line in found.lines}
    assert found.duties == 40
