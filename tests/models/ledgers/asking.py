"""A ledger as tests read it: all its rows, by the keys of its columns."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.asked import Counted
from models.grids.tables import Grid
from models.ledgers.columns import LedgerName
from models.ledgers.kinds import KINDS
from models.ledgers.reading import FIRST, count, read_page
from tests.models.conftest import SHANGHAI

WEEK, DAY, HOUR, MINUTE = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def asked(grid: Grid, now: datetime, begin: timedelta = -DAY, end: timedelta = WEEK) -> Counted:
    """Between two moments seen from now, as known a week later."""
    return Counted(grid, now + begin, now + end, (now + WEEK).astimezone(SHANGHAI))


async def ledger(session: AsyncSession, name: LedgerName, of: Counted, size: int = 2) -> list[dict[str, Any]]:
    """Read in pages of two."""
    kind, found = KINDS[name], []
    await session.flush()
    after: int | None = FIRST
    while after is not None:
        page, after = await read_page(session, kind, of, after, size)
        found += [dict(zip((column.key for column in kind.columns), row, strict=True)) for row in page]
    assert await count(session, kind, of) == len(found)
    return found
