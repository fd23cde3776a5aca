"""The buttons of a checklist; those that stand on a place's page are in handlers/places/presses.py."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from handlers.callbacks import Id, Page, Press
from handlers.places.presses import OpenCheck, SeeCheck
from models.checks.checklists.filling import SHOWN

PIECE = "checks.piece"
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


@dataclass(frozen=True)
class SeeCheckPieces(Press, form="chk:pieces:{check}:{past}", about="check", on=(PIECE,)):
    """Photos and files of a check, but for so many that were seen."""

    check: Id
    past: Page


PRESSES: tuple[type[Press], ...] = (OpenCheck, SeeCheck, SeeCheckPieces, ChecklistDo, ItemTurn, ItemReport)
