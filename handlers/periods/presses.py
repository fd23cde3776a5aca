"""The buttons about periods."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.periods.tables import PeriodKind

LIST, PAGE, OWN, LEFT = "periods.list", "periods.page", "periods.own", "periods.left"


class PeriodButton(StrEnum):
    """On a period's page; `end` asks first, `back` leaves that question."""

    END = "end"
    END_SURE = "end_sure"
    BACK = "back"
    REPORT = "report"


@dataclass(frozen=True)
class PeriodNew(Press, form="prd:new:{kind}", on=(LIST,)):
    kind: PeriodKind


@dataclass(frozen=True)
class PeriodOpen(Press, form="prd:open:{period}", on=(LIST,)):
    period: Id


@dataclass(frozen=True)
class PeriodsPage(Press, form="prd:page:{page}", on=(LIST,)):
    page: Page


@dataclass(frozen=True)
class PeriodDo(Press, form="prd:{button}:{period}", about="period", on=(PAGE,)):
    button: PeriodButton
    period: Id


@dataclass(frozen=True)
class PeriodLeft(Press, form="prd:left:{period}", on=(OWN, PAGE)):
    """Of a campaign: the places that are left."""

    period: Id


@dataclass(frozen=True)
class PeriodLeftPage(Press, form="prd:left_page:{page}", on=(LEFT,)):
    page: Page


PRESSES: tuple[type[Press], ...] = (PeriodNew, PeriodOpen, PeriodsPage, PeriodDo, PeriodLeft, PeriodLeftPage)
