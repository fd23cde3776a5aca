from dataclasses import dataclass

from handlers.callbacks import Id, Number, Page, Press


@dataclass(frozen=True)
class DutyPage(Press, form="duty:{page}"):
    page: Page


@dataclass(frozen=True)
class DutyCall(Press, form="duty:call:{number}"):
    number: Number


@dataclass(frozen=True)
class DutyMatter(Press, form="duty:matter:{matter}"):
    matter: Id


PRESSES: tuple[type[Press], ...] = (DutyPage, DutyCall, DutyMatter)
