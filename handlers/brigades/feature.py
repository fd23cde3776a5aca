from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.brigades import view
from handlers.brigades.presses import PRESSES
from handlers.feature import Audience, BotCommand, Feature
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (BotCommand("brigade", N_("Volunteer fire brigades"), {Audience.STAFF: 46}),)


def routers() -> Iterable["Router"]:
    from handlers.brigades import command

    return (command.router(),)


BRIGADES = Feature("brigades", view.VIEWS, routers, COMMANDS, PRESSES)
