"""What makes a leader look twice at a check, marked on its stop; a check without one is of nobody's round."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.checklists.tables import Checklist
from models.patrols.doubts.flags import FlagKind, flag
from models.patrols.doubts.stops import BOTH_AT_ONCE, too_quick, without_location
from models.patrols.tables import PatrolStop


async def flag_check(session: AsyncSession, checklist: Checklist, now: datetime) -> None:
    """As it is submitted."""
    stop = await _stop_of(session, checklist)
    if stop is None:
        return
    items, opened_at = len(checklist.items), checklist.opened_at
    if too_quick(opened_at, now, items):
        seconds = int((now - opened_at).total_seconds())
        await flag(session, stop, FlagKind.TOO_QUICK, now, items=items, seconds=seconds)
    if checklist.scanned and await without_location(session, checklist.person_id, stop.said_at):
        await flag(session, stop, FlagKind.NO_LOCATION, now)


async def flag_forwarded(session: AsyncSession, checklist: Checklist, now: datetime) -> None:
    """What was shown with it was taken by somebody else, or another day."""
    stop = await _stop_of(session, checklist)
    if stop is not None:
        await flag(session, stop, FlagKind.FORWARDED, now)


async def flag_two_phones(session: AsyncSession, checklist: Checklist, now: datetime) -> None:
    """As the code is scanned: of two who did so at once both are marked, but those who walk together may."""
    stop = await _stop_of(session, checklist)
    if stop is None:
        return
    others = await _at_once(session, stop)
    rows = select(col(Checklist.stop_id)).where(
        col(Checklist.stop_id).in_([each.id for each in others]),
        col(Checklist.place_id) == checklist.place_id,
        col(Checklist.scanned),
    )
    scanned = set((await session.scalars(rows)).all()) if others else set()
    found = [each for each in others if each.id in scanned]
    for each in (*found, stop) if found else ():
        await flag(session, each, FlagKind.TWO_PHONES, now)


async def _at_once(session: AsyncSession, stop: PatrolStop) -> Sequence[PatrolStop]:
    """Those at its place of other people on other rounds."""
    rows = select(PatrolStop).where(
        col(PatrolStop.place_id) == stop.place_id,
        col(PatrolStop.person_id) != stop.person_id,
        col(PatrolStop.round_id) != stop.round_id,
        col(PatrolStop.said_at).between(stop.said_at - BOTH_AT_ONCE, stop.said_at + BOTH_AT_ONCE),
        col(PatrolStop.undone_at).is_(None),
    )
    return (await session.scalars(rows)).all()


async def _stop_of(session: AsyncSession, checklist: Checklist) -> PatrolStop | None:
    return await session.get(PatrolStop, checklist.stop_id) if checklist.stop_id else None
