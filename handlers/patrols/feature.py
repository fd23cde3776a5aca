from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.patrols import card_view, view, worklist
from handlers.patrols.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand("checkin", N_("Begin a round, or add a stop"), {Audience.STAFF: 24, Audience.LEADERS_CHAT: 24}),
    BotCommand("checkout", N_("End my round"), {Audience.STAFF: 26, Audience.LEADERS_CHAT: 26}),
)


def routers() -> Iterable["Router"]:
    from handlers.patrols import buttons, check_in, showing

    return check_in.router(), showing.router(), buttons.router()


PATROLS = Feature("patrols", {**card_view.VIEWS, **view.VIEWS}, routers, COMMANDS, PRESSES, worklist=worklist.WORDING)
