"""The ladder as policy: when, after what delay, what nobody handles climbs to whom. Delays count hours on duty."""

from dataclasses import dataclass, field
from datetime import timedelta

from models.escalation.tables import Aim, Lack
from models.grids.tables import Level
from models.schedule.duty_hours import Hours


@dataclass(frozen=True)
class PolicyStep:
    """`every`: taken again and again, until what lacks has happened."""

    lack: Lack
    aim: Aim
    after: timedelta
    every: timedelta | None = None


@dataclass(frozen=True)
class Ladder:
    """`told` hear of it at once, besides the members."""

    steps: tuple[PolicyStep, ...]
    hours: Hours = field(default_factory=Hours)
    told: tuple[Level, ...] = ()

    def of(self, lack: Lack) -> tuple[PolicyStep, ...]:
        return tuple(step for step in self.steps if step.lack is lack)

    def first(self, lack: Lack) -> timedelta:
        """The deadline that people are shown."""
        return min(step.after for step in self.of(lack))
