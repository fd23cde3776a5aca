"""What a leader sees of the rounds in the grids that the leader leads: where, who, how many stops, what is marked."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.tables import Person
from models.patrols.doubts.flags import PatrolFlag, flags_of
from models.patrols.tables import PatrolPerson, PatrolRound, PatrolStop


@dataclass
class RoundSeen:
    """`flags` with the name of whom each is about."""

    round: PatrolRound
    grid: str
    stops: int
    people: list[str] = field(default_factory=list)
    flags: list[tuple[PatrolFlag, str]] = field(default_factory=list)


@dataclass(frozen=True)
class RoundCounts:
    rounds: int
    flagged: int


async def count_rounds(session: AsyncSession, led: Sequence[Grid], since: datetime) -> RoundCounts:
    """In these grids and below, that began since then; of these, how many have a flag on a stop that stands."""
    if not led:
        return RoundCounts(0, 0)
    rounds = select(func.count(col(PatrolRound.id))).join(Grid, col(Grid.id) == col(PatrolRound.grid_id))
    here = (_below(led), col(PatrolRound.started_at) >= since)
    flagged = (
        select(func.count(func.distinct(col(PatrolRound.id))))
        .join(Grid, col(Grid.id) == col(PatrolRound.grid_id))
        .join(PatrolFlag, col(PatrolFlag.round_id) == col(PatrolRound.id))
        .join(PatrolStop, col(PatrolStop.id) == col(PatrolFlag.stop_id))
        .where(col(PatrolStop.undone_at).is_(None))
    )
    counted = [await session.scalar(each.where(*here)) for each in (rounds, flagged)]
    return RoundCounts(*(int(each or 0) for each in counted))


async def rounds_seen(
    session: AsyncSession, led: Sequence[Grid], since: datetime, skip: int, most: int
) -> list[RoundSeen]:
    """A page of them, the newest first."""
    if not led:
        return []
    rows = (
        select(PatrolRound, col(Grid.name))
        .join(Grid, col(Grid.id) == col(PatrolRound.grid_id))
        .where(_below(led), col(PatrolRound.started_at) >= since)
        .order_by(col(PatrolRound.started_at).desc(), col(PatrolRound.id))
        .offset(skip)
        .limit(most)
    )
    found = (await session.execute(rows)).all()
    ids = [each.id for each, _ in found]
    stops = await _stops(session, ids)
    people, names = await _people(session, ids)
    seen = {each.id: RoundSeen(each, grid, stops[each.id], people[each.id]) for each, grid in found}
    for each in await flags_of(session, ids):
        seen[each.round_id].flags.append((each, names.get(each.person_id, "")))
    return list(seen.values())


async def _stops(session: AsyncSession, round_ids: Sequence[int]) -> Counter[int]:
    rows = (
        select(col(PatrolStop.round_id), func.count())
        .where(col(PatrolStop.round_id).in_(round_ids), col(PatrolStop.undone_at).is_(None))
        .group_by(col(PatrolStop.round_id))
    )
    return Counter(dict((await session.execute(rows)).all()))


async def _people(session: AsyncSession, round_ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Their names by round, and by themselves (id)."""
    rows = (
        select(col(PatrolPerson.round_id), col(Person.id), col(Person.name))
        .join(Person, col(Person.id) == col(PatrolPerson.person_id))
        .where(col(PatrolPerson.round_id).in_(round_ids))
        .order_by(col(PatrolPerson.joined_at))
    )
    by_round: dict[int, list[str]] = defaultdict(list)
    names: dict[int, str] = {}
    for round_id, person_id, name in (await session.execute(rows)).all():
        names[person_id] = name
        if name not in by_round[round_id]:
            by_round[round_id].append(name)
    return by_round, names


def _below(led: Sequence[Grid]) -> ColumnElement[bool]:
    return or_(*map(subtree, led))
