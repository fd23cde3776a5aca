from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.plans import view
from handlers.plans.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (BotCommand("plan", N_("Emergency plan of my grid"), {Audience.STAFF: 47}),)


def routers() -> Iterable["Router"]:
    from handlers.plans import command

    return (command.router(),)


PLANS = Feature("plans", view.VIEWS, routers, COMMANDS, PRESSES)
