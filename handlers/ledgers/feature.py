from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.ledgers import form, view
from handlers.ledgers.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (BotCommand("ledger", N_("Ledgers as a spreadsheet (leaders)"), {Audience.STAFF: 72}),)


def routers() -> Iterable["Router"]:
    from handlers.ledgers import command

    return (command.router(),)


LEDGERS = Feature("ledgers", view.VIEWS, routers, COMMANDS, PRESSES, forms=(form.FORM,))
