"""Every feature on this floor: a new one is declared in its own package and named here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.activities.feature import ACTIVITIES
from models.assessment.feature import ASSESSMENT
from models.badges.feature import BADGES
from models.brigades.feature import BRIGADES
from models.cap.feature import CAP
from models.checks.feature import CHECKS
from models.departments.feature import DEPARTMENTS
from models.digests.feature import DIGESTS
from models.emergencies.feature import EMERGENCIES
from models.escalation.tables import OwnLadder, Rung
from models.evidence.feature import EVIDENCE
from models.feature import Chore, Domain
from models.fires.feature import FIRE_DOMAIN
from models.grids.retired import tell_chats
from models.grids.tables import BindCode, Binding, Chat, Grid
from models.hazards.feature import HAZARDS
from models.heard import HEARD
from models.inbox import updates as inbox
from models.inbox.forget import forget as forget_updates
from models.ledgers.feature import LEDGER_DOMAIN
from models.mandatory_reports.feature import MANDATORY_REPORTS
from models.members.feature import MEMBERS
from models.mutual_reviews.feature import MUTUAL_REVIEWS
from models.notices.feature import NOTICE_DOMAIN
from models.numbers import NumberSeries
from models.obligations.feature import OBLIGATION_DOMAIN
from models.outbox import forget
from models.outbox.alert_lists import Listed
from models.outbox.polls import PollState, PollVote, forget_strays
from models.outbox.tables import Delivered, OutboxMessage
from models.outbox.uploads import Upload, forget_uploads
from models.patrols.feature import PATROLS
from models.periods.feature import PERIODS
from models.places.feature import PLACES
from models.plans.feature import PLANS
from models.processes.owners import Owner
from models.processes.signs import Sign
from models.publicity.feature import PUBLICITY
from models.quiz.feature import QUIZ
from models.schedule.feature import SCHEDULE
from models.shifts.feature import SHIFTS
from models.signed_links import SIGNED_LINKS
from models.visits.feature import VISITS
from models.work_log.feature import WORK_LOG

INBOX = Domain("inbox", tables=(inbox.InboxUpdate, inbox.InboxLane), chores=(Chore("forget_inbox", forget_updates),))


async def forget_messages(session: AsyncSession, now: datetime) -> int:
    """Those about nothing that goes on, or waits for a time."""
    waiting = [rows.waiting_ids() for domain in DOMAINS for rows in domain.timed]
    return await forget.forget_messages(session, now, [*waiting, *(ids for domain in DOMAINS for ids in domain.live)])


OUTBOX = Domain(
    "outbox",
    tables=(OutboxMessage, Delivered, Listed, PollState, PollVote, Upload),
    chores=(
        Chore("forget_messages", forget_messages),
        Chore("forget_polls", forget_strays),
        Chore("forget_uploads", forget_uploads),
    ),
)
GRIDS = Domain("grids", tables=(Grid, Chat, Binding, BindCode), retired=tell_chats)
NUMBERS = Domain("numbers", tables=(NumberSeries,))
PROCESSES = Domain("processes", tables=(Owner, Sign))
ESCALATION = Domain("escalation", tables=(Rung, OwnLadder))
DOMAINS = (
    INBOX,
    OUTBOX,
    PROCESSES,
    NUMBERS,
    GRIDS,
    MEMBERS,
    DEPARTMENTS,
    SCHEDULE,
    ESCALATION,
    EVIDENCE,
    HEARD,
    SIGNED_LINKS,
    BADGES,
    SHIFTS,
    PLACES,
    PLANS,
    MANDATORY_REPORTS,
    EMERGENCIES,
    BRIGADES,
    HAZARDS,
    ACTIVITIES,
    NOTICE_DOMAIN,
    CAP,
    OBLIGATION_DOMAIN,
    FIRE_DOMAIN,
    PATROLS,
    PERIODS,
    CHECKS,
    VISITS,
    WORK_LOG,
    PUBLICITY,
    QUIZ,
    DIGESTS,
    LEDGER_DOMAIN,
    ASSESSMENT,
    MUTUAL_REVIEWS,
)
STANDING = tuple(kind for domain in DOMAINS for kind in domain.standing)
WORKLIST_SOURCES = tuple(domain.worklist for domain in DOMAINS if domain.worklist)


async def grids_retired(session: AsyncSession, grids: Sequence[int], now: datetime) -> None:
    """Every feature looks after what it has in grids that have just left the roster."""
    for domain in DOMAINS:
        if domain.retired is not None and grids:
            await domain.retired(session, grids, now)


async def live_in(session: AsyncSession, grids: Sequence[int]) -> dict[str, dict[int, int]]:
    """How many rows of each feature, by its slug, go on in these grids."""
    found = {}
    for domain in DOMAINS:
        if domain.in_grids is not None:
            found[domain.slug] = dict((await session.execute(domain.in_grids(grids))).all())
    return found
