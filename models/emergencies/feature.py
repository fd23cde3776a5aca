from sqlalchemy import select
from sqlmodel import col

from models.emergencies import audit
from models.emergencies.alerting.escalation import STEPS
from models.emergencies.alerting.notify import STANDING
from models.emergencies.retired_grids import hand_over, running_in
from models.emergencies.tables import Call, CallEvent, CallStep, Helper
from models.emergencies.workflow import LIVE
from models.emergencies.worklist import CALLS_WAITING
from models.feature import Domain

EMERGENCIES = Domain(
    "emergencies",
    tables=(Call, CallEvent, Helper, CallStep),
    due=(STEPS,),
    checks=(audit,),
    standing=STANDING,
    live=(select(col(Call.id)).where(col(Call.state).in_(LIVE)),),
    worklist=CALLS_WAITING,
    retired=hand_over,
    in_grids=running_in,
)
