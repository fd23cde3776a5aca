"""What is frozen does not depend on the time zone of the machine, nor on that of the database's session."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import embedded
from models.digests.freezing import DIGEST_TURNS, begin
from models.digests.tables import DigestTurn, FrozenPeriod
from models.due import WallClock
from models.schedule.report_periods.periods import PeriodKind
from tests.models.conftest import SHANGHAI
from tests.models.figures.histories import lived, places
from tests.street import Street

ZONES = ("UTC", "Asia/Shanghai", "America/Los_Angeles")
BEGIN = datetime(2026, 12, 20, 16, tzinfo=UTC)  # Monday 00:00 in the street, in 2026-W52
END = datetime(2027, 1, 10, 16, 1, tzinfo=UTC)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the zone of this process."""

    def moved(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield moved
    monkeypatch.undo()
    time.tzset()


async def at_home(session: AsyncSession, zone: str) -> None:
    """The zone of the database's session; SQLite has none."""
    if not embedded(session):
        await session.execute(text(f"SET LOCAL TIME ZONE '{zone}'"))


async def frozen(session: AsyncSession) -> bytes:
    await begin(session, BEGIN)
    await session.flush()
    for at in (BEGIN, END):
        while await DIGEST_TURNS.take(session, WallClock(at, SHANGHAI)):
            await session.flush()
    rows = select(FrozenPeriod).order_by(col(FrozenPeriod.kind), col(FrozenPeriod.first), col(FrozenPeriod.grid_id))
    told = [row.model_dump(mode="json", exclude={"id"}) for row in (await session.scalars(rows)).all()]
    await session.execute(delete(FrozenPeriod))
    await session.execute(delete(DigestTurn))
    return json.dumps(told).encode()


@pytest.mark.long
async def test_what_is_frozen_is_the_same_wherever_machine_and_database_are(
    session: AsyncSession, street: Street, now: datetime, machine: Callable[[str], None]
) -> None:
    await lived(session, street, await places(session, street, now), Random(5), BEGIN, 80)
    found = []
    for zone in ZONES:
        machine(zone)
        await at_home(session, zone)
        found.append(await frozen(session))
    rows = json.loads(found[0])
    weeks = {row["first"] for row in rows if row["kind"] == PeriodKind.WEEK}
    assert weeks == {"2026-12-21", "2026-12-28", "2027-01-04"}
    assert {row["kind"] for row in rows} == {"week", "month", "half", "year"}
    assert all(row["figures"]["total"]["reported"]["hazards"] for row in rows if row["first"] == "2026-12-21")
    assert found == [found[0]] * len(ZONES)
