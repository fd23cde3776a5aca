from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.places import kit_view, new_form, view, worklist
from handlers.places.lists import coverage_view
from handlers.places.lists import view as list_view
from handlers.places.page import edit_form
from handlers.places.page import view as page_view
from handlers.places.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand(
        "places",
        N_("Places of the grid, and search: /places WORDS"),
        {Audience.STAFF: 50, Audience.GROUP: 60, Audience.LEADERS_CHAT: 50},
    ),
    BotCommand("place", N_("Enter a place: /place NAME"), {Audience.STAFF: 51}),
    BotCommand("coverage", N_("What the registry of places lacks (leaders)"), {Audience.STAFF: 52}),
)


def routers() -> Iterable["Router"]:
    from handlers.places import adding
    from handlers.places.lists import command
    from handlers.places.page import buttons

    return adding.router(), command.router(), buttons.router()


PLACES = Feature(
    "places",
    {**view.VIEWS, **page_view.VIEWS, **list_view.VIEWS, **coverage_view.VIEWS, **kit_view.VIEWS},
    routers,
    COMMANDS,
    PRESSES,
    forms=(new_form.FORM, edit_form.FORM),
    worklist=worklist.WORDING,
)
