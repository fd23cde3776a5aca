"""The buttons about rounds of patrol."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.patrols.doubts.flags import FLAGGED
from models.worklist import WORKLIST

WHICH_GRID, ALSO_A_STOP, REVIEW = "patrols.which", "patrols.also", "patrols.review"
DRAWN = "patrols.drawn"


class RoundAct(StrEnum):
    STOP = "stop"
    CHECK_OUT = "out"
    JOIN = "join"
    CALL_OUT = "call"


class StopAct(StrEnum):
    UNDO = "undo"
    REPORT = "report"


@dataclass(frozen=True)
class PatrolDo(Press, form="pt:{act}:{round}", about="round"):
    act: RoundAct
    round: Id


@dataclass(frozen=True)
class StopDo(Press, form="pts:{act}:{stop}", about="stop"):
    act: StopAct
    stop: Id


@dataclass(frozen=True)
class CheckInHere(Press, form="ptg:{grid}", on=(WHICH_GRID,)):
    grid: Id


@dataclass(frozen=True)
class AlsoAStop(Press, form="pta", on=(ALSO_A_STOP,)):
    """What was reported is a stop of the round, too."""


@dataclass(frozen=True)
class ExplainFlag(Press, form="ptf:{flag}", on=(FLAGGED,)):
    """To be answered in a sentence."""

    flag: Id


@dataclass(frozen=True)
class ReviewPage(Press, form="ptr:{page}", on=(REVIEW,)):
    page: Page


@dataclass(frozen=True)
class OpenDrawn(Press, form="pto:{place}", on=(DRAWN,)):
    """A place of a spot check."""

    place: Id


@dataclass(frozen=True)
class DutyRound(Press, form="duty:round:{round}", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""

    round: Id


PRESSES: tuple[type[Press], ...] = (PatrolDo, StopDo, CheckInHere, AlsoAStop, ExplainFlag, ReviewPage, OpenDrawn)
