from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.mutual_reviews import card_view, forms, home_view, result_view
from handlers.mutual_reviews.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (BotCommand("review", N_("Mutual review: take part, results"), {Audience.STAFF: 75}),)


def routers() -> Iterable["Router"]:
    from handlers.mutual_reviews import command

    return (command.router(),)


MUTUAL_REVIEWS = Feature(
    "mutual_reviews",
    {**card_view.VIEWS, **home_view.VIEWS, **result_view.VIEWS},
    routers,
    COMMANDS,
    PRESSES,
    forms=(forms.STREET_FORM, forms.CARD_FORM),
)
