from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.work_log import forms, log_view, pieces_view, view, worklist
from handlers.work_log.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

COMMANDS = (BotCommand("log", N_("My work log; to add to it: /log WORDS"), {Audience.STAFF: 29}),)


def routers() -> Iterable["Router"]:
    from handlers.work_log import reviewing, see_pieces, writing

    return writing.router(), reviewing.router(), see_pieces.router()


WORK_LOG = Feature(
    "work_log",
    {**view.VIEWS, **log_view.VIEWS, **pieces_view.VIEWS},
    routers,
    COMMANDS,
    PRESSES,
    forms=(forms.ENTRY, forms.REVIEW),
    worklist=worklist.WORDING,
)
