from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.obligations import items_view, new_form, owner_view, paper, setter_view, share_form, worklist
from handlers.obligations.evidence import pieces
from handlers.obligations.meetings import forms, view
from handlers.obligations.opinions import grid_form, own_view
from handlers.obligations.opinions import view as opinion_view
from handlers.obligations.presses import PRESSES
from handlers.obligations.whistles import presses as whistle_presses
from handlers.obligations.whistles import view as whistle_view
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (
    BotCommand("task", N_("Ask something of many, by a day (leaders)"), {Audience.STAFF: 55}),
    BotCommand("whistle", N_("Call departments to come (leaders)"), {Audience.STAFF: 48, Audience.LEADERS_CHAT: 52}),
    BotCommand(
        "opinion",
        N_("An opinion or a wish; you get an answer"),
        {Audience.RESIDENT: 25, Audience.STAFF: 69, Audience.GROUP: 25},
    ),
    BotCommand("tasks", N_("Tasks asked of me, and those I set"), {Audience.STAFF: 56}),
)


def routers() -> Iterable["Router"]:
    from handlers.obligations import command, owner, setter
    from handlers.obligations.evidence import see_files
    from handlers.obligations.meetings import acting
    from handlers.obligations.opinions import command as opinions
    from handlers.obligations.opinions import own
    from handlers.obligations.whistles import command as whistles

    return (
        command.router(),
        setter.router(),
        owner.router(),
        see_files.router(),
        opinions.router(),
        own.router(),
        whistles.router(),
        acting.router(),
    )


OBLIGATIONS = Feature(
    "obligations",
    {
        **setter_view.VIEWS,
        **items_view.VIEWS,
        **owner_view.VIEWS,
        **paper.VIEWS,
        **pieces.VIEWS,
        **view.VIEWS,
        **opinion_view.VIEWS,
        **own_view.VIEWS,
        **whistle_view.VIEWS,
    },
    routers,
    COMMANDS,
    (*PRESSES, *whistle_presses.PRESSES),
    forms=(new_form.FORM, share_form.FORM, forms.FORM, grid_form.FORM),
    worklist=worklist.WORDING,
)
