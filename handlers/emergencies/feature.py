from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.emergencies import view, worklist
from handlers.emergencies.alarm import added_view
from handlers.emergencies.alarm import view as alarm_view
from handlers.emergencies.outcome import view as outcome_view
from handlers.emergencies.presses import PRESSES
from handlers.feature import Audience, BotCommand, Feature
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

SOS = BotCommand(
    "sos",
    N_("Call for help (fire: call 119 first)"),
    {
        Audience.RESIDENT: 10,
        Audience.STAFF: 10,
        Audience.GROUP: 10,
        Audience.LEADERS_CHAT: 10,
        Audience.UNBOUND: 10,
    },
)


def routers() -> Iterable["Router"]:
    from handlers.emergencies import actions, another_hazard, sos
    from handlers.emergencies.outcome import ending

    return sos.router(), ending.router(), actions.router(), another_hazard.router()


EMERGENCIES = Feature(
    "emergencies",
    {**view.VIEWS, **alarm_view.VIEWS, **added_view.VIEWS, **outcome_view.VIEWS},
    routers,
    (SOS,),
    PRESSES,
    worklist=worklist.WORDING,
)
