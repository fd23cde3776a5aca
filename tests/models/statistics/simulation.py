"""What early warning says of streets in which nothing is wrong, and of those in which something begins."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from models.statistics.early_warning import BASELINE, GUARD, watch
from models.statistics.episodes import episodes
from models.statistics.tallies import Cell, SeriesKey, Stratum
from tests.models.statistics.worlds import CELLS, COMMUNITIES, KINDS, YEAR, Change, World, means, weeks_of

HISTORY = BASELINE + GUARD
AFTER = 10  # weeks that are watched after something began
BURST_WEEKS = 4
BURST, KIND_DOUBLES, COMMUNITY_DOUBLES = "burst", "kind doubles", "community doubles"


def false_episodes(world: World, years: int, seed: int) -> Counter[Stratum]:
    """In so many years after the first, in one street in which nothing changes."""
    chance = Random(seed)
    weeks = weeks_of(world, means(chance), HISTORY + years * YEAR, chance)
    found = episodes(watch(weeks, COMMUNITIES, KINDS))
    return Counter(each.key.stratum for each in found if each.first >= HISTORY)


def weeks_until_seen(world: World, what: str, trials: int, seed: int, more: int = 5) -> Sequence[int | None]:
    """In as many streets: the week, from 1, in which it was pointed out; None: not in AFTER weeks. A burst is `more`
    reports a week in one cell.
    """
    chance = Random(seed)
    return [_seen(world, what, chance, more) for _ in range(trials)]


def _seen(world: World, what: str, chance: Random, more: int) -> int | None:
    usual, cell = means(chance), chance.choice(CELLS)
    key, change = _scene(what, cell, more)
    verdicts = list(watch(weeks_of(world, usual, HISTORY + AFTER, chance, change), COMMUNITIES, KINDS))[HISTORY:]
    alarmed = (week for week, verdict in enumerate(verdicts, 1) if key in {alarm.key for alarm in verdict.alarms})
    return next(alarmed, None)


def _scene(what: str, cell: Cell, more: int) -> tuple[SeriesKey, Change]:
    community, kind = cell

    def burst(of: Cell, week: int) -> tuple[float, int]:
        return 1.0, more if of == cell and HISTORY <= week < HISTORY + BURST_WEEKS else 0

    def doubled(of: Cell, week: int) -> tuple[float, int]:
        return 2.0 if week >= HISTORY and key.holds(of) else 1.0, 0

    if what == BURST:
        return SeriesKey(community, kind), burst
    key = SeriesKey(None, kind) if what == KIND_DOUBLES else SeriesKey(community, None)
    return key, doubled
