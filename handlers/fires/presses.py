"""The buttons of the ledger of fires."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Press
from models.fires.recording import PAGE

LIST = "fires.list"


class FireButton(StrEnum):
    RECORD = "record"
    NONE = "none"
    REVIEW = "review"


@dataclass(frozen=True)
class FireNew(Press, form="fire:new", on=(LIST,)):
    """A record that no call for help asks for."""


@dataclass(frozen=True)
class FireOpen(Press, form="fire:open:{fire}", on=(LIST,)):
    fire: Id


@dataclass(frozen=True)
class FireDo(Press, form="fire:{button}:{fire}", about="fire", on=(PAGE,)):
    button: FireButton
    fire: Id


PRESSES: tuple[type[Press], ...] = (FireNew, FireOpen, FireDo)
