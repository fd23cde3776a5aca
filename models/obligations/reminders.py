"""When the owner of an obligation is reminded. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from math import ceil

from models.schedule.deadlines import at

DAY = timedelta(days=1)
MORNING = time(9)


@dataclass(frozen=True)
class Reminders:
    """Ahead of the due time, after it, and from the last of these on again and again. Whole days are told in the
    morning of that day, anything else to the minute.
    """

    before: tuple[timedelta, ...] = ()
    after: tuple[timedelta, ...] = ()
    every: timedelta | None = None


def next_reminder(reminders: Reminders, due: datetime, now: datetime, zone: tzinfo) -> datetime | None:
    """The first after `now`; None: there is none any more."""
    offsets = sorted([*(-each for each in reminders.before), *reminders.after])
    moments = [moment(due, each, zone) for each in offsets]
    coming = next((each for each in moments if each > now), None)
    if coming is not None or reminders.every is None:
        return coming
    last = offsets[-1] if offsets else timedelta(0)
    times = max(1, ceil((now - moment(due, last, zone)) / reminders.every))
    coming = moment(due, last + times * reminders.every, zone)
    return coming if coming > now else moment(due, last + (times + 1) * reminders.every, zone)


def moment(due: datetime, offset: timedelta, zone: tzinfo) -> datetime:
    if offset % DAY:
        return due + offset
    return at(due.astimezone(zone).date() + offset, MORNING, zone)
