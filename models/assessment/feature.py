from sqlalchemy import select
from sqlmodel import col

from models.assessment.freezing import ASSESSMENTS_DUE
from models.assessment.planning import BEGIN_TURNS, TURNS
from models.assessment.results.objecting import ASKED, CLIMBS, RUNGS
from models.assessment.results.worklist import OBJECTIONS_WAITING
from models.assessment.tables import (
    Assessment,
    AssessmentEvent,
    AssessmentObjection,
    AssessmentScore,
    AssessmentTurn,
    ObjectionState,
)
from models.feature import Domain

CARD = "assessment.score"  # one score, as its person or a leader above sees it
ASSESSMENT = Domain(
    "assessment",
    tables=(AssessmentTurn, Assessment, AssessmentScore, AssessmentEvent, AssessmentObjection),
    due=(TURNS, ASSESSMENTS_DUE, RUNGS),
    chores=(BEGIN_TURNS,),
    checks=(CLIMBS,),
    worklist=OBJECTIONS_WAITING,
    standing=(CARD, ASKED),
    live=(select(col(AssessmentObjection.id)).where(col(AssessmentObjection.state) == ObjectionState.OPEN),),
)
