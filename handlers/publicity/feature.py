from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.publicity import calendar_view, text_form, view
from handlers.publicity.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

TIPS = BotCommand(
    "tips",
    N_("Fire safety in three lines"),
    {Audience.RESIDENT: 45, Audience.STAFF: 65, Audience.GROUP: 65},
)

CALENDAR_COMMAND = BotCommand(
    "calendar", N_("Publicity calendar (leaders)"), {Audience.STAFF: 68, Audience.LEADERS_CHAT: 68}
)


def routers() -> Iterable["Router"]:
    from handlers.publicity import calendar, tips

    return tips.router(), calendar.router()


PUBLICITY = Feature(
    "publicity",
    {**view.VIEWS, **calendar_view.VIEWS},
    routers,
    (TIPS, CALENDAR_COMMAND),
    PRESSES,
    forms=(text_form.TEXT_FORM,),
    asks_admin=frozenset({"pubq"}),
)
