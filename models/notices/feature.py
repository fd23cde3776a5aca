from sqlalchemy import select
from sqlmodel import col

from models.feature import Chore, Domain
from models.notices import audit
from models.notices.consent import CONSENT
from models.notices.copies import RUNNING, add_late_chats
from models.notices.drafting import AUDIENCE, CONFIRM, DRAFT, WHOSE
from models.notices.sending import NOTICES, PROGRESS
from models.notices.sent.carrying_out import TO_DO
from models.notices.sent.correcting import UNANSWERED
from models.notices.sent.heirs import ask_heirs
from models.notices.sent.over import CANCELLED
from models.notices.sent.progress import COUNTS, PROGRESSES
from models.notices.tables import Notice, NoticeCopy, NoticeEvent, NoticeReceipt, NoticeState
from models.notices.warnings import SAID_AGAIN

NOTICE_DOMAIN = Domain(
    "notices",
    tables=(Notice, NoticeCopy, NoticeReceipt, NoticeEvent),
    due=(NOTICES, PROGRESSES, COUNTS, SAID_AGAIN, TO_DO, UNANSWERED),
    chores=(
        Chore("notices_for_late_chats", add_late_chats, seconds=60),
        Chore("notices_for_next_holders", ask_heirs, seconds=600),
    ),
    checks=(audit,),
    standing=(DRAFT, AUDIENCE, WHOSE, CONFIRM, PROGRESS, CONSENT, CANCELLED),
    live=(select(col(Notice.id)).where(col(Notice.state).in_((NoticeState.DRAFT, NoticeState.RETURNED, *RUNNING))),),
)
