"""The ladder as policy: when, after what delay, a hazard that nobody handles climbs to whom.

Delays count hours on duty: around the clock for urgent and major hazards, 08:00 to 20:00 local time for ordinary ones.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta

from models.escalation.hours import Hours
from models.escalation.tables import Aim, Lack
from models.grids.tables import Level
from models.hazards.flow import Severity, State

LACKING = {
    State.OPEN: frozenset({Lack.ACCEPTED, Lack.DONE}),
    State.ACCEPTED: frozenset({Lack.DONE, Lack.PROGRESS}),
    State.REVIEW: frozenset({Lack.REVIEWED}),
}


@dataclass(frozen=True)
class Step:
    """`every`: taken again and again, until what lacks has happened."""

    lack: Lack
    aim: Aim
    after: timedelta
    every: timedelta | None = None


@dataclass(frozen=True)
class Ladder:
    """`told` hear of the hazard at once, besides the members."""

    steps: tuple[Step, ...]
    hours: Hours = field(default_factory=Hours)
    told: tuple[Level, ...] = ()

    def of(self, lack: Lack) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.lack is lack)

    def first(self, lack: Lack) -> timedelta:
        """The deadline that people are shown."""
        return min(step.after for step in self.of(lack))


def lacking(state: State, lack: Lack) -> bool:
    return lack in LACKING.get(state, ())


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

LADDERS = {
    Severity.URGENT: Ladder(
        steps=(
            Step(Lack.ACCEPTED, Aim.TOLD, _minutes(5), every=_minutes(5)),
            Step(Lack.ACCEPTED, Aim.COMMUNITY, _minutes(10)),
            Step(Lack.ACCEPTED, Aim.DISTRICT, _minutes(15)),
            Step(Lack.DONE, Aim.ABOVE, _hours(2), every=HOUR),
            Step(Lack.PROGRESS, Aim.WORKERS, HOUR, every=HOUR),
            Step(Lack.REVIEWED, Aim.ABOVE, _minutes(30), every=HOUR),
        ),
        told=(Level.GRID, Level.STREET),
    ),
    Severity.MAJOR: Ladder(
        steps=(
            Step(Lack.ACCEPTED, Aim.COMMUNITY, _minutes(30)),
            Step(Lack.ACCEPTED, Aim.STREET, _hours(2)),
            Step(Lack.DONE, Aim.ABOVE, DAY, every=DAY),
            Step(Lack.PROGRESS, Aim.WORKERS, DAY / 2, every=DAY / 2),
            Step(Lack.REVIEWED, Aim.ABOVE, _hours(4), every=DAY),
        ),
        told=(Level.GRID,),
    ),
    Severity.ORDINARY: Ladder(
        steps=(
            Step(Lack.ACCEPTED, Aim.GRID, _hours(2)),
            Step(Lack.ACCEPTED, Aim.COMMUNITY, _hours(8)),
            Step(Lack.ACCEPTED, Aim.STREET, DAY),
            Step(Lack.DONE, Aim.ABOVE, WEEK, every=DAY),
            Step(Lack.PROGRESS, Aim.WORKERS, WEEK / 2, every=WEEK / 2),
            Step(Lack.REVIEWED, Aim.ABOVE, DAY, every=DAY),
        ),
        hours=Hours(time(8), time(20)),
    ),
}
