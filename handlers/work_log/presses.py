"""The buttons about logs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from handlers.callbacks import Id, Page, Press
from models.work_log.digests import DIGEST
from models.work_log.feature import PERSONS_LOG
from models.work_log.reviews import QUESTION
from models.worklist import WORKLIST

SAVED, OWN_DAY, PIECE = "work_log.saved", "work_log.day", "work_log.piece"
Day = Annotated[int, range(700_000, 800_000)]  # date.toordinal()


class ReviewAct(StrEnum):
    READ = "read"
    ASK = "ask"


@dataclass(frozen=True)
class CorrectEntry(Press, form="wl:fix:{entry}", on=(SAVED, OWN_DAY)):
    entry: Id


@dataclass(frozen=True)
class SeeLog(Press, form="wl:see:{person}", on=(DIGEST,)):
    person: Id


@dataclass(frozen=True)
class DigestPage(Press, form="wl:page:{page}", on=(DIGEST,)):
    page: Page


@dataclass(frozen=True)
class ReviewDo(Press, form="wl:{act}:{review}", about="review", on=(PERSONS_LOG,)):
    act: ReviewAct
    review: Id


@dataclass(frozen=True)
class OwnPieces(Press, form="wl:own:{day}:{past}", on=(OWN_DAY, PIECE)):
    """Photos and files of one's own day, but for so many that were seen."""

    day: Day
    past: Page


@dataclass(frozen=True)
class PersonsPieces(Press, form="wl:shown:{review}:{past}", about="review", on=(PERSONS_LOG, PIECE)):
    """Likewise, of the log that a leader reviews."""

    review: Id
    past: Page


@dataclass(frozen=True)
class AnswerAbout(Press, form="wl:answer:{review}", about="review", on=(QUESTION,)):
    """What a leader asked about a log."""

    review: Id


@dataclass(frozen=True)
class DutyRounds(Press, form="duty:rounds:all", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""


PRESSES: tuple[type[Press], ...] = (CorrectEntry, SeeLog, DigestPage, ReviewDo, OwnPieces, PersonsPieces, AnswerAbout)
