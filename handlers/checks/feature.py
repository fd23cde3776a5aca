from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.checks import missed_view, worklist
from handlers.feature import Feature

if TYPE_CHECKING:
    from aiogram import Router


def routers() -> Iterable["Router"]:
    return ()


CHECKS = Feature("checks", missed_view.VIEWS, routers, worklist=worklist.WORDING)
