"""The buttons with which leaders ask for what is printed."""

from dataclasses import dataclass

from handlers.callbacks import Id, Number, Press
from handlers.sheets.gathering import SheetKind

CHOICE, OFFER, RENEWAL = "sheets.choice", "sheets.offer", "sheets.renewal"


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


@dataclass(frozen=True)
class CodesRenew(Press, form="sht:renew:{grid}", about="grid", on=(OFFER,)):
    """Asks first."""

    grid: Id


@dataclass(frozen=True)
class CodesRenewed(Press, form="sht:renewed:{grid}:{prints}", about="grid", on=(RENEWAL,)):
    """Renews what was asked about, once: afterwards `prints` is another."""

    grid: Id
    prints: Number


PRESSES: tuple[type[Press], ...] = (SheetsOf, SheetsBelow, SheetMake, CodesRenew, CodesRenewed)
