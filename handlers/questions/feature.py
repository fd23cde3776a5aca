from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from handlers.feature import Feature
from handlers.forms import Form
from handlers.questions.asked import Forms
from handlers.questions.presses import Answer, Cancel
from handlers.questions.view import Wording

if TYPE_CHECKING:
    from aiogram import Router


def questions(asked: Iterable[Form[Any]]) -> Feature:
    """Asks the questions of all features' forms."""
    forms = Forms(asked)

    def routers() -> Iterable["Router"]:
        from handlers.questions.flow import Flow

        return (Flow(forms).router(),)

    return Feature("questions", Wording(forms).views, routers, presses=(Answer, Cancel))
