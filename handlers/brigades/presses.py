"""The buttons about brigades."""

from dataclasses import dataclass

from handlers.callbacks import Id, Page, Press
from models.emergencies.alerting.notify import ALARM

LIST = "brigades.list"


@dataclass(frozen=True)
class BrigadeOpen(Press, form="bgd:open:{brigade}", on=(LIST,)):
    brigade: Id


@dataclass(frozen=True)
class BrigadesPage(Press, form="bgd:page:{page}", on=(LIST,)):
    page: Page


@dataclass(frozen=True)
class BrigadeCallOut(Press, form="bgd:out:{brigade}:{call}", about="call", on=(ALARM,)):
    """On the alarm of a call for help, in private."""

    brigade: Id
    call: Id


PRESSES: tuple[type[Press], ...] = (BrigadeOpen, BrigadesPage, BrigadeCallOut)
