from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.fires import form, view
from handlers.fires.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (BotCommand("fire", N_("Record a fire, and its review (leaders)"), {Audience.STAFF: 74}),)


def routers() -> Iterable["Router"]:
    from handlers.fires import command

    return (command.router(),)


FIRES = Feature("fires", view.VIEWS, routers, COMMANDS, PRESSES, forms=(form.FORM,))
