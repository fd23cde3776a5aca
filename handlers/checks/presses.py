"""The buttons of a checklist; those that stand on a place's page are in handlers/places/presses.py."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from handlers.callbacks import Id, Press
from handlers.places.presses import OpenCheck, SeeCheck
from models.checks.checklists.filling import SHOWN

Item = Annotated[int, range(40)]


class ChecklistAct(StrEnum):
    """`rest`: what is not marked is all right."""

    REST = "rest"
    SUBMIT = "submit"
    LOCKED = "locked"


@dataclass(frozen=True)
class ChecklistDo(Press, form="chk:{act}:{checklist}", about="checklist", on=(SHOWN,)):
    act: ChecklistAct
    checklist: Id


@dataclass(frozen=True)
class ItemTurn(Press, form="chk:item:{checklist}:{item}", about="checklist", on=(SHOWN,)):
    checklist: Id
    item: Item


@dataclass(frozen=True)
class ItemReport(Press, form="chk:report:{checklist}:{item}", about="checklist", on=(SHOWN,)):
    checklist: Id
    item: Item


PRESSES: tuple[type[Press], ...] = (OpenCheck, SeeCheck, ChecklistDo, ItemTurn, ItemReport)
