from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.grids import reach_view, view
from handlers.grids.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand("bind", N_("Bind this group to its grid"), {Audience.ADMINS_UNBOUND: 10}),
    BotCommand("unbind", N_("Free this group from its grid"), {Audience.ADMINS_BOUND: 10}),
)


def routers() -> Iterable["Router"]:
    from handlers.grids import bind, membership

    return membership.router(), bind.router()


BINDING = frozenset({"bind", "unbind", "start"})
GRIDS = Feature(
    "grids", view.VIEWS | reach_view.VIEWS, routers, COMMANDS, PRESSES, unsettling=BINDING, asks_admin=BINDING
)
