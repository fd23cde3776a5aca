"""What a week costs follows the week, not the history: SQLite reads no table of the past from its beginning."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from models.db.database import Database
from models.digests import figures, warnings
from models.digests.freezing import read_ahead
from models.digests.tables import DigestTurn
from models.due import WallClock
from models.figures.asked import Counted
from models.figures.hazards import standing
from models.schedule.report_periods.periods import PeriodKind, period_of
from tests.databases import undone
from tests.street import Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = period_of(PeriodKind.WEEK, date(2026, 11, 9))
READS_THE_PAST = re.compile(
    r"SCAN (hazards|hazard_events|check_windows|check_misses|notice_receipts|quiz_rounds)\b.*"
    r"|SEARCH (hazards|check_windows|quiz_rounds) USING (COVERING )?INDEX \w+ \(grid_id=\?\)"
)

Statements = list[tuple[str, Any]]


@pytest.fixture
async def session(worker_sqlite: Database) -> AsyncIterator[AsyncSession]:
    """On SQLite alone: the other database plans by how many rows it has."""
    async with undone(worker_sqlite) as opened:
        yield opened


@pytest.fixture
def statements(session: AsyncSession) -> Iterator[Statements]:
    found: Statements = []

    def heard(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        found.append((statement, parameters))

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", heard)
    yield found
    event.remove(engine, "before_cursor_execute", heard)


async def plans(session: AsyncSession, statements: Statements) -> list[str]:
    connection = await session.connection()
    found = []
    for statement, parameters in [*statements]:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        found += [str(step) for step in plan.scalars("detail")]
    return found


async def test_a_week_is_counted_without_reading_the_years_before(
    session: AsyncSession, street: Street, statements: Statements
) -> None:
    await figures.count(session, street.street, WEEK, SHANGHAI)
    begins, ends = WEEK.bounds(SHANGHAI)
    await warnings.warn(session, Counted(street.street, begins, ends, ends), WEEK.first)
    turn = DigestTurn(grid_id=street.street.id, kind=WEEK.kind, first=WEEK.first, next_at=ends, begun_at=begins)
    assert await read_ahead(session, [turn], WallClock(ends, SHANGHAI))
    told = await plans(session, statements)
    assert any("ix_check_windows_closed" in step for step in told)
    assert any("ix_hazards_created" in step for step in told)
    assert [step for step in told if READS_THE_PAST.fullmatch(step)] == []


async def test_what_stands_now_is_read_among_the_live_alone(session: AsyncSession, statements: Statements) -> None:
    await standing(session, WEEK.bounds(SHANGHAI)[1])
    [step] = await plans(session, statements)
    assert "USING INDEX ix_hazards_live" in step
