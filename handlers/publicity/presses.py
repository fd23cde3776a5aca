"""The buttons of the publicity calendar."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from handlers.callbacks import Id, Page, Press, Word
from models.publicity.choosing import FIRST_MONDAY

CALENDAR, CHOOSE, GROUP = "publicity.calendar", "publicity.choose", "publicity.group"
NEVER = 7  # in place of a weekday
NONE = "none"
DAY_RULES = (FIRST_MONDAY, "1 tue", "1 wed", "1 thu", "1 fri", "day 1", "day 5", "day 10", "day 15", "day 20", NONE)
MONTHS = range(6)


class CalendarAct(StrEnum):
    ON = "on"
    OFF = "off"
    WEEKDAY = "weekday"
    RULE = "rule"
    ADD = "add"


class TextAct(StrEnum):
    SAY = "say"
    LEAVE = "leave"
    EDIT = "edit"
    SEE = "see"
    BACK = "back"  # asks first
    BACK_SURE = "back_sure"


class QuietAct(StrEnum):
    QUIET = "quiet"
    AGAIN = "again"


@dataclass(frozen=True)
class CalendarOpen(Press, form="pub:g:{grid}", on=(CHOOSE,)):
    grid: Id


@dataclass(frozen=True)
class CalendarDo(Press, form="pub:{act}:{grid}", about="grid", on=(CALENDAR,)):
    act: CalendarAct
    grid: Id


@dataclass(frozen=True)
class CalendarMonth(Press, form="pub:m:{ahead}:{grid}", about="grid", on=(CALENDAR,)):
    ahead: Annotated[int, MONTHS]
    grid: Id


@dataclass(frozen=True)
class SetWeekday(Press, form="pub:w:{weekday}:{grid}", about="grid", on=(CALENDAR,)):
    weekday: Annotated[int, range(NEVER + 1)]
    grid: Id


@dataclass(frozen=True)
class SetDayRule(Press, form="pub:d:{rule}:{grid}", about="grid", on=(CALENDAR,)):
    rule: Annotated[str, DAY_RULES]
    grid: Id


@dataclass(frozen=True)
class TextsPage(Press, form="pub:t:{page}:{grid}", about="grid", on=(CALENDAR,)):
    page: Page
    grid: Id


@dataclass(frozen=True)
class TextOpen(Press, form="pub:x:{name}:{grid}", about="grid", on=(CALENDAR,)):
    name: Word
    grid: Id


@dataclass(frozen=True)
class TextDo(Press, form="pub:{act}:{name}:{grid}", about="grid", on=(CALENDAR,)):
    act: TextAct
    name: Word
    grid: Id


@dataclass(frozen=True)
class QuietDo(Press, form="pubq:{act}:{grid}", about="grid", on=(GROUP,)):
    act: QuietAct
    grid: Id


PRESSES: tuple[type[Press], ...] = (
    *(CalendarOpen, CalendarDo, CalendarMonth, SetWeekday, SetDayRule, TextsPage, TextOpen, TextDo),
    QuietDo,
)
