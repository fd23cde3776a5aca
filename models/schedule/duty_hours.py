"""Hours on duty: delays run around the clock, or only while somebody is on duty."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """On duty from `opens` to `closes`, every day; both None: around the clock."""

    opens: time | None = None
    closes: time | None = None

    @property
    def always(self) -> bool:
        return self.opens is None or self.closes is None


def due(hours: Hours, start: datetime, after: timedelta, zone: tzinfo) -> datetime:
    """When a delay that starts at `start` has passed; a short one counts only the hours on duty.

    A delay of a day or more counts calendar time, and falls due when duty next begins.
    """
    if hours.opens is None or hours.closes is None:
        return start + after
    return _due(hours, hours.closes, start, after, zone).astimezone(start.tzinfo)


@lru_cache(maxsize=1024)  # a batch of hazards starts its ladders at one moment
def _due(hours: Hours, closes: time, start: datetime, after: timedelta, zone: tzinfo) -> datetime:
    local = start.astimezone(zone)
    if after >= DAY:
        return on_duty(hours, local + after, zone)
    local = on_duty(hours, local, zone)
    left = after
    while (end := _at(local, closes)) < local + left:
        left -= end - local
        local = on_duty(hours, end, zone)
    return local + left


def on_duty(hours: Hours, moment: datetime, zone: tzinfo) -> datetime:
    """`moment` itself, or when duty next begins."""
    if hours.opens is None or hours.closes is None:
        return moment
    local = moment.astimezone(zone)
    morning = _at(local, hours.opens)
    if local < morning:
        return morning.astimezone(moment.tzinfo)
    return moment if local < _at(local, hours.closes) else (morning + DAY).astimezone(moment.tzinfo)


def _at(local: datetime, hour: time) -> datetime:
    return local.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)


@lru_cache(maxsize=64)
def frozen(hours: Hours, zone: tzinfo) -> str:
    """`08:00-20:00 Asia/Shanghai`; empty for around the clock."""
    if hours.opens is None or hours.closes is None:
        return ""
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M} {zone}"


def thawed(text: str) -> tuple[Hours, ZoneInfo]:
    """What frozen() wrote."""
    if not text:
        return Hours(), ZoneInfo("UTC")
    span, _, zone = text.partition(" ")
    opens, closes = (time.fromisoformat(part) for part in span.split("-"))
    return Hours(opens, closes), ZoneInfo(zone)
