"""The buttons about households."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.visits.feature import PAGE
from models.visits.households import LIST
from models.worklist import WORKLIST


class PageButton(StrEnum):
    """On a household's page; `back` leaves what to edit, and the question whether to erase."""

    MET = "met"
    ABSENT = "absent"
    NEEDS_HELP = "needs_help"
    WORDS = "words"
    UNDO = "undo"
    EDIT = "edit"
    BACK = "back"
    ERASE = "erase"
    ERASE_SURE = "erase_sure"


class Editable(StrEnum):
    ADDRESS = "address"
    NAME = "name"
    KIND = "kind"
    PHONE = "phone"
    KEY = "key"


@dataclass(frozen=True)
class HouseholdOpen(Press, form="vis:open:{household}", on=(LIST,)):
    household: Id


@dataclass(frozen=True)
class HouseholdsPage(Press, form="vis:page:{page}", on=(LIST,)):
    page: Page


@dataclass(frozen=True)
class HouseholdAdd(Press, form="vis:add:{person}", about="person", on=(LIST,)):
    person: Id


@dataclass(frozen=True)
class HouseholdDo(Press, form="vis:{button}:{household}", about="household", on=(PAGE,)):
    button: PageButton
    household: Id


@dataclass(frozen=True)
class HouseholdEdit(Press, form="vis:set:{what}:{household}", about="household", on=(PAGE,)):
    what: Editable
    household: Id


@dataclass(frozen=True)
class DutyVisits(Press, form="duty:visits:{person}", about="person", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""

    person: Id


PRESSES: tuple[type[Press], ...] = (HouseholdOpen, HouseholdsPage, HouseholdAdd, HouseholdDo, HouseholdEdit)
