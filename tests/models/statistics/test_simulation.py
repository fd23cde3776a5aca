"""The bounds of docs/decisions/early-warning.md on few years; `python -m tests.bench --only early-warning` has more."""

from statistics import median

import pytest

from tests.models.statistics.simulation import (
    BURST,
    COMMUNITY_DOUBLES,
    KIND_DOUBLES,
    false_episodes,
    weeks_until_seen,
)
from tests.models.statistics.worlds import WORLDS, World

MOST_A_YEAR = 8
HARDEST = WORLDS[-1]  # reports cluster, and come and go with the season


@pytest.mark.long
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_streets_in_which_nothing_is_wrong_hear_of_little(world: World) -> None:
    assert false_episodes(world, years=2, seed=11).total() <= 2 * MOST_A_YEAR


@pytest.mark.long
def test_a_burst_in_one_cell_is_seen_while_it_lasts() -> None:
    found = weeks_until_seen(HARDEST, BURST, trials=5, seed=12)
    assert all(week is not None and week <= 4 for week in found)


@pytest.mark.long
@pytest.mark.parametrize("what", [KIND_DOUBLES, COMMUNITY_DOUBLES])
def test_a_kind_or_a_community_that_doubles_is_seen_within_weeks(what: str) -> None:
    found = weeks_until_seen(HARDEST, what, trials=5, seed=13)
    assert median(week or 99 for week in found) <= 5
