from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.periods import left_view, list_view, new_form, page_view, worklist
from handlers.periods.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

PERIOD = BotCommand(
    "period",
    N_("Heightened checks and campaigns (leaders)"),
    {Audience.STAFF: 59, Audience.LEADERS_CHAT: 51},
)


def routers() -> Iterable["Router"]:
    from handlers.periods import command

    return (command.router(),)


PERIODS = Feature(
    "periods",
    {**list_view.VIEWS, **page_view.VIEWS, **left_view.VIEWS},
    routers,
    (PERIOD,),
    PRESSES,
    forms=(new_form.FORM,),
    worklist=worklist.WORDING,
)
