"""Compare and set: a change of state is one UPDATE that names what it expects, so that of two only one succeeds."""

from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, inspect, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Row


async def change_rows(session: AsyncSession, kind: type[Row], /, *expected: ColumnElement[bool], **values: Any) -> int:
    """Set `values` in the rows that are as expected; return how many those were."""
    rows = update(kind).where(*expected).values(**values)
    return cast("CursorResult[Any]", await session.execute(rows)).rowcount


async def transition(session: AsyncSession, row: Row, /, *expected: ColumnElement[bool], **values: Any) -> bool:
    """Set `values` in this row if it is still as expected; return whether it was. The object is read anew."""
    await session.flush()
    kind = type(row)
    key = zip(inspect(kind).primary_key, inspect(row).identity, strict=True)
    changed = await change_rows(session, kind, *(column == value for column, value in key), *expected, **values)
    await session.refresh(row)
    return changed == 1
