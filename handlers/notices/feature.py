from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.notices import audience_view, cap_view, copy_view, draft_view, forms, outcome_view, progress_view
from handlers.notices.by_day import by_day
from handlers.notices.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand("notice", N_("Send a notice: /notice TEXT"), {Audience.STAFF: 62, Audience.LEADERS_CHAT: 62}),
    BotCommand("warn", N_("Send a warning: /warn TEXT"), {Audience.STAFF: 61, Audience.LEADERS_CHAT: 61}),
)


def routers() -> Iterable["Router"]:
    from handlers.notices import buttons, narrowing, pins, writing

    return pins.router(), writing.router(), buttons.router(), narrowing.router()


NOTICES = Feature(
    "notices",
    {
        **by_day(copy_view.VIEWS),
        **draft_view.VIEWS,
        **audience_view.VIEWS,
        **outcome_view.VIEWS,
        **progress_view.VIEWS,
        **cap_view.VIEWS,
    },
    routers,
    COMMANDS,
    PRESSES,
    forms=(forms.NOTICE_FORM,),
)
