from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.patrols import card_view, flag_form, flag_view, spot_check_view, view, worklist
from handlers.patrols.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand("checkin", N_("Begin a round, or add a stop"), {Audience.STAFF: 24, Audience.LEADERS_CHAT: 24}),
    BotCommand("spotcheck", N_("Places by the lot to look at: /spotcheck 5 (leaders)"), {Audience.STAFF: 27}),
    BotCommand("checkout", N_("End my round"), {Audience.STAFF: 26, Audience.LEADERS_CHAT: 26}),
)


def routers() -> Iterable["Router"]:
    from handlers.patrols import buttons, check_in, flags, showing, spot_check

    return check_in.router(), spot_check.router(), flags.router(), showing.router(), buttons.router()


PATROLS = Feature(
    "patrols",
    {**card_view.VIEWS, **view.VIEWS, **flag_view.VIEWS, **spot_check_view.VIEWS},
    routers,
    COMMANDS,
    PRESSES,
    forms=(flag_form.FORM,),
    worklist=worklist.WORDING,
)
