"""Streets whose reports are drawn by chance, with a seed: what early warning says of them is known beforehand.

Means of cells are log-normal: half of them below 0.5 reports a week, 0.7 together.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from models.statistics.tallies import Cell, Tally, Week

COMMUNITIES, KINDS = list(range(1, 14)), [f"kind{n}" for n in range(13)]
CELLS = [(community, kind) for community in COMMUNITIES for kind in KINDS]
MEDIAN, SPREAD = 0.5, 0.82
YEAR = 52  # weeks
Change = Callable[[Cell, int], tuple[float, int]]  # cell, week: what its mean is multiplied by, and what is added


@dataclass(frozen=True)
class World:
    """`clustering` is 1/k of the negative binomial, 0: Poisson; `season` the amplitude of a yearly wave."""

    name: str
    clustering: float = 0.0
    season: float = 0.0
    means: Mapping[Cell, float] = field(default_factory=dict)


WORLDS = (
    World("Poisson"),
    World("Poisson, season", season=0.5),
    World("NB k=2", clustering=0.5),
    World("NB k=2, season", clustering=0.5, season=0.5),
)


def unchanged(_cell: Cell, _week: int) -> tuple[float, int]:
    return 1.0, 0


def means(chance: Random) -> dict[Cell, float]:
    return {cell: chance.lognormvariate(math.log(MEDIAN), SPREAD) for cell in CELLS}


def weeks_of(
    world: World, usual: Mapping[Cell, float], many: int, chance: Random, change: Change = unchanged
) -> Sequence[Week]:
    """Each report is by somebody else."""
    phase = chance.random()
    found: list[Week] = []
    for number in range(many):
        wave = 1 + world.season * math.sin(math.tau * (number / YEAR + phase))
        week: dict[Cell, Tally] = {}
        for cell, mean in usual.items():
            times, more = change(cell, number)
            count = drawn(mean * wave * times, world.clustering, chance) + more
            if count:
                week[cell] = Tally(count, people=frozenset(range(count)))
        found.append(week)
    return found


def drawn(mean: float, clustering: float, chance: Random) -> int:
    """A negative binomial count; a Poisson one without clustering."""
    if clustering:
        mean = chance.gammavariate(1 / clustering, mean * clustering)
    count, left = 0, chance.random()
    share = math.exp(-mean)
    below = share
    while left > below and share > 1e-300:
        count += 1
        share *= mean / count
        below += share
    return count
