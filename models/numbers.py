"""Numbers that people read (H412, 〔2026〕第3号): without gaps, given out inside the transaction that uses them.

What must always hold: a number that is rolled back is given out again; nobody is given a number twice.
"""

from typing import Any

from sqlalchemy import BigInteger, Executable
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from models.base import Row
from models.db.database import upsert


class NumberSeries(Row, table=True):
    """The last number of a series: of `owner_id` (a grid) in a year; 0 where there is one for all, or for all years."""

    __tablename__ = "number_series"

    series: str = Field(primary_key=True, max_length=24)
    owner_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: int


async def next_number(session: AsyncSession, series: str, owner_id: int = 0, year: int = 0) -> int:
    await session.flush()
    given: int = (await session.execute(raising(session, series, owner_id, year))).scalar_one()
    return given


def raising(session: AsyncSession | Session, series: str, owner_id: int = 0, year: int = 0, by: int = 1) -> Executable:
    """Give out `by` numbers; the statement returns the last of them."""
    key = {"series": series, "owner_id": owner_id, "year": year}
    first: Any = upsert(session, NumberSeries).values(**key, value=by)
    raised = first.on_conflict_do_update(index_elements=[*key], set_={"value": col(NumberSeries.value) + by})
    statement: Executable = raised.returning(col(NumberSeries.value))
    return statement
