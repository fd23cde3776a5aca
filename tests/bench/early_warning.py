"""Early warning on simulated streets: false episodes a year, and how soon what begins is seen. Its figures stand in
docs/decisions/early-warning.md and depend on no machine.
"""

from statistics import median

from tests.bench.rig.measure import Measure
from tests.models.statistics.simulation import (
    AFTER,
    BURST,
    BURST_WEEKS,
    COMMUNITY_DOUBLES,
    KIND_DOUBLES,
    false_episodes,
    weeks_until_seen,
)
from tests.models.statistics.worlds import WORLDS, World

MOST_A_YEAR, SEEN, WEEKS = 8, 0.95, 5
YEARS_OF_A_STREET = 5


async def measure(*, quick: bool) -> list[Measure]:
    streets, trials = (1, 10) if quick else (4, 60)
    return [measure for world in WORLDS for measure in _of(world, streets, trials)]


def _of(world: World, streets: int, trials: int) -> list[Measure]:
    years = streets * YEARS_OF_A_STREET
    episodes = sum(false_episodes(world, YEARS_OF_A_STREET, seed).total() for seed in range(streets)) / years
    bursts = weeks_until_seen(world, BURST, trials, seed=100)
    seen = sum(week is not None and week <= BURST_WEEKS for week in bursts) / trials
    measures = [
        Measure(f"{world.name}: false a year", f"{episodes:.1f}", f"{MOST_A_YEAR}", episodes / MOST_A_YEAR, 1.0),
        Measure(f"{world.name}: burst seen", f"{seen:.0%}", f"{SEEN:.0%}", seen / SEEN, 1.0, at_least=True),
    ]
    for seed, what in enumerate((KIND_DOUBLES, COMMUNITY_DOUBLES), 101):
        after = median(week or AFTER + 1 for week in weeks_until_seen(world, what, trials, seed))
        measures.append(Measure(f"{world.name}: {what}", f"{after:g} weeks", f"{WEEKS} weeks", after / WEEKS, 1.0))
    return measures
