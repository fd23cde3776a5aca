"""The ledger of rounds of patrol, by when they began. Time is counted as time on duty is: see patrols/duty_time.py."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.figures.asked import Counted
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, Values, placed
from models.members.tables import Person
from models.patrols.hours_owed import time_in_rounds
from models.patrols.tables import PatrolPerson, PatrolRound, PatrolStop


def _rounds(asked: Counted) -> Select[Any]:
    stops = select(func.count()).where(
        col(PatrolStop.round_id) == col(PatrolRound.id), col(PatrolStop.undone_at).is_(None)
    )
    columns: tuple[Any, ...] = (
        *(col(PatrolRound.kind), col(PatrolRound.started_at), col(PatrolRound.ended_at), col(PatrolRound.ended_how)),
        stops.scalar_subquery().label("stops"),
    )
    return placed(select(*columns).where(asked.within(col(PatrolRound.started_at))), col(PatrolRound.grid_id), asked)


async def _round_values(session: AsyncSession, asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    rounds = [row["id"] for row in found]
    times, names = await time_in_rounds(session, rounds, asked.as_of), await _names(session, rounds)
    return [_round(row, names[row["id"]], times.get(row["id"])) for row in found]


def _round(row: Any, people: Sequence[str], on_duty: Any) -> Values:
    lasted = row["ended_at"] - row["started_at"] if row["ended_at"] else None
    return {**row, "people": people, "lasted": lasted, "on_duty": on_duty}


async def _names(session: AsyncSession, rounds: Sequence[int]) -> dict[int, list[str]]:
    """Of who took part, in the order in which they came."""
    rows = (
        select(col(PatrolPerson.round_id), col(Person.name))
        .join(Person, col(Person.id) == col(PatrolPerson.person_id))
        .where(col(PatrolPerson.round_id).in_(rounds))
        .order_by(col(PatrolPerson.joined_at), col(PatrolPerson.id))
    )
    names: dict[int, list[str]] = defaultdict(list)
    for round_id, name in (await session.execute(rows)).all():
        if name not in names[round_id]:
            names[round_id].append(name)
    return names


PATROLS = LedgerKind(
    LedgerName.PATROLS,
    (
        Column("started_at", Holds.TIME),
        *PLACED,
        Column("kind", Holds.WORD),
        Column("people"),
        Column("ended_at", Holds.TIME),
        Column("ended_how", Holds.WORD),
        Column("lasted", Holds.SPAN),
        Column("on_duty", Holds.SPAN, summed=True),
        Column("stops", Holds.NUMBER, summed=True),
    ),
    col(PatrolRound.id),
    _rounds,
    _round_values,
)
