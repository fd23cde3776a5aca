from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Feature
from handlers.system import calendar_view, help_view, view
from handlers.system.menus import Menus

if TYPE_CHECKING:
    from aiogram import Router


def routers() -> Iterable["Router"]:
    from handlers.system import fallback, help

    return help.router(), fallback.router()


def system(menus: Menus) -> Feature:
    """What belongs to no other feature: help, menus, and an answer to everything else."""
    return Feature("system", {**view.VIEWS, **calendar_view.VIEWS, **menus.views, **help_view.views(menus)}, routers)
