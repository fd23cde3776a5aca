"""The buttons about hazards, and about reports on their way to one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from handlers.callbacks import Id, Matching, Number, Page, Press
from models.emergencies.alerting.notify import ALARM
from models.hazards.alerting.alerts import ALERT_LIST, MORNING_LIST
from models.hazards.kinds import CATEGORY_LIMIT
from models.hazards.workflow import TRANSITIONS, Act, Severity
from models.worklist import WORKLIST

LISTS = (ALERT_LIST, MORNING_LIST, WORKLIST)


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"


class IntakeStep(StrEnum):
    """UP has a word of its own on the button, and starts the choice of a grid anew as GRID does."""

    SEND = "send"
    DROP = "no"
    GRID = "grid"
    UP = "up"
    APART = "apart"
    SAME = "same"


@dataclass(frozen=True)
class HazardAct(Press, form="hz:{act}:{number}", about="number"):
    act: Annotated[Act, TRANSITIONS]
    number: Number


@dataclass(frozen=True)
class DoneOnTheSpot(Press, form="hzx:{number}", about="number"):
    number: Number


@dataclass(frozen=True)
class SameAsKnown(Press, form="hzd:{number}:{answer}", about="number"):
    number: Number
    answer: YesNo


@dataclass(frozen=True)
class ReportSlowed(Press, form="hzf:{person}", about="person"):
    person: Id


@dataclass(frozen=True)
class CorrectKind(Press, form="hzk:{number}:k:{kind}", about="number"):
    number: Number
    kind: Annotated[str, Matching(rf"\w{{1,{CATEGORY_LIMIT}}}")]


@dataclass(frozen=True)
class CorrectSeverity(Press, form="hzk:{number}:s:{severity}", about="number"):
    number: Number
    severity: Severity


@dataclass(frozen=True)
class LeaveAsItIs(Press, form="hzk:{number}", about="number", on=("hazards.classify",)):
    """Neither kind nor severity is corrected."""

    number: Number


@dataclass(frozen=True)
class SeeEvidence(Press, form="hze:{number}", about="number"):
    number: Number


@dataclass(frozen=True)
class SeeMoreEvidence(Press, form="hze:{number}:{past}", about="number"):
    """`past` pieces have been seen."""

    number: Number
    past: Page


@dataclass(frozen=True)
class OpenListed(Press, form="hzo:{number}", on=(ALERT_LIST, MORNING_LIST, WORKLIST, ALARM)):
    number: Number


@dataclass(frozen=True)
class ListPage(Press, form="hzl:{page}", on=(ALERT_LIST, MORNING_LIST)):
    page: Page


class SeveralStep(StrEnum):
    """What is done with those that are chosen in a list; the first three are acts."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    PUT_OFF = "put_off"
    LEAVE = "leave"


@dataclass(frozen=True)
class ChooseSeveral(Press, form="hzn", on=LISTS):
    """Begins to choose several of a list."""


@dataclass(frozen=True)
class ToggleChosen(Press, form="hzn:{number}", on=LISTS):
    number: Number


@dataclass(frozen=True)
class WithChosen(Press, form="hzn:do:{step}", on=LISTS):
    step: SeveralStep


@dataclass(frozen=True)
class OpenOwn(Press, form="hzs:{number}", on=("hazards.mine", "obligations.mine")):
    number: Number


@dataclass(frozen=True)
class ReportThis(Press, form="hzr", on=("hazards.offer",)):
    """Under the answer to what looked like a report."""


@dataclass(frozen=True)
class IntakeDo(Press, form="hzp:{intake}:{step}", about="intake"):
    intake: Id
    step: IntakeStep


@dataclass(frozen=True)
class IntakeGrid(Press, form="hzp:{intake}:in:{grid}", about="intake"):
    intake: Id
    grid: Id


@dataclass(frozen=True)
class IntakePage(Press, form="hzp:{intake}:page:{page}", about="intake"):
    intake: Id
    page: Page


PRESSES: tuple[type[Press], ...] = (
    *(ChooseSeveral, ToggleChosen, WithChosen),
    *(HazardAct, DoneOnTheSpot, SameAsKnown, ReportSlowed, CorrectKind, CorrectSeverity, LeaveAsItIs),
    *(SeeEvidence, SeeMoreEvidence, OpenListed, ListPage, OpenOwn, ReportThis, IntakeDo, IntakeGrid, IntakePage),
)
