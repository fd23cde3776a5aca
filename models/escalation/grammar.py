"""Which rows a ladder may have, and whom their steps may tell."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.escalation.tables import Aim, Lack

LACKS = {
    "not accepted": Lack.ACCEPTED,
    "not done": Lack.DONE,
    "idle": Lack.PROGRESS,
    "not reviewed": Lack.REVIEWED,
}
TOLD, HOURS = "told", "hours"
LEVELS = (Aim.GRID, Aim.COMMUNITY, Aim.STREET, Aim.DISTRICT)


@dataclass(frozen=True)
class Grammar:
    """Whom the steps for what lacks may tell; those of `once` have one step for each of their aims, in that order.
    `plain` are the rows that are no steps.
    """

    aims: Mapping[Lack, tuple[Aim, ...]]
    plain: tuple[str, ...] = ()
    repeating: tuple[Lack, ...] = ()
    once: bool = False
    whole: bool = True  # no row is missing

    @property
    def steps(self) -> dict[str, Lack]:
        return {name: lack for name, lack in LACKS.items() if lack in self.aims}

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(name for name in (TOLD, *self.steps, HOURS) if name in self.steps or name in self.plain)


OF_HAZARDS = Grammar(
    {
        Lack.ACCEPTED: (Aim.MEMBERS, Aim.TOLD, *LEVELS, Aim.ABOVE),
        Lack.DONE: (*LEVELS, Aim.ABOVE),
        Lack.PROGRESS: (Aim.WORKERS,),
        Lack.REVIEWED: (*LEVELS, Aim.ABOVE),
    },
    plain=(TOLD, HOURS),
    repeating=(Lack.DONE, Lack.REVIEWED),
)
