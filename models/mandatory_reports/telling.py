"""What is told: taken down, told to leaders in private, added to, and who told it is thanked."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.escalation import engine
from models.escalation.engine import Climber
from models.escalation.policy import Ladder, PolicyStep
from models.escalation.tables import Aim, Lack
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.mandatory_reports.tables import MANDATORY_REPORT, SUBJECT, TEXT_LIMIT, THANKS, MandatoryReport
from models.members.reach import private_chats
from models.members.tables import Person, Role
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane

PATIENCE, NOBODY, ALBUM_WITHIN = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=10)


async def take(
    session: AsyncSession,
    grid: Grid,
    kind: str,
    words: str,
    found: Sequence[Found],
    reporter: Person | None,
    now: datetime,
    *,
    chat_id: int,
    said_at: datetime | None = None,
    confidential: bool = False,
) -> MandatoryReport:
    """Tell the first leaders at or above the grid who can be reached in private; `chat_id` is where it was said."""
    mandatory_report = MandatoryReport(
        grid_id=grid.id,
        kind=kind,
        reporter_id=reporter.id if reporter else None,
        text=words[:TEXT_LIMIT],
        found=[asdict(each) for each in found],
        created_at=now,
        said_at=said_at,
        confidential=confidential,
    )
    session.add(mandatory_report)
    await _add(session, mandatory_report, found, chat_id, now)
    level = await tell(session, mandatory_report, ids_in(grid.path)[::-1], now)
    step = PolicyStep(Lack.ACCEPTED, Aim.ABOVE, PATIENCE if level else NOBODY, every=PATIENCE)
    climber = Climber(SUBJECT, mandatory_report.id, {step.lack}, Ladder((step,)))
    await engine.start(session, climber, now, UTC, first=True)
    return mandatory_report


async def _add(session: AsyncSession, of: MandatoryReport, found: Sequence[Found], chat_id: int, now: datetime) -> None:
    for each in found:
        await attach(session, of.subject, each, of.reporter_id, chat_id, Moment.BEFORE, now)


async def add_words(session: AsyncSession, mandatory_report: MandatoryReport, words: str, now: datetime) -> None:
    mandatory_report.text = f"{mandatory_report.text}\n{words}".strip()[:TEXT_LIMIT]
    await refresh_standing(session, mandatory_report.id, now)


def found_of(mandatory_report: MandatoryReport) -> tuple[Found, ...]:
    return tuple(Found(**each) for each in mandatory_report.found)


async def part_of_album(
    session: AsyncSession,
    album: str | None,
    found: Sequence[Found],
    reporter: Person | None,
    now: datetime,
    *,
    chat_id: int,
) -> bool:
    """Parts without words go where the words of their album went."""
    if album is None or reporter is None:
        return False
    lately = select(MandatoryReport).where(
        col(MandatoryReport.reporter_id) == reporter.id, col(MandatoryReport.created_at) > now - ALBUM_WITHIN
    )
    for mandatory_report in (await session.scalars(lately.order_by(col(MandatoryReport.id).desc()))).all():
        if any(each["media_group_id"] == album for each in mandatory_report.found):
            mandatory_report.found = [*mandatory_report.found, *(asdict(each) for each in found)]
            await _add(session, mandatory_report, found, chat_id, now)
            return True
    return False


def thank(session: AsyncSession, chat_id: int, message_id: int | None, reporter: Person | None, now: datetime) -> None:
    """In private to who has started the bot; else a word in the group that gives nothing away."""
    started = reporter is not None and reporter.started
    to = reporter.tg_user_id if started and reporter else chat_id
    enqueue(session, to, THANKS, Lane.REPLY, now, reply_to=None if started else message_id)


async def tell(session: AsyncSession, report: MandatoryReport, way: Sequence[int], now: datetime) -> Grid | None:
    """The first of these grids whose leaders can be reached in private; returns it, or None when there is none."""
    reached = await private_chats(session, way, Role.LEADER) if way else {}
    level = next((grid_id for grid_id in way if reached.get(grid_id)), None)
    if level is None:
        return None
    report.level_id = level
    for chat_id in reached[level]:
        enqueue(session, chat_id, MANDATORY_REPORT, Lane.ESCALATION, now, subject_id=report.id)
    return await session.get(Grid, level)
