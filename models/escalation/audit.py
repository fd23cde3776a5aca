"""Proves, from hazards and what happened to them, that nothing was left lying: no rung is believed that says “taken”.

What must hold of each live hazard: something waits for it (a rung, or the times of an order to rectify or a transfer);
each rung of its newest round that was due for something still lacking left an event; and so did its deadline. A rung
taken by hand says only where the hazard stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal_column, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.escalation.climb import WAITING
from models.escalation.ladder import LACKING
from models.escalation.tables import HANDED_UP, Rung
from models.hazards.flow import Act, State
from models.hazards.rectifications import OrderState, Rectification
from models.hazards.tables import IS_LIVE, Hazard, HazardEvent
from models.hazards.transfers import Transfer, TransferState

GRACE = timedelta(minutes=2)
NAMED = 20
STEPS = (Act.ESCALATE, Act.REMIND)


@dataclass(frozen=True)
class Audit:
    """Hazards by number, no more than NAMED: those without a next step, and those with one that was left out."""

    lost: Sequence[int]
    late: Sequence[int]

    @property
    def clean(self) -> bool:
        return not self.lost and not self.late


async def audit(session: AsyncSession, now: datetime, since: datetime | None = None) -> Audit:
    """`since` is when the clock began to tick: a step that was due before that has until GRACE after it."""
    lost = (await session.scalars(_lost())).all()
    if since is not None and now - since <= GRACE:
        return Audit(lost, ())
    return Audit(lost, (await session.scalars(_late(now - GRACE))).all())


def _live() -> Select[Any]:
    return select(col(Hazard.number)).where(text(f"hazards.{IS_LIVE}")).order_by(col(Hazard.id)).limit(NAMED)


def _lacks() -> ColumnElement[bool]:
    """The rung waits for something that the hazard, as it is now, lacks."""
    return or_(*(and_(_at(state), col(Rung.lack).in_(lacks)) for state, lacks in LACKING.items()))


def _at(state: State) -> ColumnElement[bool]:
    return col(Hazard.state) == literal_column(f"'{state}'")


def _lost() -> Select[Any]:
    rung = exists().where(col(Rung.hazard_id) == col(Hazard.id), col(Rung.state) == WAITING, _lacks())
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
    newest = select(func.max(col(newer.round))).where(col(newer.hazard_id) == col(Rung.hazard_id)).scalar_subquery()
    told = exists().where(
        col(HazardEvent.hazard_id) == col(Rung.hazard_id),
        col(HazardEvent.act).in_(STEPS),
        col(HazardEvent.data)["rung"].as_string() == cast(col(Rung.id), String),
    )
    due = (col(Rung.hazard_id) == col(Hazard.id), col(Rung.due_at) < until, _lacks())
    return exists().where(*due, col(Rung.round) == newest, col(Rung.position) != HANDED_UP, ~told)


def _deadline_unheard(until: datetime) -> ColumnElement[bool]:
    """The deadline that people were shown has passed, and nobody was told."""
    told = exists().where(
        col(HazardEvent.hazard_id) == col(Hazard.id),
        col(HazardEvent.act).in_(STEPS),
        col(HazardEvent.at) >= col(Hazard.due_at),
    )
    return and_(or_(*map(_at, LACKING)), col(Hazard.due_at) < until, ~told)
