from dataclasses import dataclass

from handlers.callbacks import Id, Number, Page, Press
from models.hazards.worklist import DUTY


@dataclass(frozen=True)
class DutyPage(Press, form="duty:{page}", on=(DUTY,)):
    page: Page


@dataclass(frozen=True)
class DutyCall(Press, form="duty:call:{number}", on=(DUTY,)):
    number: Number


@dataclass(frozen=True)
class DutyMatter(Press, form="duty:matter:{matter}", on=(DUTY,)):
    matter: Id


PRESSES: tuple[type[Press], ...] = (DutyPage, DutyCall, DutyMatter)
