from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.worklist import WORKLIST


class Show(StrEnum):
    ALL = "all"
    LATE = "late"
    PLACES = "places"
    FILE = "file"


@dataclass(frozen=True)
class DutyPage(Press, form="duty:{page}", on=(WORKLIST,)):
    page: Page


@dataclass(frozen=True)
class DutyShow(Press, form="duty:show:{what}", on=(WORKLIST,)):
    what: Show


@dataclass(frozen=True)
class DutyIn(Press, form="duty:in:{grid}", on=(WORKLIST,)):
    """In this grid and below alone."""

    grid: Id
