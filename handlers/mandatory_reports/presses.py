from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Press


class MatterStep(StrEnum):
    GOT = "got"
    HAZARD = "hazard"


@dataclass(frozen=True)
class MatterDo(Press, form="hzm:{matter}:{step}"):
    matter: Id
    step: MatterStep


@dataclass(frozen=True)
class DutyMatter(Press, form="duty:matter:{matter}"):
    """Stands in the list of what waits, which declares it."""

    matter: Id
