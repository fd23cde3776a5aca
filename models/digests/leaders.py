"""What leaders hear of a street's week beside its digest: a rise when it begins, and what is repeated.

Of weeks that were frozen after a standstill, and that nobody was told of, they hear with the next one that is told.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests import warnings
from models.digests.tables import DigestTurn, FrozenPeriod
from models.due import WallClock
from models.grids.tables import Grid
from models.members.reach import upwards
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.statistics.episodes import Course
from models.statistics.tallies import SeriesKey

UNUSUAL, REPEATED = "digests.unusual", "digests.repeated"
Found = tuple[FrozenPeriod, int]  # a week and a place in what it warns of


async def tell_leaders(session: AsyncSession, row: FrozenPeriod, street: Grid, clock: WallClock) -> None:
    """What is of a community, its leaders; what is of the whole street, the street's. Where they cannot be reached,
    those above.
    """
    weeks = [*await _untold(session, row), row]
    for key, (week, place) in begun_in(weeks).items():
        for chat in await _chats(session, key.community, street):
            enqueue(session, chat, UNUSUAL, Lane.ROUTINE, clock.now, subject_id=week.id, place=place, late=row.late)
    for community, week, places in repeated_in(weeks):
        for chat in await _chats(session, community, street):
            enqueue(session, chat, REPEATED, Lane.ROUTINE, clock.now, subject_id=week.id, places=places, late=row.late)


def begun_in(weeks: Sequence[FrozenPeriod]) -> Mapping[SeriesKey, Found]:
    """The episodes that begin in these weeks, each by the newest of them that has an alarm of it."""
    begun: set[SeriesKey] = set()
    newest: dict[SeriesKey, Found] = {}
    for week in weeks:
        for place, pointed in enumerate(warnings.unpacked(week.warnings).pointed):
            if pointed.course is Course.NEW:
                begun.add(pointed.key)
            if pointed.alarm is not None:
                newest[pointed.key] = week, place
    return {key: found for key, found in newest.items() if key in begun}


def repeated_in(weeks: Sequence[FrozenPeriod]) -> Sequence[tuple[int | None, FrozenPeriod, list[int]]]:
    """By community and week the places of what is repeated, each with its newest numbers."""
    newest: dict[tuple[object, ...], tuple[int | None, FrozenPeriod, int]] = {}
    for week in weeks:
        for place, each in enumerate(warnings.unpacked(week.warnings).repeated):
            newest[each.kind, each.place_id, each.hazard] = each.community, week, place
    found: dict[tuple[int | None, int], tuple[int | None, FrozenPeriod, list[int]]] = {}
    for community, week, place in newest.values():
        found.setdefault((community, week.id), (community, week, []))[2].append(place)
    return list(found.values())


async def _untold(session: AsyncSession, row: FrozenPeriod) -> Sequence[FrozenPeriod]:
    """The weeks before that nobody was told of, the oldest first: since the last that was told, and since there are
    digests of the street.
    """
    before = (col(FrozenPeriod.grid_id) == row.grid_id, col(FrozenPeriod.kind) == row.kind)
    rows = select(FrozenPeriod).where(*before, col(FrozenPeriod.first) < row.first)
    told = select(func.max(col(FrozenPeriod.first))).where(*before, col(FrozenPeriod.first) < row.first)
    last = await session.scalar(told.where(col(FrozenPeriod.told_at).is_not(None)))
    if last is not None:
        rows = rows.where(col(FrozenPeriod.first) > last)
    turn = await session.get_one(DigestTurn, (row.grid_id, row.kind))
    rows = rows.where(col(FrozenPeriod.as_of) > turn.begun_at)
    return (await session.scalars(rows.order_by(col(FrozenPeriod.first)))).all()


async def _chats(session: AsyncSession, community: int | None, street: Grid) -> Sequence[int]:
    of = await session.get(Grid, community) if community is not None else None
    reached = await upwards(session, of or street)
    return reached[1] if reached is not None else []
