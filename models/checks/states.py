"""How it stands with the checks of a place: what is due until when, and what became of the last window of each duty."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Every
from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.checks.windows.counting import counts_for, within
from models.checks.windows.owing import owing_people, posts_owing
from models.due import WallClock
from models.places.tables import Place
from models.schedule.deadlines import at

DAY, FEAST, MONTH = timedelta(days=1), timedelta(days=14), timedelta(days=31)


class CheckState(StrEnum):
    """Of an expected check: to be done, done, done late, missed, locked, or not needed."""

    DUE = "due"
    DONE = "done"
    LATE = "late"
    MISSED = "missed"
    NO_ENTRY = "no_entry"
    EXEMPT = "exempt"


MISSES = {Why.MISSED: CheckState.MISSED, Why.NO_ENTRY: CheckState.NO_ENTRY}


@dataclass(frozen=True)
class Standing:
    """`why` says of what is not needed for what reason; `made_up_at` when a late check came."""

    window: CheckWindow
    state: CheckState
    why: Why | None = None
    made_up_at: datetime | None = None


async def standings(session: AsyncSession, place: Place, clock: WallClock) -> Sequence[Standing]:
    """Of the windows that are open, soonest first; then of the last that has closed of each duty that still goes on."""
    here = (col(CheckWindow.grid_id) == place.grid_id, col(CheckWindow.hours).is_(False))
    rows = select(CheckWindow).where(*here, col(CheckWindow.closed_at).is_(None))
    is_open = (await session.scalars(rows.order_by(col(CheckWindow.due_at), col(CheckWindow.id)))).all()
    newest = (
        select(col(CheckWindow.duty), col(CheckWindow.heightened), func.max(col(CheckWindow.first)).label("first"))
        .where(*here, col(CheckWindow.closed_at).is_not(None))
        .group_by(col(CheckWindow.duty), col(CheckWindow.heightened))
        .subquery()
    )
    same = and_(
        col(CheckWindow.duty) == newest.c.duty,
        col(CheckWindow.heightened) == newest.c.heightened,
        col(CheckWindow.first) == newest.c.first,
    )
    closed = (await session.scalars(select(CheckWindow).join(newest, same).where(*here))).all()
    about = [each for each in is_open if place.id in each.places]
    today = clock.now.astimezone(clock.zone).date()
    recent = [each for each in closed if today - each.last <= _said_for(each)]
    return [*await _open(session, place, about, clock.zone), *await _closed(session, place, recent)]


def _said_for(window: CheckWindow) -> timedelta:
    """So long after its last day: for two cycles, and over a feast. A duty that was taken out of the table, or a
    heightened period that is over, opens no other.
    """
    length = window.last - window.first + DAY
    _who, _what, often, *_ = window.duty.split("  ")
    return max(2 * (length if often in list(Every) else MONTH), FEAST)


async def _open(
    session: AsyncSession, place: Place, windows: Sequence[CheckWindow], zone: tzinfo
) -> Iterable[Standing]:
    if not windows:
        return []
    since = at(min(each.first for each in windows), time(), zone)
    rows = select(PlaceCheck).where(col(PlaceCheck.place_id) == place.id, col(PlaceCheck.said_at) >= since)
    checks, posts = (await session.scalars(rows)).all(), await posts_owing(session, windows)
    counted = {
        window.id: [
            each.outcome
            for each in checks
            if within(window, each.said_at, zone)
            and counts_for(window.owner, each.person_id, owing_people(window, posts), own=each.own)
        ]
        for window in windows
    }
    return [_standing(place, window, counted[window.id]) for window in windows]


def _standing(place: Place, window: CheckWindow, counted: Collection[Outcome]) -> Standing:
    if any(outcome is not Outcome.NO_ENTRY for outcome in counted):
        return Standing(window, CheckState.DONE)
    if place.exempt_on(window.last):
        return Standing(window, CheckState.EXEMPT, Why.EXEMPT)
    return Standing(window, CheckState.NO_ENTRY if counted else CheckState.DUE)


async def _closed(session: AsyncSession, place: Place, windows: Sequence[CheckWindow]) -> Sequence[Standing]:
    about = sorted((each for each in windows if place.id in each.places), key=lambda each: each.last, reverse=True)
    rows = select(CheckMiss).where(
        col(CheckMiss.window_id).in_([each.id for each in about]), col(CheckMiss.place_id) == place.id
    )
    misses = {each.window_id: each for each in (await session.scalars(rows)).all()}
    return [_ended(window, misses.get(window.id)) for window in about]


def _ended(window: CheckWindow, miss: CheckMiss | None) -> Standing:
    if miss is None:
        return Standing(window, CheckState.DONE)
    if miss.why in MISSES and miss.made_up_at is not None:
        return Standing(window, CheckState.LATE, made_up_at=miss.made_up_at)
    return Standing(window, MISSES.get(miss.why, CheckState.EXEMPT), miss.why)
