"""The buttons of mutual reviews."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from handlers.callbacks import Id, Page, Press
from models.mutual_reviews.appraisers import JOINED
from models.mutual_reviews.running import RESULTS
from models.mutual_reviews.setting import OFFER, SETTING
from models.mutual_reviews.tables import MARKS, QUESTIONS

HOME, RESULT, SAID = "mutual_reviews.home", "mutual_reviews.result", "mutual_reviews.said"


class CardStep(StrEnum):
    SHOW = "show"
    BACK = "back"
    WORDS = "words"


class StreetStep(StrEnum):
    CARD = "card"
    SET = "set"
    OFF = "off"
    LINK = "link"


@dataclass(frozen=True)
class CardDo(Press, form="mrv:{step}:{card}:{body}", about="card"):
    """With one of the bodies that are reviewed: it is shown, taken back, or something is written about it."""

    step: CardStep
    card: Id
    body: Id


@dataclass(frozen=True)
class CardMark(Press, form="mrv:mark:{card}:{body}:{question}:{mark}", about="card"):
    """A question from 0, or all of them; a mark from 0, the best."""

    card: Id
    body: Id
    question: Annotated[int, range(QUESTIONS + 1)]
    mark: Annotated[int, range(MARKS)]


@dataclass(frozen=True)
class CardOpen(Press, form="mrvo:{card}", about="card"):
    card: Id


@dataclass(frozen=True)
class StreetDo(Press, form="mrvs:{step}:{grid}", on=(HOME, OFFER, SETTING)):
    """With the review of a street, or the appraisers of a community."""

    step: StreetStep
    grid: Id


@dataclass(frozen=True)
class AppraiserOut(Press, form="mrva:{appraiser}", on=(HOME, JOINED)):
    appraiser: Id


@dataclass(frozen=True)
class ResultOpen(Press, form="mrvr:{review}:{body}:{page}", on=(HOME, RESULT, RESULTS)):
    """`page` of what is next below."""

    review: Id
    body: Id
    page: Page


@dataclass(frozen=True)
class ResultSaid(Press, form="mrvw:{result}:{page}", on=(RESULT, SAID)):
    """What people wrote."""

    result: Id
    page: Page


PRESSES: tuple[type[Press], ...] = (CardDo, CardMark, CardOpen, StreetDo, AppraiserOut, ResultOpen, ResultSaid)
