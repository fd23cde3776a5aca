"""What a grid is: the ledgers of its grids, of who holds which post, and of its emergency plans.

As they stand now, of what was in force at some time of the period; when a post or a grid came is not kept.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.departments.tables import Department
from models.figures.asked import Counted
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.ledgers.columns import PLACED, Above, Column, Holds, LedgerKind, LedgerName, Values, placed, row_by_row
from models.members.tables import Person, Post
from models.plans.tables import Plan


def _still(ended_at: Mapped[Any], asked: Counted) -> ColumnElement[bool]:
    return or_(ended_at.is_(None), ended_at >= asked.begin)


def _grids(asked: Counted) -> Select[Any]:
    rows: Any = (
        select(Grid, col(Above.name).label("above"))
        .outerjoin(Above, col(Above.id) == col(Grid.parent_id))
        .where(subtree(asked.grid), _still(col(Grid.retired_at), asked))
    )
    return rows  # type: ignore[no-any-return]


def _grid(_asked: Counted, row: Any) -> Values:
    """Its phones are those that the street has published."""
    grid: Grid = row["Grid"]
    return {
        "code": grid.code,
        "name": grid.name,
        "above": row["above"],
        "grid_level": grid.level,
        "address": grid.address,
        "supervision_phone": grid.supervision_phone,
        "duty_phone": grid.duty_phone,
        "bounded": grid.boundary is not None,
        "retired_at": grid.retired_at,
    }


GRIDS = LedgerKind(
    LedgerName.GRIDS,
    (
        Column("code", Holds.CODE),
        Column("name"),
        Column("above"),
        Column("grid_level", Holds.WORD),
        Column("address"),
        Column("supervision_phone", Holds.CODE),
        Column("duty_phone", Holds.CODE),
        Column("bounded", Holds.WORD),
        Column("retired_at", Holds.TIME),
    ),
    col(Grid.id),
    _grids,
    row_by_row(_grid),
)


def _posts(asked: Counted) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(col(Post.name), col(Post.role), col(Post.phone), col(Post.claimed_at), col(Post.ended_at)),
        col(Department.name).label("department"),
    )
    rows = select(*columns).outerjoin(Department, col(Department.id) == col(Post.department_id))
    return placed(rows.where(_still(col(Post.ended_at), asked)), col(Post.grid_id), asked)


STAFF = LedgerKind(
    LedgerName.STAFF,
    (
        Column("name"),
        Column("role", Holds.WORD),
        *PLACED,
        Column("department"),
        Column("phone", Holds.PHONE),
        Column("claimed_at", Holds.TIME),
        Column("ended_at", Holds.TIME),
    ),
    col(Post.id),
    _posts,
)


def _plans(asked: Counted) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(col(Plan.words).label("said"), col(Plan.set_at), col(Plan.confirmed_at), col(Plan.replaced_at)),
        col(Person.name).label("by"),
    )
    rows = select(*columns).outerjoin(Person, col(Person.id) == col(Plan.set_by))
    in_time = col(Plan.set_at) < asked.end, _still(col(Plan.replaced_at), asked)
    return placed(rows.where(*in_time), col(Plan.grid_id), asked)


PLANS = LedgerKind(
    LedgerName.PLANS,
    (
        *PLACED,
        Column("said", Holds.SAID),
        Column("by"),
        Column("set_at", Holds.TIME),
        Column("confirmed_at", Holds.TIME),
        Column("replaced_at", Holds.TIME),
    ),
    col(Plan.id),
    _plans,
)
