"""The buttons of a whistle that is about to be blown."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Press
from models.obligations.setting import PROGRESS

DRAFT = "obligations.whistle"


class WhistleAct(StrEnum):
    ALL = "all"
    BLOW = "blow"
    CANCEL = "cancel"


@dataclass(frozen=True)
class WhistleToggle(Press, form="wh:on:{department}", on=(DRAFT,)):
    department: Id


@dataclass(frozen=True)
class WhistleDo(Press, form="wh:{act}", on=(DRAFT,)):
    act: WhistleAct


@dataclass(frozen=True)
class WhistleHazard(Press, form="wh:hz:{requirement}", about="requirement", on=(PROGRESS,)):
    """Shows the hazard that it is about."""

    requirement: Id


PRESSES: tuple[type[Press], ...] = (WhistleToggle, WhistleDo, WhistleHazard)
