"""Weekly counts of reports: by community and kind, and the series that early warning looks at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import sub


@dataclass(frozen=True)
class Tally:
    """Reports of a week, or of several: `people` reported them, at `places` as far as both are known (ids); of them
    `on_patrol` were found by staff on patrol.
    """

    count: int = 0
    on_patrol: int = 0
    people: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()

    @property
    def sources(self) -> int:
        return max(len(self.people), len(self.places))


Cell = tuple[int, str]  # community, kind
Week = Mapping[Cell, Tally]  # without the cells in which nothing was reported


class Stratum(StrEnum):
    """Series of one stratum share how far reports cluster."""

    CELL = "cell"
    KIND = "kind"
    COMMUNITY = "community"


@dataclass(frozen=True)
class SeriesKey:
    """Of a kind in a community, of a kind in the whole street, or of a community's reports of any kind."""

    community: int | None
    kind: str | None

    @property
    def stratum(self) -> Stratum:
        if self.community is None:
            return Stratum.KIND
        return Stratum.COMMUNITY if self.kind is None else Stratum.CELL

    def holds(self, cell: Cell) -> bool:
        return self.community in {None, cell[0]} and self.kind in {None, cell[1]}


def all_series(communities: Iterable[int], kinds: Sequence[str]) -> list[SeriesKey]:
    """Each cell, each kind and each community: 195 of 13 communities and 13 kinds."""
    places = list(communities)
    cells = [SeriesKey(community, kind) for community in places for kind in kinds]
    totals = [SeriesKey(None, kind) for kind in kinds]
    return [*cells, *totals, *(SeriesKey(community, None) for community in places)]


def together(key: SeriesKey, weeks: Iterable[Week]) -> Tally:
    """What the series holds in these weeks."""
    return added([tally for week in weeks for cell, tally in week.items() if key.holds(cell)])


def added(tallies: Sequence[Tally]) -> Tally:
    return Tally(
        sum(each.count for each in tallies),
        sum(each.on_patrol for each in tallies),
        frozenset().union(*(each.people for each in tallies)),
        frozenset().union(*(each.places for each in tallies)),
    )


def counts_of(week: Week) -> Mapping[SeriesKey, int]:
    """Of every series that is not 0."""
    found: dict[SeriesKey, int] = {}
    for (community, kind), tally in week.items():
        for key in (SeriesKey(community, kind), SeriesKey(None, kind), SeriesKey(community, None)):
            found[key] = found.get(key, 0) + tally.count
    return found


class Line:
    """A series so far, the oldest week first, as running sums."""

    def __init__(self) -> None:
        self._sums = [0]

    def add(self, count: int) -> None:
        self._sums.append(self._sums[-1] + count)

    def of_last(self, weeks: int) -> int:
        return self._sums[-1] - self._sums[-1 - weeks]

    def between(self, begin: int, end: int) -> int:
        """Of the weeks from `begin` up to, and without, `end`."""
        return self._sums[end] - self._sums[begin]

    def blocks(self, begin: int, end: int, weeks: int) -> list[int]:
        """The counts of as many whole blocks of so many weeks as there are in that span, up to its end."""
        sums = self._sums[end : begin - 1 if begin else None : -weeks]
        return list(map(sub, sums, sums[1:]))
