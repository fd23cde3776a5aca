from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.digests import view
from handlers.digests.presses import PRESSES
from handlers.feature import Audience, BotCommand, Feature
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand(
        "digest",
        N_("The week, month or year in numbers"),
        {Audience.STAFF: 71, Audience.LEADERS_CHAT: 71},
    ),
)


def routers() -> Iterable["Router"]:
    from handlers.digests import command

    return (command.router(),)


DIGESTS = Feature("digests", view.VIEWS, routers, COMMANDS, PRESSES)
