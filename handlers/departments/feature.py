from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.departments import view
from handlers.departments.presses import UnbindDepartment
from handlers.feature import Feature

if TYPE_CHECKING:
    from aiogram import Router


def routers() -> Iterable["Router"]:
    from handlers.departments import unbind

    return (unbind.router(),)


FREEING = frozenset({"undept"})
DEPARTMENTS = Feature(
    "departments", view.VIEWS, routers, presses=(UnbindDepartment,), unsettling=FREEING, asks_admin=FREEING
)
