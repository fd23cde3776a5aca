from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.activities import edit_form, page_view, view
from handlers.activities.presses import PRESSES
from handlers.feature import Audience, BotCommand, Feature
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand(
        "activity",
        N_("Ledger of publicity; to add to it: /activity WORDS, with photos"),
        {Audience.STAFF: 49, Audience.LEADERS_CHAT: 47},
    ),
)


def routers() -> Iterable["Router"]:
    from handlers.activities import command, page

    return command.router(), page.router()


ACTIVITIES = Feature(
    "activities",
    {**view.VIEWS, **page_view.VIEWS},
    routers,
    COMMANDS,
    PRESSES,
    forms=(edit_form.FORM,),
)
