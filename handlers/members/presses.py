"""The buttons about one's language and one's leave."""

from dataclasses import dataclass
from typing import Annotated

from handlers.callbacks import Id, Press
from locales.translator import LOCALES


@dataclass(frozen=True)
class ChooseLanguage(Press, form="lang:{locale}", anywhere="it names no row; /language asks whoever likes to be asked"):
    locale: Annotated[str, LOCALES]


@dataclass(frozen=True)
class EndLeave(Press, form="leave:off:{leave}", about="leave"):
    leave: Id


PRESSES: tuple[type[Press], ...] = (ChooseLanguage, EndLeave)
