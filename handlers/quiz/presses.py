"""The buttons of the quiz."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from handlers.callbacks import Id, Press

TEAM = "quiz.team"
Option = Annotated[int, range(12)]


class TrainingStep(StrEnum):
    NEXT = "next"
    STOP = "stop"
    RESUME = "resume"
    AGAIN = "again"


@dataclass(frozen=True)
class TrainingAnswer(Press, form="qz:{training}:{number}:{option}", about="training"):
    """To question `number`, from 0: a second press does not answer the next one."""

    training: Id
    number: Annotated[int, range(100)]
    option: Option


@dataclass(frozen=True)
class TrainingDo(Press, form="qz:{step}:{training}", about="training"):
    step: TrainingStep
    training: Id


@dataclass(frozen=True)
class OwnTraining(Press, form="qzb:{person}", about="person", on=(TEAM,)):
    """A leader takes the training, too."""

    person: Id


@dataclass(frozen=True)
class GroupAnswer(Press, form="qzv:{round}:{option}", about="round"):
    """Where no poll may be sent."""

    round: Id
    option: Option


PRESSES: tuple[type[Press], ...] = (TrainingAnswer, TrainingDo, OwnTraining, GroupAnswer)
