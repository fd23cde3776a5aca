from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Press


class MatterStep(StrEnum):
    GOT = "got"
    HAZARD = "hazard"


@dataclass(frozen=True)
class MatterDo(Press, form="hzm:{matter}:{step}", about="matter"):
    matter: Id
    step: MatterStep
