"""The buttons of what is asked of many: of whoever sets it, and of the owner of a share."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.obligations.feature import ITEM
from models.obligations.kinds import TaskKind
from models.obligations.opinions.telling import ANSWER
from models.obligations.setting import PROGRESS
from models.obligations.telling import CARD, REMINDER, SEVERAL, SUMMARY
from models.worklist import WORKLIST

CHOOSE, OWN, ITEMS, MINE = "obligations.choose", "obligations.own", "obligations.items", "obligations.mine"
FILE = "obligations.file"


class SetterAct(StrEnum):
    """`end` and `withdraw` ask first; `back` leaves that question. Of a series `skip` withdraws one alone. The last two
    are of meetings, those before them of drafts, too.
    """

    REMIND = "remind"
    END = "end"
    END_SURE = "end_sure"
    WITHDRAW = "withdraw"
    WITHDRAW_SURE = "withdraw_sure"
    SKIP = "skip"
    BACK = "back"
    CONFIRM = "confirm"
    MOVE = "move"
    RENAME = "rename"
    DECIDE = "decide"
    MINUTES = "minutes"


class OwnerAct(StrEnum):
    COMING = "coming"
    ARRIVED = "arrived"
    DONE = "done"
    PAPER = "paper"
    LEAVE = "leave"
    PUBLISH = "publish"
    MINUTES = "minutes"
    HAND_UP = "hand_up"
    HAZARD = "hazard"
    PIECES = "pieces"


class OpinionAct(StrEnum):
    """What its author says of the answer."""

    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"


class ItemAct(StrEnum):
    RETURN = "return"
    EXCUSE = "excuse"
    PHOTOS = "photos"


@dataclass(frozen=True)
class TaskNew(Press, form="tk:new:{kind}", on=(CHOOSE,)):
    kind: TaskKind


@dataclass(frozen=True)
class TaskOpen(Press, form="tk:open:{obligation}", on=(SEVERAL, OWN, REMINDER)):
    """One's own share."""

    obligation: Id


@dataclass(frozen=True)
class RequirementOpen(Press, form="tk:see:{requirement}", on=(OWN,)):
    requirement: Id


@dataclass(frozen=True)
class TasksPage(Press, form="tk:page:{page}", on=(OWN,)):
    page: Page


@dataclass(frozen=True)
class SetterDo(Press, form="tk:s:{act}:{requirement}", about="requirement", on=(PROGRESS,)):
    act: SetterAct
    requirement: Id


@dataclass(frozen=True)
class ItemsPage(Press, form="tk:list:{requirement}:{page}", about="requirement", on=(PROGRESS, ITEMS, SUMMARY)):
    requirement: Id
    page: Page


@dataclass(frozen=True)
class PrintPart(Press, form="tk:print:{requirement}:{page}", about="requirement", on=(PROGRESS,)):
    requirement: Id
    page: Page


@dataclass(frozen=True)
class ItemOpen(Press, form="tk:item:{obligation}", on=(ITEMS,)):
    """A share, as whoever set it sees it."""

    obligation: Id


@dataclass(frozen=True)
class RollDo(Press, form="tk:roll:{obligation}", on=(ITEMS,)):
    """Present, or not after all."""

    obligation: Id


@dataclass(frozen=True)
class ItemDo(Press, form="tk:i:{act}:{obligation}", about="obligation", on=(ITEM,)):
    act: ItemAct
    obligation: Id


@dataclass(frozen=True)
class OwnerDo(Press, form="tk:o:{act}:{obligation}", about="obligation", on=(CARD,)):
    act: OwnerAct
    obligation: Id


@dataclass(frozen=True)
class SeeFiles(Press, form="tk:files:{of}:{past}", about="of", on=(FILE,)):
    """Of a share or a requirement, after so many that were seen."""

    of: Id
    past: Page


@dataclass(frozen=True)
class OpinionDo(Press, form="tk:op:{act}:{requirement}", about="requirement", on=(ANSWER,)):
    act: OpinionAct
    requirement: Id


@dataclass(frozen=True)
class OpinionOpen(Press, form="tk:mine:{requirement}", on=(MINE,)):
    """One's own, with its answer."""

    requirement: Id


@dataclass(frozen=True)
class DutyTask(Press, form="duty:task:{obligation}", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""

    obligation: Id


PRESSES: tuple[type[Press], ...] = (
    *(TaskNew, TaskOpen, RequirementOpen, TasksPage, SetterDo, ItemsPage, PrintPart),
    *(ItemOpen, ItemDo, OwnerDo, RollDo, SeeFiles, OpinionDo, OpinionOpen),
)
