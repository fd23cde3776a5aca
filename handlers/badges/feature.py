from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.badges import view
from handlers.feature import Audience, BotCommand, Feature
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

BADGE = BotCommand("badge", N_("Show my badge, or check one"), {Audience.STAFF: 64, Audience.RESIDENT: 46})


def routers() -> Iterable["Router"]:
    from handlers.badges import command

    return (command.router(),)


BADGES = Feature("badges", view.VIEWS, routers, (BADGE,))
