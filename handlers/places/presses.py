"""The buttons about places."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.places.changes.proposals import PROPOSED
from models.places.coverage import Lacks
from models.places.feature import PAGE
from models.worklist import WORKLIST

LIST, COVERAGE, LACKING = "places.list", "places.coverage", "places.lacking"


class PageButton(StrEnum):
    """On a place's page; `back` leaves the choice of what to edit."""

    CONFIRM = "confirm"
    EDIT = "edit"
    BACK = "back"
    MOVE = "move"
    CLOSE = "close"
    REOPEN = "reopen"
    PHOTOS = "photos"
    EXEMPT = "exempt"
    NEED = "need"
    REPORT = "report"


class Editable(StrEnum):
    NAME = "name"
    KIND = "kind"
    ADDRESS = "address"
    RESPONSIBLE = "responsible"
    RISK = "risk"
    CYCLE = "cycle"
    GUARD = "guard"
    KIT = "kit"
    GRID = "grid"


class Nod(StrEnum):
    AGREE = "agree"
    DECLINE = "decline"


@dataclass(frozen=True)
class PlaceOpen(Press, form="plc:open:{place}", on=(LIST, LACKING, PROPOSED)):
    place: Id


@dataclass(frozen=True)
class PlacesPage(Press, form="plc:page:{page}", on=(LIST, COVERAGE, LACKING)):
    page: Page


@dataclass(frozen=True)
class PlaceDo(Press, form="plc:{button}:{place}", about="place", on=(PAGE,)):
    button: PageButton
    place: Id


@dataclass(frozen=True)
class PlaceEdit(Press, form="plc:set:{what}:{place}", about="place", on=(PAGE,)):
    what: Editable
    place: Id


@dataclass(frozen=True)
class PlaceNod(Press, form="plc:nod:{answer}:{proposal}", about="proposal", on=(PROPOSED,)):
    answer: Nod
    proposal: Id


@dataclass(frozen=True)
class ShowLacking(Press, form="plc:lack:{what}", on=(COVERAGE,)):
    what: Lacks


@dataclass(frozen=True)
class OpenCheck(Press, form="chk:open:{place}", about="place", on=(PAGE,)):
    """Stands on a place's page; checks declare and handle it."""

    place: Id


@dataclass(frozen=True)
class SeeCheck(Press, form="chk:see:{place}:{check}", about="place", on=(PAGE,)):
    """Likewise: one of the last checks."""

    place: Id
    check: Id


@dataclass(frozen=True)
class DutyPlace(Press, form="duty:place:{place}", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""

    place: Id


PRESSES: tuple[type[Press], ...] = (PlaceOpen, PlacesPage, PlaceDo, PlaceEdit, PlaceNod, ShowLacking)
