from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Press
from models.worklist import WORKLIST


class MatterStep(StrEnum):
    GOT = "got"
    HAZARD = "hazard"
    SEE = "see"


@dataclass(frozen=True)
class MatterDo(Press, form="hzm:{matter}:{step}", about="matter"):
    matter: Id
    step: MatterStep


@dataclass(frozen=True)
class DutyMatter(Press, form="duty:matter:{matter}", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""

    matter: Id
