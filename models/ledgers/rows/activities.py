"""The ledger of publicity, by the day on which an activity was held; what was taken back is not in it."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from models.activities.tables import Activity
from models.evidence.attach import counts
from models.evidence.tables import Evidence
from models.figures.asked import Counted
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, placed
from models.members.tables import Person


def _activities(asked: Counted) -> Select[Any]:
    zone = asked.as_of.tzinfo
    first, after = (moment.astimezone(zone).date() for moment in (asked.begin, asked.end))
    pieces = select(func.count()).where(col(Evidence.subject_id) == col(Activity.id), counts())
    columns: tuple[Any, ...] = (
        *(col(Activity.held_on), col(Activity.kind), col(Activity.enters), col(Activity.words).label("said")),
        *(col(Activity.place).label("where"), col(Activity.reached), col(Person.name).label("by")),
        pieces.scalar_subquery().label("pieces"),
    )
    rows = (
        select(*columns)
        .outerjoin(Person, col(Person.id) == col(Activity.person_id))
        .where(col(Activity.held_on) >= first, col(Activity.held_on) < after, col(Activity.withdrawn_at).is_(None))
    )
    return placed(rows, col(Activity.grid_id), asked)


ACTIVITIES = LedgerKind(
    LedgerName.ACTIVITIES,
    (
        Column("held_on", Holds.DAY),
        *PLACED,
        Column("kind", Holds.WORD),
        Column("enters", Holds.WORD),
        Column("said", Holds.SAID),
        Column("where", Holds.SAID),
        Column("by"),
        Column("reached", Holds.NUMBER, summed=True),
        Column("pieces", Holds.NUMBER, summed=True),
    ),
    col(Activity.id),
    _activities,
)
