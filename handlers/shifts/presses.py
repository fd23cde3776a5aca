from dataclasses import dataclass

from handlers.callbacks import Id, Press
from models.shifts.asking import BEGINS


@dataclass(frozen=True)
class ShiftConfirm(Press, form="shf:got:{shift}", about="shift", on=(BEGINS,)):
    """Whoever is on call is there."""

    shift: Id


PRESSES: tuple[type[Press], ...] = (ShiftConfirm,)
