"""The ledger of calls for help, drills too, by when help was called.

A call whose grid is not known yet is in the ledger of a whole tree alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.tables import Call, Helper
from models.figures.asked import Counted
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.hazards.tables import Hazard
from models.hazards.unnamed import unnamed
from models.ledgers.columns import PLACED, Above, Column, Holds, LedgerKind, LedgerName, Values
from models.ledgers.rows.hazards import code_of
from models.members.tables import Person
from models.text.names import without_names


def _of_helpers(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(column).where(col(Helper.call_id) == col(Call.id)).scalar_subquery()


def _calls(asked: Counted) -> Select[Any]:
    called_at = func.coalesce(col(Call.said_at), col(Call.created_at))
    here = (col(Call.grid_id) + 0).in_(select(col(Grid.id)).where(subtree(asked.grid)))
    unknown = col(Call.grid_id).is_(None) if asked.grid.parent_id is None else false()
    columns: tuple[Any, ...] = (
        *(col(Call.number).label("call"), col(Call.text), col(Call.drill), col(Call.finding), col(Call.found)),
        *(col(Call.outcome), col(Call.state), col(Call.ended_at), called_at.label("at")),
        *(col(Person.name).label("caller"), col(Call.caller_id), col(Call.hazard_id)),
        *(col(Hazard.number), col(Hazard.discreet)),
        *(col(Grid.name).label("grid"), col(Above.name).label("above")),
        _of_helpers(func.count()).label("going"),
        _of_helpers(func.count(col(Helper.arrived_at))).label("arrived"),
        _of_helpers(func.min(col(Helper.going_at))).label("first_going"),
        _of_helpers(func.min(col(Helper.arrived_at))).label("first_arrived"),
    )
    return (
        select(*columns)
        .select_from(Call)
        .outerjoin(Grid, col(Grid.id) == col(Call.grid_id))
        .outerjoin(Above, col(Above.id) == col(Grid.parent_id))
        .outerjoin(Person, col(Person.id) == col(Call.caller_id))
        .outerjoin(Hazard, col(Hazard.id) == col(Call.hazard_id))
        .where(asked.within(called_at), or_(here, unknown))
    )


async def _call_values(session: AsyncSession, _asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    secret = await unnamed(session, {row["hazard_id"] for row in found if row["hazard_id"] is not None})
    return [_call(row, secret.get(row["hazard_id"], {})) for row in found]


def _call(row: Any, secret: Mapping[int, str]) -> Values:
    return {
        **row,
        "code": code_of(row["call"], "S"),
        "caller": None if row["discreet"] or row["caller_id"] in secret else row["caller"],
        "said": without_names(row["text"], secret.values()),
        "found": without_names(row["found"], secret.values()),
        "to_going": row["first_going"] - row["at"] if row["first_going"] else None,
        "to_arrival": row["first_arrived"] - row["at"] if row["first_arrived"] else None,
        "lasted": row["ended_at"] - row["at"] if row["ended_at"] else None,
        "hazard": code_of(row["number"]) if row["number"] else None,
    }


CALLS = LedgerKind(
    LedgerName.CALLS,
    (
        Column("code", Holds.CODE),
        Column("at", Holds.TIME),
        *PLACED,
        Column("drill", Holds.WORD),
        Column("caller", Holds.PERSON),
        Column("said", Holds.SAID),
        Column("finding", Holds.WORD),
        Column("found", Holds.SAID),
        Column("outcome", Holds.WORD),
        Column("state", Holds.WORD),
        Column("going", Holds.NUMBER, summed=True),
        Column("arrived", Holds.NUMBER, summed=True),
        Column("to_going", Holds.SPAN),
        Column("to_arrival", Holds.SPAN),
        Column("ended_at", Holds.TIME),
        Column("lasted", Holds.SPAN),
        Column("hazard", Holds.CODE),
    ),
    col(Call.id),
    _calls,
    _call_values,
)
