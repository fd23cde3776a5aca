"""Alarms of a series at most four weeks apart are one episode, which is told when it begins and when it is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.statistics.early_warning import Verdict
from models.statistics.tallies import SeriesKey

APART = 4  # weeks


class Course(StrEnum):
    NEW = "new"
    STILL = "still"
    OVER = "over"


@dataclass(frozen=True)
class Episode:
    """Its first and its newest alarm: the numbers of their weeks."""

    key: SeriesKey
    first: int
    newest: int

    def course(self, week: int) -> Course | None:
        """What there is to say of it when that week is the newest that was watched."""
        if week == self.newest:
            return Course.NEW if week == self.first else Course.STILL
        return Course.OVER if week == self.newest + APART else None


def episodes(verdicts: Iterable[Verdict]) -> Sequence[Episode]:
    """The oldest first; weeks are counted from 0."""
    found: list[Episode] = []
    newest: dict[SeriesKey, int] = {}  # places in `found`
    for week, verdict in enumerate(verdicts):
        for alarm in verdict.alarms:
            place = newest.get(alarm.key)
            if place is not None and week - found[place].newest <= APART:
                found[place] = replace(found[place], newest=week)
            else:
                newest[alarm.key] = len(found)
                found.append(Episode(alarm.key, week, week))
    return found
