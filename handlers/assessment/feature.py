from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.assessment import (
    forms,
    home_view,
    objection_view,
    score_view,
    so_far_view,
    standard_view,
    stars_view,
    worklist,
)
from handlers.assessment.presses import PRESSES
from handlers.feature import Audience, BotCommand, Feature
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (BotCommand("score", N_("My assessment, and how it comes about"), {Audience.STAFF: 73}),)


def routers() -> Iterable["Router"]:
    from handlers.assessment import command, so_far, stars

    return command.router(), so_far.router(), stars.router()


ASSESSMENT = Feature(
    "assessment",
    {
        **home_view.VIEWS,
        **score_view.VIEWS,
        **so_far_view.VIEWS,
        **objection_view.VIEWS,
        **stars_view.VIEWS,
        **standard_view.VIEWS,
    },
    routers,
    COMMANDS,
    PRESSES,
    forms=(forms.SCORE_FORM, forms.OBJECTION_FORM),
    worklist=worklist.WORDING,
)
