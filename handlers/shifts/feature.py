from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Feature
from handlers.shifts import view
from handlers.shifts.presses import PRESSES

if TYPE_CHECKING:
    from aiogram import Router


def routers() -> Iterable["Router"]:
    from handlers.shifts import roster

    return (roster.router(),)


SHIFTS = Feature("shifts", view.VIEWS, routers, presses=PRESSES)
