"""Who does what only one process may do, such as speaking: a row that its holder renews again and again (PostgreSQL).

    free ──take()──▶ held ──renew()──▶ held … ──release()──▶ free
                       └──not renewed for some time, as whoever waits for it sees──take()──▶ held by another

What must always hold: a row is taken only as it was seen. How long nobody renewed it is told by the clock of who looks;
no two clocks are compared: see docs/decisions/owners.md.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Table, Update, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field

from models.base import Row


class Owner(Row, table=True):
    __tablename__ = "owners"

    what: str = Field(primary_key=True, max_length=64)
    holder: str | None = Field(default=None, max_length=32)
    renewals: int = Field(default=0, sa_type=BigInteger)


TABLE: Table = Row.metadata.tables["owners"]


@dataclass(frozen=True)
class Holding:
    """What a look at the row has found; a free one has no holder."""

    holder: str | None
    renewals: int


async def look(connection: AsyncConnection, what: str) -> Holding:
    row = (await connection.execute(select(TABLE).where(TABLE.c.what == what))).mappings().first()
    if row is not None:
        return Holding(row["holder"], row["renewals"])
    await connection.execute(insert(TABLE).values(what=what, renewals=0).on_conflict_do_nothing())
    return Holding(None, 0)


async def take(connection: AsyncConnection, what: str, seen: Holding, holder: str) -> bool:
    """Whether it is the holder's now; not if anybody touched it since it was seen."""
    as_seen = TABLE.c.holder.is_not_distinct_from(seen.holder) & (TABLE.c.renewals == seen.renewals)
    return await _done(connection, update(TABLE).where(TABLE.c.what == what, as_seen), holder=holder)


async def renew(connection: AsyncConnection, what: str, holder: str) -> bool:
    """False when it is another's."""
    return await _done(connection, _of(what, holder))


async def release(connection: AsyncConnection, what: str, holder: str) -> None:
    await _done(connection, _of(what, holder), holder=None)


def _of(what: str, holder: str) -> Update:
    return update(TABLE).where(TABLE.c.what == what, TABLE.c.holder == holder)


async def _done(connection: AsyncConnection, row: Update, **values: Any) -> bool:
    done = await connection.execute(row.values(renewals=TABLE.c.renewals + 1, **values))
    return bool(done.rowcount)
