"""The buttons with which leaders ask for what is printed."""

from dataclasses import dataclass

from handlers.callbacks import Id, Press
from handlers.sheets.gathering import SheetKind

CHOICE, OFFER = "sheets.choice", "sheets.offer"


@dataclass(frozen=True)
class SheetsOf(Press, form="sht:of:{grid}", on=(CHOICE,)):
    grid: Id


@dataclass(frozen=True)
class SheetsBelow(Press, form="sht:below:{grid}", about="grid", on=(OFFER,)):
    grid: Id


@dataclass(frozen=True)
class SheetMake(Press, form="sht:{sheet}:{grid}", about="grid", on=(OFFER,)):
    sheet: SheetKind
    grid: Id


PRESSES: tuple[type[Press], ...] = (SheetsOf, SheetsBelow, SheetMake)
