"""The ledgers of places and of the equipment they hold: as they stand now, of those that were open in the period.

Households are no places: of them no ledger tells anything.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import PlaceCheck
from models.figures.asked import Counted
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, Named, Of, Values, placed
from models.places.kinds import place_kinds_of
from models.places.tables import Place, PlaceItem


def _open_in(asked: Counted) -> ColumnElement[bool]:
    still = or_(col(Place.closed_at).is_(None), col(Place.closed_at) >= asked.begin)
    return and_(col(Place.opened_at) < asked.end, still)


def _newest_check(column: Any) -> ColumnElement[Any]:
    rows = select(column).where(col(PlaceCheck.place_id) == col(Place.id))
    return rows.order_by(col(PlaceCheck.said_at).desc(), col(PlaceCheck.id).desc()).limit(1).scalar_subquery()


def _places(asked: Counted) -> Select[Any]:
    checks = select(func.count()).where(
        col(PlaceCheck.place_id) == col(Place.id), asked.within(col(PlaceCheck.said_at))
    )
    columns: tuple[Any, ...] = (
        checks.scalar_subquery().label("checks"),
        _newest_check(col(PlaceCheck.said_at)).label("checked_at"),
        _newest_check(col(PlaceCheck.outcome)).label("check_outcome"),
    )
    return placed(select(Place, *columns).where(_open_in(asked)), col(Place.grid_id), asked)


async def _place_values(session: AsyncSession, _asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    kinds = place_kinds_of(session)
    return [_place(row, row["Place"], kinds.kind(row["Place"].kind).cycle) for row in found]


def _place(row: Any, place: Place, usual: Any) -> Values:
    return {
        **row,
        "code": place.code,
        "kind": Named(Of.PLACE_KIND, place.kind),
        "name": place.name,
        "address": place.address,
        "responsible": place.responsible,
        "phone": place.phone,
        "risk": place.risk,
        "cycle": place.cycle or usual,
        "guard_group": place.guard_group,
        "opened_at": place.opened_at,
        "confirmed_at": place.confirmed_at,
        "closed_at": place.closed_at,
        "exempt_until": place.exempt_until,
    }


PLACES = LedgerKind(
    LedgerName.PLACES,
    (
        Column("code", Holds.CODE),
        Column("kind", Holds.WORD),
        Column("name"),
        *PLACED,
        Column("address", Holds.SAID),
        Column("responsible", Holds.SAID),
        Column("phone", Holds.PHONE),
        Column("risk", Holds.WORD),
        Column("cycle", Holds.WORD),
        Column("guard_group"),
        Column("checks", Holds.NUMBER, summed=True),
        Column("checked_at", Holds.TIME),
        Column("check_outcome", Holds.WORD),
        Column("opened_at", Holds.TIME),
        Column("confirmed_at", Holds.TIME),
        Column("closed_at", Holds.TIME),
        Column("exempt_until", Holds.DAY),
    ),
    col(Place.id),
    _places,
    _place_values,
)


def _equipment(asked: Counted) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(col(PlaceItem.item), col(PlaceItem.count).label("pieces"), col(PlaceItem.replace_on)),
        *(col(Place.code), col(Place.name), col(Place.kind)),
    )
    rows = select(*columns).join(Place, col(Place.id) == col(PlaceItem.place_id)).where(_open_in(asked))
    return placed(rows, col(Place.grid_id), asked)


async def _equipment_values(_session: AsyncSession, asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    today = asked.as_of.date()
    return [
        {
            **row,
            "item": Named(Of.ITEM, row["item"]),
            "kind": Named(Of.PLACE_KIND, row["kind"]),
            "expired": row["replace_on"] is not None and row["replace_on"] <= today,
        }
        for row in found
    ]


EQUIPMENT = LedgerKind(
    LedgerName.EQUIPMENT,
    (
        Column("item", Holds.WORD),
        Column("pieces", Holds.NUMBER, summed=True),
        Column("replace_on", Holds.DAY),
        Column("expired", Holds.WORD),
        Column("code", Holds.CODE),
        Column("name"),
        Column("kind", Holds.WORD),
        *PLACED,
    ),
    col(PlaceItem.id),
    _equipment,
    _equipment_values,
)
