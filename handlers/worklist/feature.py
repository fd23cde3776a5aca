from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from handlers.feature import Audience, BotCommand, Feature
from handlers.worklist.presses import DutyIn, DutyPage, DutyShow
from handlers.worklist.view import Wording
from handlers.worklist_wording import WorklistWording
from locales.translator import N_
from models.worklist import WorklistSource

if TYPE_CHECKING:
    from aiogram import Router

DUTY = BotCommand("duty", N_("What waits for me"), {Audience.STAFF: 20, Audience.KEEPER: 10})


def worklist(sources: Iterable[WorklistSource[Any]], wordings: Iterable[WorklistWording[Any]]) -> Feature:
    """Lists what these sources find, each in the words of its kind."""
    wording = Wording(sources, wordings)
    opens = {press: show for each in wording.by_kind.values() for press, show in each.opens.items()}

    def routers() -> Iterable["Router"]:
        from handlers.worklist import command

        return (command.router(opens),)

    return Feature("worklist", wording.views, routers, (DUTY,), (DutyPage, DutyShow, DutyIn, *opens))
