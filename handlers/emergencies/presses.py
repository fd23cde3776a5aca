"""The buttons about calls for help.

All that begins with `sos` was one button to residents and staff before calls had outcomes: buttons that say what was
found, and that it was nothing, stand in chats since then.
"""

from dataclasses import dataclass
from typing import Annotated

from handlers.callbacks import Id, Number, Press
from models.emergencies.workflow import CallAct, Finding, Outcome


@dataclass(frozen=True)
class Help(Press, form="sos:{act}:{number}"):
    act: Annotated[CallAct, (CallAct.GOING, CallAct.ARRIVED)]
    number: Number


@dataclass(frozen=True)
class ConfirmFinding(Press, form="sos:{finding}:{number}"):
    finding: Finding
    number: Number


@dataclass(frozen=True)
class AskToEnd(Press, form="sos:{outcome}:{number}"):
    outcome: Outcome
    number: Number


@dataclass(frozen=True)
class Reopen(Press, form="sos:reopen:{number}"):
    number: Number


@dataclass(frozen=True)
class SeeAdded(Press, form="sos:added:{number}"):
    """On an alarm: the photos, voices and other files that were added since."""

    number: Number


@dataclass(frozen=True)
class End(Press, form="sosend:{outcome}:{number}"):
    outcome: Outcome
    number: Number


@dataclass(frozen=True)
class KeepOn(Press, form="sosend:keep:{number}"):
    number: Number


@dataclass(frozen=True)
class ChooseGrid(Press, form="sosgrid:{number}:{grid}"):
    number: Number
    grid: Id


PRESSES: tuple[type[Press], ...] = (Help, ConfirmFinding, AskToEnd, Reopen, SeeAdded, End, KeepOn, ChooseGrid)
