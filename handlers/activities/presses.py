"""The buttons about activities of publicity."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.activities.feature import PAGE
from models.activities.tables import Enters

LIST = "activities.list"


class PageButton(StrEnum):
    """On an activity's page."""

    WITHDRAW = "withdraw"
    RESTORE = "restore"
    PHOTOS = "photos"


class Editable(StrEnum):
    WORDS = "words"
    REACHED = "reached"
    PLACE = "place"
    HELD_ON = "held_on"
    GRID = "grid"


@dataclass(frozen=True)
class ActivityOpen(Press, form="av:open:{activity}", on=(LIST,)):
    activity: Id


@dataclass(frozen=True)
class ActivitiesPage(Press, form="av:page:{page}", on=(LIST,)):
    page: Page


@dataclass(frozen=True)
class ActivitiesMonth(Press, form="av:month:{back}", on=(LIST,)):
    """The month so many before this one."""

    back: Page


@dataclass(frozen=True)
class ActivityEnters(Press, form="av:in:{enters}:{activity}", about="activity", on=(PAGE,)):
    enters: Enters
    activity: Id


@dataclass(frozen=True)
class ActivityEdit(Press, form="av:set:{what}:{activity}", about="activity", on=(PAGE,)):
    what: Editable
    activity: Id


@dataclass(frozen=True)
class ActivityDo(Press, form="av:{button}:{activity}", about="activity", on=(PAGE,)):
    button: PageButton
    activity: Id


PRESSES: tuple[type[Press], ...] = (
    ActivityOpen,
    ActivitiesPage,
    ActivitiesMonth,
    ActivityEnters,
    ActivityEdit,
    ActivityDo,
)
