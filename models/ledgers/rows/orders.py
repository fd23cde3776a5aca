"""The ledgers of orders to rectify and of transfers to departments, by when they were given.

An order's responsible party is named as on its notice: it is whom the order is addressed to.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.departments.tables import Department
from models.figures.asked import Counted
from models.hazards.rectification.tables import Extension, OrderState, Rectification, number_of
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.unnamed import unnamed
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, Values, placed
from models.ledgers.rows.hazards import code_of, link_of, photos
from models.members.tables import Person
from models.text.names import without_names

Giver, Answerer = (aliased(Person, name=name) for name in ("giver", "answerer"))


def _orders(asked: Counted) -> Select[Any]:
    extended = select(func.count()).where(col(Extension.rectification_id) == col(Rectification.id))
    rows = (
        select(
            Rectification, extended.scalar_subquery().label("extended"), col(Hazard.number), photos().label("photos")
        )
        .add_columns(col(Giver.name).label("by"))
        .join(Hazard, col(Hazard.id) == col(Rectification.hazard_id))
        .join(Giver, col(Giver.id) == col(Rectification.by_id))
        .where(asked.within(col(Rectification.ordered_at)))
    )
    return placed(rows, col(Hazard.grid_id), asked)


async def _order_values(session: AsyncSession, asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    secret = await unnamed(session, {row["Rectification"].hazard_id for row in found})
    return [_order(asked, row, secret.get(row["Rectification"].hazard_id, {}).values()) for row in found]


def _order(asked: Counted, row: Any, secret: Collection[str]) -> Values:
    """`secret` are the names of who reported it discreetly, whose words it may repeat."""
    order: Rectification = row["Rectification"]
    return {
        **row,
        "number": number_of(order),
        "code": code_of(row["number"]),
        "ordered_at": order.ordered_at,
        "responsible": order.responsible,
        "where": order.place,
        "said": without_names(order.facts or "", secret),
        "due_at": order.due_at,
        "state": order.state,
        "ended_at": order.ended_at,
        "overdue": order.state is OrderState.OPEN and order.due_at < asked.as_of,
        "reason": without_names(order.void_reason or "", secret),
        "link": link_of(row),
    }


RECTIFICATIONS = LedgerKind(
    LedgerName.RECTIFICATIONS,
    (
        Column("number", Holds.CODE),
        Column("code", Holds.CODE),
        Column("ordered_at", Holds.TIME),
        *PLACED,
        Column("responsible", Holds.SAID),
        Column("where", Holds.SAID),
        Column("said", Holds.SAID),
        Column("by"),
        Column("due_at", Holds.TIME),
        Column("state", Holds.WORD),
        Column("overdue", Holds.WORD),
        Column("ended_at", Holds.TIME),
        Column("extended", Holds.NUMBER, summed=True),
        Column("reason", Holds.SAID),
        Column("photos", Holds.NUMBER, summed=True),
        Column("link", Holds.LINK),
    ),
    col(Rectification.id),
    _orders,
    _order_values,
)


def _transfers(asked: Counted) -> Select[Any]:
    rows = (
        select(Transfer, col(Hazard.number), photos().label("photos"), col(Department.name).label("department"))
        .add_columns(col(Giver.name).label("by"), col(Answerer.name).label("answered_by"))
        .join(Hazard, col(Hazard.id) == col(Transfer.hazard_id))
        .join(Department, col(Department.id) == col(Transfer.department_id))
        .join(Giver, col(Giver.id) == col(Transfer.by_id))
        .outerjoin(Answerer, col(Answerer.id) == col(Transfer.answered_by))
        .where(asked.within(col(Transfer.at)))
    )
    return placed(rows, col(Hazard.grid_id), asked)


async def _transfer_values(session: AsyncSession, asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    secret = await unnamed(session, {row["Transfer"].hazard_id for row in found})
    return [_transfer(asked, row, secret.get(row["Transfer"].hazard_id, {}).values()) for row in found]


def _transfer(asked: Counted, row: Any, secret: Collection[str]) -> Values:
    """Overdue also where it has gone back to the street for want of an outcome."""
    transfer: Transfer = row["Transfer"]
    late = transfer.state is TransferState.PENDING and transfer.due_at < asked.as_of
    return {
        **row,
        "code": code_of(row["number"]),
        "at": transfer.at,
        "remark": without_names(transfer.remark, secret),
        "due_at": transfer.due_at,
        "acknowledged_at": transfer.acknowledged_at,
        "state": transfer.state,
        "overdue": late or transfer.state is TransferState.OVERDUE,
        "outcome": without_names(transfer.outcome, secret),
        "ended_at": transfer.ended_at,
        "link": link_of(row),
    }


TRANSFERS = LedgerKind(
    LedgerName.TRANSFERS,
    (
        Column("code", Holds.CODE),
        Column("at", Holds.TIME),
        *PLACED,
        Column("department"),
        Column("by"),
        Column("remark", Holds.SAID),
        Column("due_at", Holds.TIME),
        Column("acknowledged_at", Holds.TIME),
        Column("state", Holds.WORD),
        Column("overdue", Holds.WORD),
        Column("outcome", Holds.SAID),
        Column("answered_by"),
        Column("ended_at", Holds.TIME),
        Column("photos", Holds.NUMBER, summed=True),
        Column("link", Holds.LINK),
    ),
    col(Transfer.id),
    _transfers,
    _transfer_values,
)
