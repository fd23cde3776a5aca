from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.sheets import view
from handlers.sheets.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand(
        "sheets",
        N_("Codes, notices, cards and charts to print (leaders)"),
        {Audience.STAFF: 63, Audience.LEADERS_CHAT: 56},
    ),
)


def routers() -> Iterable["Router"]:
    from handlers.sheets import command

    return (command.router(),)


SHEETS = Feature("sheets", view.VIEWS, routers, COMMANDS, PRESSES)
