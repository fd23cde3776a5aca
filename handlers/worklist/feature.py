from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.worklist import view
from handlers.worklist.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

DUTY = BotCommand("duty", N_("What waits for me"), {Audience.STAFF: 20})


def routers() -> Iterable["Router"]:
    from handlers.worklist import command

    return (command.router(),)


WORKLIST = Feature("worklist", view.VIEWS, routers, (DUTY,), PRESSES)
