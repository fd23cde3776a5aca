from sqlalchemy import select
from sqlmodel import col

from models.feature import Domain
from models.hazards import audit
from models.hazards.alerting.alerts import ALERT, REVIEW, TRANSFERRED
from models.hazards.alerting.escalation import RUNGS
from models.hazards.alerting.morning_lists import MORNING_ROUNDS
from models.hazards.alerting.morning_rounds import MorningRound
from models.hazards.alerting.notify import CARD, OUTCOME, REPORTER
from models.hazards.assignment.actions import ASSIGNMENTS
from models.hazards.assignment.tables import Assignment
from models.hazards.feedback.answers import RECHECKS, STILL_FIXED
from models.hazards.feedback.recheck import Recheck
from models.hazards.rectification import audit as rectification_audit
from models.hazards.rectification.pdf_queue import RECTIFICATION_PDFS
from models.hazards.rectification.reminders import ORDERS
from models.hazards.rectification.tables import Correction, Extension, Rectification
from models.hazards.reporting.duplicates import JOINED, SAME
from models.hazards.reporting.private_draft import KIND as INTAKE
from models.hazards.reporting.private_draft import UNSENT, Intake
from models.hazards.reporting.publish import WAITING_DRAFTS
from models.hazards.retired_grids import hand_over, live_in
from models.hazards.supervision import audit as supervision_audit
from models.hazards.supervision.actions import SUPERVISION
from models.hazards.supervision.reminders import SUPERVISIONS
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer import audit as transfer_audit
from models.hazards.transfer.actions import UNHEARD
from models.hazards.transfer.reminders import TRANSFERS
from models.hazards.transfer.tables import Transfer
from models.hazards.workflow import LIVE, State
from models.hazards.working.putting_off import PUT_OFF
from models.hazards.worklist import HAZARDS_WAITING

HAZARDS = Domain(
    "hazards",
    tables=(
        *(Hazard, HazardEvent, Intake, Recheck, MorningRound),
        *(Assignment, Rectification, Extension, Correction, Transfer, Supervision),
    ),
    due=(
        RUNGS,
        ASSIGNMENTS,
        PUT_OFF,
        WAITING_DRAFTS,
        UNSENT,
        MORNING_ROUNDS,
        ORDERS,
        TRANSFERS,
        SUPERVISIONS,
        RECHECKS,
    ),
    queues=(RECTIFICATION_PDFS,),
    checks=(audit, rectification_audit, transfer_audit, supervision_audit),
    standing=(
        *(CARD, ALERT, REVIEW, OUTCOME, REPORTER, STILL_FIXED),
        *(INTAKE, SAME, JOINED, TRANSFERRED, UNHEARD, SUPERVISION),
    ),
    live=(select(col(Hazard.id)).where(col(Hazard.state).in_(LIVE | {State.DRAFT})),),
    worklist=HAZARDS_WAITING,
    retired=hand_over,
    in_grids=live_in,
)
