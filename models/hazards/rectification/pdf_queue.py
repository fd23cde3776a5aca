"""The notices of orders to rectify, on their way to becoming files.

    wanted ──made──▶ made ──extended, corrected──▶ wanted …
       │  ▲
       │  └─ put off while its photos come, or tried again later, for as long as it takes; the leader is told once
       └──the order is withdrawn──▶ failed

What must always hold: a notice is made by one maker until its lease ends; a file of an older issue is never recorded;
no number of tries gives it up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import TimedRows
from models.grids.tables import Grid
from models.hazards.alerting import notify
from models.hazards.rectification.tables import OrderState, PaperState, Rectification, corrections_of
from models.hazards.tables import Hazard
from models.members.reach import members_chats, people_at_work
from models.outbox.enqueue import enqueue, enqueue_once, refresh
from models.outbox.tables import Lane
from models.transition import change_rows

NOTICE = "hazards.notice"
PAPER = "rectification.paper"  # to whoever holds the paper: no `hazards.…`, a reply to which adds to the hazard
LEASE = timedelta(minutes=2)
RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),  # and so on
)
TOLD_AFTER = 4  # tries that failed, after which the leader hears that there is no file yet
WANTED = col(Rectification.paper) == literal_column("'wanted'")  # written out: the partial index is found by it
RECTIFICATION_PDFS = TimedRows("notices", col(Rectification.paper_not_before), WANTED, slow=timedelta(minutes=10))


@dataclass(frozen=True)
class WantedPdf:
    """A notice to make; `tries` counts this one and, with `issue`, tells whose claim it is."""

    id: int
    issue: int
    tries: int


async def next_wanted(session: AsyncSession) -> datetime | None:
    next_due: datetime | None = await session.scalar(RECTIFICATION_PDFS.next_due())
    return next_due


async def claim_wanted(session: AsyncSession, now: datetime, limit: int) -> list[WantedPdf]:
    """Notices to make within LEASE. One that kills whoever makes it comes further and further apart."""
    due = select(Rectification).where(WANTED, col(Rectification.paper_not_before) <= now)
    rows = due.order_by(col(Rectification.paper_not_before)).limit(limit).with_for_update(skip_locked=True)
    claimed = (await session.scalars(rows)).all()
    for row in claimed:
        row.paper_tries += 1
        row.paper_not_before = now + max(LEASE, pause_after(row.paper_tries))
    return [WantedPdf(row.id, row.issue, row.paper_tries) for row in claimed]


def pause_after(tries: int) -> timedelta:
    return RETRY_AFTER[min(tries, len(RETRY_AFTER)) - 1]


async def made(session: AsyncSession, wanted: WantedPdf, file: str, now: datetime) -> bool:
    """Records the file and posts it; False if somebody else has taken it over, or the notice was changed meanwhile."""
    if not await _settle(session, wanted, paper=PaperState.MADE, file=file):
        return False
    await _post(session, wanted, now)
    return True


async def try_later(session: AsyncSession, wanted: WantedPdf, now: datetime) -> bool:
    """Whoever waits for it hears once that there is no file yet; of an order withdrawn meanwhile none is wanted."""
    order = await session.get_one(Rectification, wanted.id, populate_existing=True)
    if order.state is OrderState.WITHDRAWN:
        return await _settle(session, wanted, paper=PaperState.FAILED)
    if not await _settle(session, wanted, paper_not_before=now + pause_after(wanted.tries)):
        return False
    if wanted.tries >= TOLD_AFTER:
        await _say_late(session, order, now)
    return True


async def _say_late(session: AsyncSession, order: Rectification, now: datetime) -> None:
    hazard = await session.get_one(Hazard, order.hazard_id)
    for chat_id in await readers(session, order, hazard):
        key = f"late:{order.id}:{order.issue}:{chat_id}"
        about: dict[str, Any] = {"subject_id": hazard.id, "order": order.id, "issue": order.issue, "file": None}
        await enqueue_once(session, key, chat_id, NOTICE, Lane.REPLY, now, **about)


async def put_off(session: AsyncSession, wanted: WantedPdf, until: datetime) -> bool:
    """As if it had not been claimed before `until`."""
    return await _settle(session, wanted, paper_not_before=until, paper_tries=wanted.tries - 1)


async def _settle(session: AsyncSession, wanted: WantedPdf, **values: Any) -> bool:
    mine = (
        col(Rectification.id) == wanted.id,
        col(Rectification.issue) == wanted.issue,
        col(Rectification.paper_tries) == wanted.tries,
        WANTED,
    )
    return await change_rows(session, Rectification, *mine, **values) == 1


async def _post(session: AsyncSession, wanted: WantedPdf, now: datetime) -> None:
    """One message an issue to each who works with the notice, but of an order withdrawn meanwhile; earlier ones say
    that they are replaced."""
    order = await session.get_one(Rectification, wanted.id, populate_existing=True)
    hazard = await session.get_one(Hazard, order.hazard_id)
    told: dict[str, Any] = {"order": order.id, "issue": order.issue, "file": order.file}
    await refresh(session, hazard.id, (NOTICE,), now)
    if order.state is OrderState.WITHDRAWN:
        return
    for chat_id in await readers(session, order, hazard):
        enqueue(session, chat_id, NOTICE, Lane.REPLY, now, subject_id=hazard.id, **told)


async def readers(session: AsyncSession, order: Rectification, hazard: Hazard) -> list[int]:
    """The leaders who ordered and corrected it, or the leaders' chat where none can be reached; and the members."""
    grid = await session.get_one(Grid, hazard.grid_id)
    signers = [order.by_id, *(each.by_id for each in await corrections_of(session, order.id))]
    ordered = [person.tg_user_id for person in await people_at_work(session, signers, grid)]
    leaders = ordered or await notify.leaders_above(session, grid)
    return list(dict.fromkeys([*leaders, *await members_chats(session, grid)]))
