from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Feature
from handlers.mandatory_reports import view, worklist
from handlers.mandatory_reports.presses import MatterDo, SeeMoreOfMatter

if TYPE_CHECKING:
    from aiogram import Router


def routers() -> Iterable["Router"]:
    from handlers.mandatory_reports import actions

    return (actions.router(),)


MANDATORY_REPORTS = Feature(
    "mandatory_reports", view.VIEWS, routers, presses=(MatterDo, SeeMoreOfMatter), worklist=worklist.WORDING
)
