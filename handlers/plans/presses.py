"""The buttons about emergency plans."""

from dataclasses import dataclass

from handlers.callbacks import Id, Press
from models.emergencies.alerting.notify import ALARM
from models.plans.actions import CONFIRM

WHICH = "plans.which"


@dataclass(frozen=True)
class SeePlan(Press, form="pln:see:{plan}", on=(ALARM,)):
    """On the alarm of a call for help, in private."""

    plan: Id


@dataclass(frozen=True)
class PlanIn(Press, form="pln:in:{grid}", on=(WHICH,)):
    """Of which grid what was sent is the plan."""

    grid: Id


@dataclass(frozen=True)
class PlanHolds(Press, form="pln:holds:{plan}", about="plan", on=(CONFIRM,)):
    plan: Id


PRESSES: tuple[type[Press], ...] = (SeePlan, PlanIn, PlanHolds)
