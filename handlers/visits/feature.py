from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.visits import edit_form, list_view, new_form, page_view, view, warned_view, worklist
from handlers.visits.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

VISIT = BotCommand("visit", N_("Households to visit"), {Audience.STAFF: 58})


def routers() -> Iterable["Router"]:
    from handlers.visits import command, page

    return command.router(), page.router()


VISITS = Feature(
    "visits",
    {**view.VIEWS, **page_view.VIEWS, **list_view.VIEWS, **warned_view.VIEWS},
    routers,
    (VISIT,),
    PRESSES,
    forms=(new_form.FORM, edit_form.FORM),
    worklist=worklist.WORDING,
)
