from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.evidence import view
from handlers.feature import Feature

if TYPE_CHECKING:
    from aiogram import Router


def routers() -> Iterable["Router"]:
    """Evidence comes with what other features are sent."""
    return ()


EVIDENCE = Feature("evidence", view.VIEWS, routers)
