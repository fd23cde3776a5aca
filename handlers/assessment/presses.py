"""The buttons of assessment: one's own results, those below, what is asked about a score and about an objection."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Page, Press
from models.assessment.criteria import Unit
from models.assessment.feature import CARD
from models.assessment.results.answering import ANSWERED
from models.assessment.results.objecting import ASKED
from models.assessment.results.stars import STARS
from models.assessment.results.telling import RESULTS
from models.assessment.results.vetoing import CHANGED
from models.worklist import WORKLIST

HOME, WHY, BELOW = "assessment.own", "assessment.why", "assessment.below"
SO_FAR, UNIT_SO_FAR, WHY_SO_FAR = "assessment.so_far", "assessment.unit_so_far", "assessment.why_so_far"
BELOW_SO_FAR = "assessment.below_so_far"
STANDARD = "assessment.standard"


class ScoreStep(StrEnum):
    WHY = "why"
    OBJECT = "object"
    VETO = "veto"
    LIFT = "lift"


class ObjectionStep(StrEnum):
    UPHOLD = "uphold"
    COUNT = "count"
    GRADE = "grade"


@dataclass(frozen=True)
class ScoreOpen(Press, form="as:open:{score}", on=(HOME, RESULTS, BELOW, WHY, ASKED, ANSWERED, CHANGED)):
    score: Id


@dataclass(frozen=True)
class ScoreDo(Press, form="as:do:{step}:{score}", about="score", on=(CARD,)):
    step: ScoreStep
    score: Id


@dataclass(frozen=True)
class BelowOpen(Press, form="as:below:{assessment}:{grid}", on=(HOME, RESULTS, CARD, BELOW)):
    """The units just below a grid."""

    assessment: Id
    grid: Id


@dataclass(frozen=True)
class BelowPage(Press, form="as:page:{page}", on=(BELOW,)):
    page: Page


@dataclass(frozen=True)
class SoFarOpen(Press, form="as:far", on=(HOME,)):
    """How one's own quarter that runs stands so far."""


class SoFarStep(StrEnum):
    UNIT = "unit"
    WHY = "why"


@dataclass(frozen=True)
class SoFarDo(Press, form="as:far:{step}:{unit}:{of}", on=(SO_FAR, UNIT_SO_FAR, WHY_SO_FAR, BELOW_SO_FAR)):
    """`of`: the post, or the grid or community."""

    step: SoFarStep
    unit: Unit
    of: Id


@dataclass(frozen=True)
class SoFarBelow(Press, form="as:farb:{grid}", on=(SO_FAR, UNIT_SO_FAR)):
    grid: Id


@dataclass(frozen=True)
class SoFarPage(Press, form="as:farp:{page}", on=(BELOW_SO_FAR,)):
    page: Page


@dataclass(frozen=True)
class ObjectionDo(Press, form="as:ob:{step}:{objection}", about="objection", on=(ASKED,)):
    step: ObjectionStep
    objection: Id


@dataclass(frozen=True)
class StarsDraft(Press, form="as:stars:{assessment}:{grid}", about="assessment", on=(STARS,)):
    """A notice that names the star members of a grid is drafted; nothing is sent."""

    assessment: Id
    grid: Id


@dataclass(frozen=True)
class StandardOpen(Press, form="as:std:{grid}", on=(HOME, STANDARD)):
    """Which grids meet the standard."""

    grid: Id


@dataclass(frozen=True)
class StandardPage(Press, form="as:stdp:{page}", on=(STANDARD,)):
    page: Page


@dataclass(frozen=True)
class DutyObjection(Press, form="duty:objection:{objection}", on=(WORKLIST,)):
    """Stands in the list of what waits, which declares it."""

    objection: Id


PRESSES: tuple[type[Press], ...] = (
    *(ScoreOpen, ScoreDo, BelowOpen, BelowPage, ObjectionDo, StarsDraft),
    *(SoFarOpen, SoFarDo, SoFarBelow, SoFarPage),
    *(StandardOpen, StandardPage),
)
