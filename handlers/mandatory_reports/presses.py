from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.worklist import WORKLIST

PIECE = "hazards.matter_piece"


class MatterStep(StrEnum):
    GOT = "got"
    HAZARD = "hazard"
    SEE = "see"


@dataclass(frozen=True)
class MatterDo(Press, form="hzm:{matter}:{step}", about="matter"):
    matter: Id
    step: MatterStep


@dataclass(frozen=True)
class SeeMoreOfMatter(Press, form="hzm:{matter}:see:{past}", about="matter", on=(PIECE,)):
    """`past` pieces have been seen."""

    matter: Id
    past: Page


@dataclass(frozen=True)
class DutyMatter(Press, form="duty:matter:{matter}", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""

    matter: Id
