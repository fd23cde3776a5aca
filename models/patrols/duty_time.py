"""How long somebody was on duty, from the signs that were given: pure.

Time is counted from sign to sign, of a longer pause its first half hour; a live location counts for as long as it runs.
However many rounds and grids, a moment counts once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

LONGEST_PAUSE = timedelta(minutes=30)
DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Presence:
    """One person's part of one round: `signs` in any order, and from when to when live locations showed the way."""

    signs: tuple[datetime, ...]
    tracked: tuple[Span, ...] = ()


def time_by_day(presences: Iterable[Presence], zone: tzinfo) -> dict[date, timedelta]:
    """By local days; those without any are left out."""
    days: dict[date, timedelta] = defaultdict(timedelta)
    for begin, end in _united(span for presence in presences for span in _spans(presence)):
        for day, part in _by_day(begin, end, zone):
            days[day] += part
    return dict(days)


def time_between(presences: Iterable[Presence], begin: datetime, end: datetime) -> timedelta:
    """What of them lies between these times."""
    spans = _united(span for presence in presences for span in _spans(presence))
    first, last = begin.astimezone(UTC), end.astimezone(UTC)
    return sum((max(min(to, last) - max(since, first), timedelta()) for since, to in spans), timedelta())


def _spans(presence: Presence) -> Iterator[Span]:
    yield from presence.tracked
    signs = sorted({*presence.signs, *(end for span in presence.tracked for end in span)})
    for sign, following in pairwise(signs):
        yield sign, min(following, sign + LONGEST_PAUSE)


def _united(spans: Iterable[Span]) -> Iterator[Span]:
    begin = end = None
    for first, last in sorted((first.astimezone(UTC), last.astimezone(UTC)) for first, last in spans):
        if begin is None or end is None or first > end:
            if begin is not None and end is not None:
                yield begin, end
            begin, end = first, last
        else:
            end = max(end, last)
    if begin is not None and end is not None:
        yield begin, end


def _by_day(begin: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[date, timedelta]]:
    while begin < end:
        day = begin.astimezone(zone).date()
        midnight = datetime.combine(day + DAY, time(), zone).astimezone(UTC)
        yield day, min(end, midnight) - begin
        begin = midnight
