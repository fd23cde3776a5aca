"""The ladder as policy: when, after what delay, a hazard that nobody handles climbs to which level.

Delays count hours on duty: around the clock for urgent and major hazards, 08:00 to 20:00 local time for ordinary ones.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from models.escalation.tables import Lack
from models.grids.tables import Level
from models.hazards.flow import Severity


@dataclass(frozen=True)
class Step:
    lack: Lack
    level: Level
    after: timedelta


@dataclass(frozen=True)
class Ladder:
    """`told` hear of the hazard at once, besides the members; `to_accept` and `to_finish` are the deadlines shown."""

    steps: tuple[Step, ...]
    to_accept: timedelta
    to_finish: timedelta
    opens: time | None = None
    closes: time | None = None
    told: tuple[Level, ...] = ()


def _unaccepted(*steps: tuple[Level, timedelta]) -> tuple[Step, ...]:
    return tuple(Step(Lack.ACCEPTED, level, after) for level, after in steps)


LADDERS = {
    Severity.URGENT: Ladder(
        steps=(
            *_unaccepted(
                (Level.GRID, timedelta(minutes=5)),
                (Level.COMMUNITY, timedelta(minutes=10)),
                (Level.DISTRICT, timedelta(minutes=15)),
            ),
            Step(Lack.DONE, Level.COMMUNITY, timedelta(hours=2)),
        ),
        to_accept=timedelta(minutes=5),
        to_finish=timedelta(hours=2),
        told=(Level.GRID, Level.STREET),
    ),
    Severity.MAJOR: Ladder(
        steps=(
            *_unaccepted((Level.COMMUNITY, timedelta(minutes=30)), (Level.STREET, timedelta(hours=2))),
            Step(Lack.DONE, Level.COMMUNITY, timedelta(hours=24)),
        ),
        to_accept=timedelta(minutes=30),
        to_finish=timedelta(hours=24),
        told=(Level.GRID,),
    ),
    Severity.ORDINARY: Ladder(
        steps=(
            *_unaccepted(
                (Level.GRID, timedelta(hours=2)),
                (Level.COMMUNITY, timedelta(hours=8)),
                (Level.STREET, timedelta(hours=24)),
            ),
            Step(Lack.DONE, Level.COMMUNITY, timedelta(days=7)),
        ),
        to_accept=timedelta(hours=2),
        to_finish=timedelta(days=7),
        opens=time(8),
        closes=time(20),
    ),
}


def due(ladder: Ladder, start: datetime, after: timedelta, zone: tzinfo) -> datetime:
    """When a delay that starts at `start` has passed; short ones count only the ladder's hours on duty.

    A delay of a day or more counts calendar time, and falls due when duty next begins.
    """
    if ladder.opens is None or ladder.closes is None:
        return start + after
    opens, closes = ladder.opens, ladder.closes
    local = start.astimezone(zone)
    if after >= timedelta(days=1):
        return _on_duty(local + after, opens, closes).astimezone(start.tzinfo)
    local = _on_duty(local, opens, closes)
    left = after
    while True:
        end = local.replace(hour=closes.hour, minute=closes.minute, second=0, microsecond=0)
        if local + left <= end:
            return (local + left).astimezone(start.tzinfo)
        left -= end - local
        local = _on_duty(end, opens, closes)


def _on_duty(local: datetime, opens: time, closes: time) -> datetime:
    """`local` itself, or the next time that duty begins."""
    morning = local.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0)
    if local < morning:
        return morning
    return local if local.time() < closes else morning + timedelta(days=1)
