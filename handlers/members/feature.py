from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.members import leave_view, view
from handlers.members.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand("start", N_("Claim your post (for staff)"), {Audience.RESIDENT: 50}),
    BotCommand(
        "contacts",
        N_("Who is in charge of the grid"),
        {Audience.STAFF: 45, Audience.GROUP: 50, Audience.LEADERS_CHAT: 30},
    ),
    BotCommand("leave", N_("File a leave, or end it"), {Audience.STAFF: 70}),
    BotCommand(
        "language",
        N_("Choose the language"),
        {Audience.RESIDENT: 60, Audience.STAFF: 80, Audience.ADMINS_UNBOUND: 20, Audience.ADMINS_BOUND: 20},
    ),
)


def routers() -> Iterable["Router"]:
    from handlers.members import contacts, language, leave, start

    return start.router(), contacts.router(), language.router(), leave.router()


MEMBERS = Feature(
    "members", {**view.VIEWS, **leave_view.VIEWS}, routers, COMMANDS, PRESSES, asks_admin=frozenset({"lang"})
)
