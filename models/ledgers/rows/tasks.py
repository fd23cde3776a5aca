"""The ledgers of training and of responsibility letters: each owner's share, by the day on which it is due.

`overdue` is what still waits past that day, and what was let lapse. What was withdrawn or only drafted is not there.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department
from models.evidence.attach import counts
from models.evidence.tables import Evidence
from models.figures.asked import Counted
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, Values, placed
from models.ledgers.rows.hazards import code_of
from models.members.tables import Person, Post
from models.obligations.kinds import TaskKind
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.workflow import WAITING, Excuse, State
from models.places.tables import Place

HELD = (RequirementState.OPEN, RequirementState.CLOSED)


def _shares(kind: TaskKind, asked: Counted) -> Select[Any]:
    pieces = select(func.count()).where(col(Evidence.subject_id) == col(Obligation.id), counts())
    columns: tuple[Any, ...] = (
        *(col(Requirement.number), col(Requirement.title), col(Requirement.happens_at), col(Requirement.place)),
        *(col(Obligation.role), col(Obligation.state), col(Obligation.excuse), col(Obligation.due_at)),
        *(col(Obligation.done_at), col(Obligation.words).label("said"), col(Obligation.reason)),
        func.coalesce(col(Post.name), col(Place.name), col(Department.name)).label("owner"),
        *(col(Person.name).label("done_by"), pieces.scalar_subquery().label("pieces")),
    )
    rows = (
        select(*columns)
        .join(Requirement, col(Requirement.id) == col(Obligation.requirement_id))
        .outerjoin(Post, col(Post.id) == col(Obligation.post_id))
        .outerjoin(Place, col(Place.id) == col(Obligation.place_id))
        .outerjoin(Department, col(Department.id) == col(Obligation.department_id))
        .outerjoin(Person, col(Person.id) == col(Obligation.done_by))
        .where(col(Requirement.kind) == kind, col(Requirement.state).in_(HELD), asked.within(col(Obligation.due_at)))
    )
    return placed(rows, col(Obligation.grid_id), asked)


async def _share_values(_session: AsyncSession, asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    return [
        {
            **row,
            "code": code_of(row["number"], "T"),
            "done": row["state"] is State.DONE,
            "overdue": (row["state"] in WAITING and row["due_at"] < asked.as_of) or row["excuse"] is Excuse.LAPSED,
        }
        for row in found
    ]


def _ledger(name: LedgerName, kind: TaskKind, *own: Column) -> LedgerKind:
    rows: Callable[[Counted], Select[Any]] = partial(_shares, kind)
    columns: tuple[Any, ...] = (
        Column("code", Holds.CODE),
        Column("title", Holds.SAID),
        *PLACED,
        Column("owner"),
        Column("role", Holds.WORD),
        *own,
        Column("due_at", Holds.TIME),
        Column("state", Holds.WORD),
        Column("done", Holds.WORD),
        Column("done_at", Holds.TIME),
        Column("done_by"),
        Column("overdue", Holds.WORD),
        Column("excuse", Holds.WORD),
        Column("reason", Holds.SAID),
        Column("said", Holds.SAID),
        Column("pieces", Holds.NUMBER, summed=True),
    )
    return LedgerKind(name, columns, col(Obligation.id), rows, _share_values)


TRAINING = _ledger(
    LedgerName.TRAINING, TaskKind.TRAINING, Column("happens_at", Holds.TIME), Column("place", Holds.SAID)
)
LETTERS = _ledger(LedgerName.LETTERS, TaskKind.LETTER)
