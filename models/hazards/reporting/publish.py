"""Opening a report: at once, or after it has waited.

    draft ─nothing in the way─▶ open
      │ may be a duplicate, or one of a flood: waits, with `due_at`
      ├─“another one”, “report now”, or `due_at` has come─▶ open
      └─“the same”─▶ open ─▶ duplicate

What must always hold: a draft that waits has its words and kind and opens by itself; only what is ordinary waits.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import and_, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.hazards.alerting import notify
from models.hazards.alerting.ladder import start_ladder
from models.hazards.alerting.morning_rounds import expect_round
from models.hazards.reporting import rate_limit
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.actions import record_hazard_event
from models.members.tables import Person
from models.outbox.enqueue import refresh
from models.transition import transition

ASKED_FOR = timedelta(minutes=10)


async def open_hazard(
    session: AsyncSession,
    hazard: Hazard,
    person: Person | None,
    now: datetime,
    zone: tzinfo,
    alarmed: Collection[int] = (),
) -> None:
    """The ladder starts, and everybody who must hear of it is told; the chats `alarmed` have been."""
    hazard.state = State.OPEN
    described(session, hazard, person, now)
    hazard.due_at = await start_ladder(session, hazard, now, zone, first=True)
    await expect_round(session, now, zone)
    await notify.opened(session, hazard, now, alarmed)
    if person is not None and person.started:
        await notify.tell_reporter(session, hazard, now)


def described(session: AsyncSession, hazard: Hazard, person: Person | None, now: datetime) -> None:
    """What it is taken for, too: that its words say so may change with the configuration."""
    told = {"text": hazard.text, "kind": hazard.category, "severity": hazard.severity}
    record_hazard_event(session, hazard, Act.DESCRIBE, person, now, before=State.DRAFT, **told)


async def open_waiting(
    session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo, alarmed: Collection[int] = ()
) -> bool:
    """Opens a draft that waits, once; False when it does not wait any more."""
    asked = hazard.original_id is not None
    if not await claim_waiting(session, hazard):
        return False
    hazard.original_id = None
    if hazard.discreet or not asked:
        notify.card(session, hazard, now)
    reporter = await session.get(Person, hazard.reporter_id) if hazard.reporter_id else None
    await open_hazard(session, hazard, reporter, now, zone, alarmed)
    await notify.changed(session, hazard, now)
    if not asked:
        await refresh(session, hazard.reporter_id or 0, [rate_limit.SLOW], now)
    return True


async def claim_waiting(session: AsyncSession, hazard: Hazard) -> bool:
    """Of a press and the clock, or of two presses, one takes the draft."""
    waits = col(Hazard.state) == State.DRAFT, col(Hazard.due_at).is_not(None)
    return await transition(session, hazard, *waits, state=State.OPEN)


async def open_due(session: AsyncSession, drafts: Sequence[Hazard], clock: WallClock) -> None:
    """Opens the drafts that have waited long enough."""
    for hazard in drafts:
        await open_waiting(session, hazard, clock.now, clock.zone)


WAITING_DRAFTS = DueRows(
    "reports",
    col(Hazard.due_at),
    and_(col(Hazard.state) == literal_column(f"'{State.DRAFT}'"), col(Hazard.due_at).is_not(None)),
    row=Hazard,
    handle=open_due,
    seconds=15,
)


async def open_slowed(session: AsyncSession, person: Person, now: datetime, zone: tzinfo) -> int:
    """The person confirms what was slowed; returns how many reports that were."""
    rows = select(Hazard).where(*rate_limit.waits(person.id)).order_by(col(Hazard.id))
    opened = [await open_waiting(session, hazard, now, zone) for hazard in (await session.scalars(rows)).all()]
    return sum(opened)
