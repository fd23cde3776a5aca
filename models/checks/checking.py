"""A place is checked: what was found is kept as it was, and what was missed of it may be made up for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.members.tables import Person
from models.places.tables import Place

WORDS_LIMIT = 1000
EXCUSES = (Why.CALENDAR, Why.LEAVE, Why.VACANT, Why.CLOSED)


async def record_check(
    session: AsyncSession,
    place: Place,
    person: Person,
    outcome: Outcome,
    said_at: datetime,
    now: datetime,
    *,
    items: Sequence[dict[str, Any]] = (),
    words: str = "",
    stop_id: int | None = None,
    own: bool = False,
    scanned: bool = False,
) -> PlaceCheck:
    """`said_at` is its message's own time. Who may is asked by whoever calls."""
    check = PlaceCheck(
        place_id=place.id,
        person_id=person.id,
        stop_id=stop_id,
        own=own,
        scanned=scanned,
        outcome=outcome,
        items=list(items),
        words=words[:WORDS_LIMIT],
        said_at=said_at,
        received_at=now,
    )
    session.add(check)
    await session.flush()
    if outcome is not Outcome.NO_ENTRY:
        await _make_up(session, check, now)
    return check


async def _make_up(session: AsyncSession, check: PlaceCheck, now: datetime) -> None:
    """The newest window in which it was missed: until the next has been closed, the check is a late one of it."""
    newest = (
        select(col(CheckMiss.id))
        .join(CheckWindow, col(CheckWindow.id) == col(CheckMiss.window_id))
        .where(col(CheckMiss.place_id) == check.place_id, col(CheckMiss.why).not_in(EXCUSES))
        .order_by(col(CheckWindow.last).desc(), col(CheckMiss.id).desc())
        .limit(1)
    )
    missed = await session.scalar(newest)
    if missed is not None:
        open_still = (col(CheckMiss.id) == missed, col(CheckMiss.made_up_at).is_(None))
        await session.execute(update(CheckMiss).where(*open_still).values(made_up_at=now))


async def last_checks(session: AsyncSession, place_id: int, most: int = 1) -> Sequence[tuple[PlaceCheck, str]]:
    """With the names of who checked, the newest first."""
    rows = select(PlaceCheck, col(Person.name)).join(Person, col(Person.id) == col(PlaceCheck.person_id))
    newest = rows.where(col(PlaceCheck.place_id) == place_id).order_by(col(PlaceCheck.said_at).desc()).limit(most)
    return [(check, name) for check, name in (await session.execute(newest)).all()]
