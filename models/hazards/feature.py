from models.feature import Domain
from models.hazards import audit, audit_terms
from models.hazards.escalation import RUNGS
from models.hazards.feedback.answers import RECHECKS
from models.hazards.feedback.recheck import Recheck
from models.hazards.rectification.pdf_queue import RECTIFICATION_PDFS
from models.hazards.rectification.reminders import ORDERS
from models.hazards.rectification.tables import Extension, Rectification
from models.hazards.reporting.private_draft import UNSENT, Intake
from models.hazards.reporting.publish import WAITING_DRAFTS
from models.hazards.retired_grids import hand_over
from models.hazards.supervision.reminders import SUPERVISIONS
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer.reminders import TRANSFERS
from models.hazards.transfer.tables import Transfer

HAZARDS = Domain(
    "hazards",
    tables=(
        *(Hazard, HazardEvent, Intake, Recheck),
        *(Rectification, Extension, Transfer, Supervision),
    ),
    due=(RUNGS, WAITING_DRAFTS, UNSENT, ORDERS, TRANSFERS, SUPERVISIONS, RECHECKS),
    queues=(RECTIFICATION_PDFS,),
    checks=(audit, audit_terms),
    retired=hand_over,
)
