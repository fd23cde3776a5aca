from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.checks import check_view, checklist_view, locked_form, missed_view, worklist
from handlers.checks.presses import PRESSES
from handlers.feature import Feature

if TYPE_CHECKING:
    from aiogram import Router


def routers() -> Iterable["Router"]:
    from handlers.checks import checklist, scanning, see_check

    return scanning.router(), checklist.router(), see_check.router()


CHECKS = Feature(
    "checks",
    {**missed_view.VIEWS, **checklist_view.VIEWS, **check_view.VIEWS},
    routers,
    presses=PRESSES,
    forms=(locked_form.FORM,),
    worklist=worklist.WORDING,
)
