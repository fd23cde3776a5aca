"""The ledger of fires that were recorded, by when they burned, each with its review and the task that came of it."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.emergencies.tables import Call
from models.figures.asked import Counted
from models.fires.tables import Fire, FireState
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, Values, placed, row_by_row
from models.ledgers.rows.hazards import code_of
from models.members.tables import Person
from models.obligations.tables import Requirement, RequirementState

Recorder, Reviewer = (aliased(Person, name=name) for name in ("recorder", "reviewer"))


def _fires(asked: Counted) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(
            Fire,
            col(Call.number).label("call"),
            col(Recorder.name).label("by"),
            col(Reviewer.name).label("reviewed_by"),
        ),
        *(col(Requirement.number).label("task"), col(Requirement.state).label("task_state")),
    )
    rows = (
        select(*columns)
        .outerjoin(Call, col(Call.id) == col(Fire.call_id))
        .outerjoin(Recorder, col(Recorder.id) == col(Fire.recorded_by))
        .outerjoin(Reviewer, col(Reviewer.id) == col(Fire.reviewed_by))
        .outerjoin(Requirement, col(Requirement.id) == col(Fire.requirement_id))
        .where(asked.within(col(Fire.happened_at)), col(Fire.state) == FireState.RECORDED)
    )
    return placed(rows, col(Fire.grid_id), asked)


def _fire(_asked: Counted, row: Any) -> Values:
    fire: Fire = row["Fire"]
    return {
        **row,
        "code": fire.code,
        "happened_at": fire.happened_at,
        "where": fire.place,
        "cause": fire.cause,
        "yuan": fire.yuan,
        "area": fire.area,
        "injured": fire.injured,
        "dead": fire.dead,
        "units": fire.units,
        "call": code_of(row["call"], "S") if row["call"] else None,
        "recorded_at": fire.recorded_at,
        "well": fire.well,
        "change": fire.change,
        "task": code_of(row["task"], "T") if row["task"] else None,
        "task_done": row["task_state"] is RequirementState.CLOSED if row["task"] else None,
    }


FIRES = LedgerKind(
    LedgerName.FIRES,
    (
        Column("code", Holds.CODE),
        Column("happened_at", Holds.TIME),
        *PLACED,
        Column("where", Holds.SAID),
        Column("cause", Holds.WORD),
        Column("yuan", Holds.NUMBER, summed=True),
        Column("area", Holds.NUMBER, summed=True),
        Column("injured", Holds.NUMBER, summed=True),
        Column("dead", Holds.NUMBER, summed=True),
        Column("units", Holds.SAID),
        Column("call", Holds.CODE),
        Column("by"),
        Column("recorded_at", Holds.TIME),
        Column("well", Holds.SAID),
        Column("change", Holds.SAID),
        Column("reviewed_by"),
        Column("task", Holds.CODE),
        Column("task_done", Holds.WORD),
    ),
    col(Fire.id),
    _fires,
    row_by_row(_fire),
)
