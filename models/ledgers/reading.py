"""Reading a ledger's rows a page at a time, each page in a transaction of its own: memory knows one page."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from models.db.database import Database
from models.figures.asked import Counted
from models.ledgers.columns import LedgerKind

PAGE = 200  # rows: made into values within a few milliseconds, in which nothing else is done
FIRST = 0
Page = Sequence[Sequence[Any]]  # rows, with a value for each column


async def pages(database: Database, kind: LedgerKind, asked: Counted, size: int = PAGE) -> AsyncIterator[Page]:
    """What changes meanwhile is read as it then is."""
    after: int | None = FIRST
    while after is not None:
        async with database.read() as session:
            page, after = await read_page(session, kind, asked, after, size)
        yield page


async def read_page(
    session: AsyncSession, kind: LedgerKind, asked: Counted, after: int = FIRST, size: int = PAGE
) -> tuple[Page, int | None]:
    """The rows that follow `after`, and where to go on, if there are more."""
    rows = kind.rows(asked).add_columns(kind.key.label("id")).where(kind.key > after)
    found = (await session.execute(rows.order_by(kind.key).limit(size))).mappings().all()
    values = await kind.fill(session, asked, found) if found else ()
    page = [[row.get(column.key) for column in kind.columns] for row in values]
    return page, int(found[-1]["id"]) if len(found) == size else None


async def count(session: AsyncSession, kind: LedgerKind, asked: Counted) -> int:
    rows = kind.rows(asked).with_only_columns(func.count(), maintain_column_froms=True)
    return int(await session.scalar(rows) or 0)
