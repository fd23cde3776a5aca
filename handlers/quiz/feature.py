from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.quiz import certificates_view, round_view, training_view, view
from handlers.quiz.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

QUIZ_COMMAND = BotCommand(
    "quiz", N_("Fire safety quiz"), {Audience.RESIDENT: 47, Audience.STAFF: 66, Audience.LEADERS_CHAT: 65}
)

CERTIFICATE = BotCommand("certificate", N_("Certificates of my people, or my own"), {Audience.STAFF: 67})


def routers() -> Iterable["Router"]:
    from handlers.quiz import certificates, command, training, votes

    return command.router(), training.router(), votes.router(), certificates.router()


QUIZ = Feature(
    "quiz",
    {**view.VIEWS, **round_view.VIEWS, **training_view.VIEWS, **certificates_view.VIEWS},
    routers,
    (QUIZ_COMMAND, CERTIFICATE),
    PRESSES,
)
