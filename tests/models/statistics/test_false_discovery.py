import pytest

from models.statistics.false_discovery import believed

# fifteen p-values in the paper's own example (Benjamini and Hochberg 1995, section 4): at 5 % the first four hold
PAPER = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0,
]


def test_the_example_of_the_paper() -> None:
    assert believed(dict(enumerate(PAPER)), 0.05) == {0, 1, 2, 3}


def test_one_that_is_not_below_its_limit_is_carried_by_a_larger_one_that_is() -> None:
    assert believed({"a": 0.05, "b": 0.0501, "c": 0.06, "d": 0.0799}, 0.08) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("p_values", [{}, {"a": 0.2}, {"a": 0.06, "b": 1.0}])
def test_nothing_is_believed_where_nothing_is_rare(p_values: dict[str, float]) -> None:
    assert believed(p_values, 0.1) == set()


def test_equal_ones_are_believed_together() -> None:
    assert believed({"a": 0.05, "b": 0.05, "c": 1.0}, 0.1) == {"a", "b"}
