"""Proves of hazards, from rows and what happened to them, that nothing was left out: no row is believed that says
“taken”.

What must hold of each live hazard: something waits for it (a rung, or the times of an order to rectify or a transfer);
each rung of its newest round that was due for something still lacking left an event; and so did its deadline. A rung
taken by hand says only where the hazard stands. Orders, transfers and supervisions keep times of their own, and
have audits of their own.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal_column, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.escalation.engine import WAITING
from models.escalation.tables import HANDED_UP, Rung
from models.hazards.alerting.ladder import LACKING
from models.hazards.recalls import NAMED, STEPS
from models.hazards.rectification.tables import OrderState, Rectification
from models.hazards.tables import IS_LIVE, Hazard, HazardEvent
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import State


async def lost(session: AsyncSession) -> list[str]:
    """Live hazards that nothing will take any further."""
    return await _codes(session, _lost())


async def late(session: AsyncSession, until: datetime) -> list[str]:
    """Live hazards with a rung or a deadline that passed by `until` and that nobody was told of."""
    return await _codes(session, _late(until))


async def _codes(session: AsyncSession, numbers: Select[Any]) -> list[str]:
    return [f"H{number}" for number in (await session.scalars(numbers)).all()]


def _live() -> Select[Any]:
    return select(col(Hazard.number)).where(text(f"hazards.{IS_LIVE}")).order_by(col(Hazard.id)).limit(NAMED)


def _lacks() -> ColumnElement[bool]:
    """The rung waits for something that the hazard, as it is now, lacks."""
    return or_(*(and_(_at(state), col(Rung.lack).in_(lacks)) for state, lacks in LACKING.items()))


def _at(state: State) -> ColumnElement[bool]:
    return col(Hazard.state) == literal_column(f"'{state}'")


def _lost() -> Select[Any]:
    rung = exists().where(col(Rung.subject_id) == col(Hazard.id), col(Rung.state) == WAITING, _lacks())
    order = exists().where(
        col(Rectification.hazard_id) == col(Hazard.id),
        col(Rectification.state) == OrderState.OPEN,
        col(Rectification.remind_at).is_not(None),
    )
    transfer = exists().where(
        col(Transfer.hazard_id) == col(Hazard.id),
        col(Transfer.state) == TransferState.PENDING,
        col(Transfer.remind_at).is_not(None),
    )
    kept = or_(rung, and_(_at(State.RECTIFYING), order), and_(_at(State.TRANSFERRED), transfer))
    return _live().where(~kept)


def _late(until: datetime) -> Select[Any]:
    return _live().where(or_(_rung_left_out(until), _deadline_unheard(until)))


def _rung_left_out(until: datetime) -> ColumnElement[bool]:
    newer = aliased(Rung)
    newest = select(func.max(col(newer.round))).where(col(newer.subject_id) == col(Rung.subject_id)).scalar_subquery()
    told = exists().where(
        col(HazardEvent.hazard_id) == col(Rung.subject_id),
        col(HazardEvent.act).in_(STEPS),
        col(HazardEvent.data)["rung"].as_string() == cast(col(Rung.id), String),
    )
    by_itself = col(Rung.position) != HANDED_UP
    due = (col(Rung.subject_id) == col(Hazard.id), col(Rung.due_at) < until, by_itself, _lacks())
    return exists().where(*due, col(Rung.round) == newest, ~told)


def _deadline_unheard(until: datetime) -> ColumnElement[bool]:
    """The deadline that people were shown has passed, and nobody was told."""
    told = exists().where(
        col(HazardEvent.hazard_id) == col(Hazard.id),
        col(HazardEvent.act).in_(STEPS),
        col(HazardEvent.at) >= col(Hazard.due_at),
    )
    return and_(or_(*map(_at, LACKING)), col(Hazard.due_at) < until, ~told)
