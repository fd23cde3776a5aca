from models.evidence.attach import forget_loose
from models.feature import Chore, Domain
from models.hazards import audit, audit_terms
from models.hazards.escalating import RUNGS
from models.hazards.feedback import RECHECKS
from models.hazards.intake import UNSENT, Intake
from models.hazards.listing_chasing import LISTINGS
from models.hazards.listings import Listing, ListingNumber
from models.hazards.noticing import NOTICES
from models.hazards.opening import WAITING_DRAFTS
from models.hazards.rechecks import Recheck
from models.hazards.rectifications import Extension, NoticeNumber, Rectification
from models.hazards.rectify_reminding import ORDERS
from models.hazards.tables import Evidence, Hazard, HazardEvent
from models.hazards.transfer_reminding import TRANSFERS
from models.hazards.transfers import Transfer
from models.mandatory_reports import UNTAKEN, Matter
from models.numbers import Counter
from models.outbox.digest import Listed

HAZARDS = Domain(
    "hazards",
    tables=(
        *(Hazard, HazardEvent, Evidence, Counter, Intake, Matter, Recheck, Listed),
        *(Rectification, Extension, NoticeNumber, Transfer, Listing, ListingNumber),
    ),
    due=(RUNGS, WAITING_DRAFTS, UNSENT, UNTAKEN, ORDERS, TRANSFERS, LISTINGS, RECHECKS),
    queues=(NOTICES,),
    chores=(Chore("forget_loose_evidence", forget_loose),),
    checks=(audit, audit_terms),
)
