"""A place is checked: what was found is kept as it was, and what was missed of it may be made up for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.checks.windows.counting import counts_for
from models.checks.windows.owing import owing_people, posts_owing
from models.checks.windows.telling import tell_made_up
from models.members.tables import Person
from models.places.tables import Place
from models.transition import transition

WORDS_LIMIT = 1000
LATER = aliased(CheckWindow, name="later")
EXCUSES = (Why.CALENDAR, Why.LEAVE, Why.CLOSED, Why.EXEMPT)


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
    """Of each duty, the window in which the place was missed: until the one after it has closed, this is its late
    check, and the leaders who were told see it. A slot of a day is not made up for in another.
    """
    followed = exists().where(
        col(LATER.grid_id) == col(CheckWindow.grid_id),
        col(LATER.duty) == col(CheckWindow.duty),
        col(LATER.heightened) == col(CheckWindow.heightened),
        col(LATER.first) > col(CheckWindow.first),
        col(LATER.closed_at).is_not(None),
    )
    rows = (
        select(CheckMiss, CheckWindow)
        .join(CheckWindow, col(CheckWindow.id) == col(CheckMiss.window_id))
        .where(col(CheckMiss.place_id) == check.place_id, col(CheckMiss.made_up_at).is_(None))
        .where(col(CheckMiss.why).not_in(EXCUSES), col(CheckWindow.from_at).is_(None), ~followed)
    )
    found = (await session.execute(rows)).all()
    posts = await posts_owing(session, [window for _, window in found])
    made_up = [
        (miss, window)
        for miss, window in found
        if check.said_at >= window.begun_at
        and counts_for(window.owner, check.person_id, owing_people(window, posts), own=check.own)
    ]
    for miss, _ in made_up:
        await transition(session, miss, col(CheckMiss.made_up_at).is_(None), made_up_at=now)
    await tell_made_up(session, [window for _, window in made_up], now)


async def late_among(session: AsyncSession, checks: Sequence[PlaceCheck]) -> Collection[int]:
    """The ids of those that made up for a window that was missed."""
    received = {(each.place_id, each.received_at): each.id for each in checks}
    rows = select(col(CheckMiss.place_id), col(CheckMiss.made_up_at)).where(
        col(CheckMiss.place_id).in_({each.place_id for each in checks}),
        col(CheckMiss.made_up_at).in_({each.received_at for each in checks}),
    )
    found = ((place, at) for place, at in (await session.execute(rows)).all())
    return {received[made] for made in found if made in received}


async def last_checks(session: AsyncSession, place_id: int, most: int = 1) -> Sequence[tuple[PlaceCheck, str]]:
    """With the names of who checked, the newest first."""
    rows = select(PlaceCheck, col(Person.name)).join(Person, col(Person.id) == col(PlaceCheck.person_id))
    newest = rows.where(col(PlaceCheck.place_id) == place_id).order_by(col(PlaceCheck.said_at).desc()).limit(most)
    return [(check, name) for check, name in (await session.execute(newest)).all()]
