"""Time on duty as one would count it by hand: moment by moment, each of them on duty or not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from models.patrols.duty_time import Presence

PAUSE = timedelta(minutes=30)


def on_duty(presences: Iterable[Presence], moment: datetime) -> bool:
    """Whether the moment after this one counts: shown by a live location, or at most half an hour after a sign that
    another one follows.
    """
    for presence in presences:
        signs = [*presence.signs, *(end for span in presence.tracked for end in span)]
        before = [sign for sign in signs if sign <= moment]
        after = [sign for sign in signs if sign > moment]
        if before and after and moment - max(before) < PAUSE:
            return True
        if any(begin <= moment < end for begin, end in presence.tracked):
            return True
    return False


def counted(presences: Sequence[Presence], zone: tzinfo, step: timedelta) -> dict[date, timedelta]:
    """By local days; all times must lie on whole steps of UTC days."""
    ends = [end for each in presences for end in (*each.signs, *(one for span in each.tracked for one in span))]
    days: dict[date, timedelta] = defaultdict(timedelta)
    if not ends:
        return {}
    moment, last = min(ends).astimezone(UTC), max(ends)
    while moment < last:
        if on_duty(presences, moment):
            days[moment.astimezone(zone).date()] += step
        moment += step
    return dict(days)
