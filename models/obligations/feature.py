from sqlalchemy import select
from sqlmodel import col

from models.feature import Chore, Domain
from models.obligations import audit
from models.obligations.looking_after import excuse_in, look_after, open_in
from models.obligations.opinions.telling import ANSWER
from models.obligations.setting import PROGRESS
from models.obligations.tables import Obligation, ObligationEvent, Requirement, RequirementState
from models.obligations.telling import CARD, OBLIGATIONS_DUE, REQUIREMENTS_DUE
from models.obligations.workflow import WAITING
from models.obligations.worklist import OBLIGATIONS_WAITING

ITEM = "obligations.item"  # one share, as whoever set it sees it
OBLIGATION_DOMAIN = Domain(
    "obligations",
    tables=(Requirement, Obligation, ObligationEvent),
    due=(OBLIGATIONS_DUE, REQUIREMENTS_DUE),
    chores=(Chore("obligations_of_owners_gone", look_after, seconds=600),),
    checks=(audit,),
    worklist=OBLIGATIONS_WAITING,
    standing=(PROGRESS, CARD, ITEM, ANSWER),
    live=(
        select(col(Requirement.id)).where(col(Requirement.state).in_((RequirementState.DRAFT, RequirementState.OPEN))),
        select(col(Obligation.id)).where(col(Obligation.state).in_(WAITING)),
    ),
    retired=excuse_in,
    in_grids=open_in,
)
