"""The buttons about calls for help.

All that begins with `sos` was one button to residents and staff before calls had outcomes: buttons that say what was
found, and that it was nothing, stand in chats since then.
"""

from dataclasses import dataclass
from typing import Annotated

from handlers.callbacks import Id, Number, Page, Press
from handlers.hazards.presses import YesNo
from models.emergencies.additions import FILE
from models.emergencies.alerting.notify import ANOTHER_HAZARD, ENDING
from models.emergencies.workflow import CallAct, Finding, Outcome
from models.worklist import WORKLIST

SAID_BY_STAFF = tuple(outcome for outcome in Outcome if outcome is not Outcome.MISTAKE)


@dataclass(frozen=True)
class Help(Press, form="sos:{act}:{number}", about="number"):
    act: Annotated[CallAct, (CallAct.GOING, CallAct.ARRIVED)]
    number: Number


@dataclass(frozen=True)
class ConfirmFinding(Press, form="sos:{finding}:{number}", about="number"):
    finding: Finding
    number: Number


@dataclass(frozen=True)
class AskToEnd(Press, form="sos:{outcome}:{number}", about="number"):
    outcome: Annotated[Outcome, SAID_BY_STAFF]
    number: Number


@dataclass(frozen=True)
class TakeBack(Press, form="sos:mistake:{number}", about="number"):
    """For who called."""

    number: Number


@dataclass(frozen=True)
class Reopen(Press, form="sos:reopen:{number}", about="number"):
    number: Number


@dataclass(frozen=True)
class SeeAdded(Press, form="sos:added:{number}", about="number"):
    """On an alarm: the photos, voices and other files that were added since."""

    number: Number


@dataclass(frozen=True)
class SeeMoreAdded(Press, form="sos:added:{number}:{past}", about="number", on=(FILE,)):
    """`past` files have been seen."""

    number: Number
    past: Page


@dataclass(frozen=True)
class End(Press, form="sosend:{outcome}:{number}", about="number", on=(ENDING,)):
    outcome: Annotated[Outcome, SAID_BY_STAFF]
    number: Number


@dataclass(frozen=True)
class KeepOn(Press, form="sosend:keep:{number}", about="number", on=(ENDING,)):
    number: Number


@dataclass(frozen=True)
class ChooseGrid(Press, form="sosgrid:{number}:{grid}", about="number"):
    number: Number
    grid: Id


@dataclass(frozen=True)
class AnotherHazard(Press, form="sosapart:{answer}:{number}", about="number", on=(ANOTHER_HAZARD,)):
    """Under the question to the caller: what was added is to be reported as a hazard of its own, or is not."""

    answer: YesNo
    number: Number


@dataclass(frozen=True)
class DutyCall(Press, form="duty:call:{number}", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""

    number: Number


PRESSES: tuple[type[Press], ...] = (
    *(Help, ConfirmFinding, AskToEnd, TakeBack, Reopen, SeeAdded, SeeMoreAdded, End, KeepOn, ChooseGrid),
    AnotherHazard,
)
